package tandem.rehearsal.replay;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.rehearsal.agents.DeskAgent;
import tandem.rehearsal.day.RealDay;

/**
 * The agents of a replayed day. They come and go as on the real day, but an agent does not leave
 * while a caller waits whom only they can serve.
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

  /** @param callers all callers of the day, in order of arrival */
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

  /** Ends a run of an agent. */
  void signOut(String agent) {
    var player = player(agent);
    player.runsToCome--;
    if (mustStay(player)) {
      player.staysOn = true;
    } else {
      player.leave();
    }
  }

  /** Lets agents leave who stayed longer and are no longer needed. */
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

  /** Whether the server has confirmed that the agent has left. */
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

  /**
   * Whether the agent's next run can serve a caller; one who waits already may not be left to it.
   */
  private static boolean comesBackFor(Player player, Caller caller) {
    return caller.doing == Caller.Doing.TO_COME && player.runsToCome > 0;
  }

  private Player player(String agent) {
    return Optional.ofNullable(players.get(agent)).orElseThrow();
  }
}
