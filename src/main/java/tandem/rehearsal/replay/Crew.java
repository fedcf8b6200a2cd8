package tandem.rehearsal.replay;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.rehearsal.agents.DeskAgent;
import tandem.rehearsal.day.RealDay;

/**
 * The agents of a replayed day. They come and go as they did, except that an agent does not go
 * home, for good or until their next run, while a caller waits whom only they can serve.
 */
final class Crew {

  private static final class Player {
    final RealDay.Agent real;
    final DeskAgent desk;
    int runsToCome;
    boolean signedIn;
    boolean staysOn;

    Player(RealDay.Agent real, DeskAgent desk) {
      this.real = real;
      this.desk = desk;
      this.runsToCome = real.runs().size();
    }

    boolean serves(String type) {
      return real.types().contains(type);
    }

    void leave() {
      signedIn = false;
      staysOn = false;
      desk.offline();
    }
  }

  private final Map<String, Player> players = new LinkedHashMap<>();
  private final Collection<Caller> callers;

  /** @param callers of the whole day, as they come to be */
  Crew(Collection<Caller> callers) {
    this.callers = callers;
  }

  void seat(RealDay.Agent real, DeskAgent desk) {
    players.put(desk.agent(), new Player(real, desk));
  }

  DeskAgent desk(String agent) {
    return player(agent).desk;
  }

  Stream<DeskAgent> desks() {
    return players.values().stream().map(player -> player.desk);
  }

  void signIn(String agent) {
    var player = player(agent);
    player.signedIn = true;
    player.staysOn = false;
    player.desk.ready();
  }

  /** A run is over. */
  void signOut(String agent) {
    var player = player(agent);
    player.runsToCome--;
    if (mustStay(player)) {
      player.staysOn = true;
    } else {
      player.leave();
    }
  }

  /** Players who stayed on and are no longer needed go home. */
  void relieve() {
    players.values().stream()
        .filter(player -> player.staysOn && !mustStay(player))
        .forEach(Player::leave);
  }

  void allLeave() {
    players.values().forEach(Player::leave);
  }

  long signedIn() {
    return players.values().stream().filter(player -> player.signedIn).count();
  }

  boolean isIdle() {
    return desks().allMatch(DeskAgent::idle);
  }

  boolean isConnected() {
    return desks().allMatch(DeskAgent::connected);
  }

  /** As the server has said, not as they wish. */
  boolean hasLeft() {
    return desks().allMatch(desk -> desk.presence().equals("offline"));
  }

  private boolean mustStay(Player player) {
    return callers.stream()
        .filter(Caller::needsSomebody)
        .filter(caller -> player.serves(caller.script.type()) && !comesBackFor(player, caller))
        .anyMatch(caller -> players.values().stream()
            .noneMatch(other -> other != player
                && other.serves(caller.script.type())
                && (other.signedIn || comesBackFor(other, caller))));
  }

  /** A caller who has not dialled yet may be left to a later run; one who waits may not. */
  private static boolean comesBackFor(Player player, Caller caller) {
    return caller.doing == Caller.Doing.TO_COME && player.runsToCome > 0;
  }

  private Player player(String agent) {
    return Optional.ofNullable(players.get(agent)).orElseThrow();
  }
}
