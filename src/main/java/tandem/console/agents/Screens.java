package tandem.console.agents;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tandem.base.AgentId;
import tandem.base.Ids;
import tandem.desk.screens.ScreenRegister;

/**
 * The screens of each agent at this node; each has a socket or waits for one. The register of all
 * nodes is told of an agent's first socket here, and of the close of the last one. All methods run
 * on the context of {@link Desks}.
 */
final class Screens {

  /** More tabs than a person uses. */
  static final int SCREENS_PER_AGENT_MAX = 16;

  private final Vertx vertx;
  private final Context context;
  private final ScreenRegister register;
  private final InstantSource clock;
  private final Ids ids;

  private final Map<AgentId, Map<String, Screen>> screens = new HashMap<>();

  Screens(Vertx vertx, Context context, ScreenRegister register, InstantSource clock, Ids ids) {
    this.vertx = vertx;
    this.context = context;
    this.register = register;
    this.clock = clock;
    this.ids = ids;
  }

  boolean isHere(AgentId agent) {
    return of(agent).stream().anyMatch(Screen::attached);
  }

  /** Returns the agent's screen whose present socket this is. */
  Optional<Screen> with(AgentId agent, DeskSocket socket) {
    return of(agent).stream().filter(screen -> socket.equals(screen.socket())).findFirst();
  }

  boolean hasScreens(AgentId agent) {
    return screens.containsKey(agent);
  }

  /** Returns an agent's screens, with and without a socket. */
  Collection<Screen> of(AgentId agent) {
    return screens.getOrDefault(agent, Map.of()).values();
  }

  /** The agents with screens here. */
  Set<AgentId> agents() {
    return Set.copyOf(screens.keySet());
  }

  int count() {
    return screens.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * Admits a screen. It continues its session if possible, else it begins with the
   * {@code snapshot}.
   */
  void enter(
      DeskSocket socket,
      AgentId agent,
      Optional<DeskCommand.Resume> resume,
      Function<Screen, Future<DeskMessage>> snapshot) {
    var mine = screens.computeIfAbsent(agent, _ -> new LinkedHashMap<>());
    var known = resume.flatMap(r -> Optional.ofNullable(mine.get(r.session()))
        .filter(screen -> screen.session().canGoOnFrom(r.seq())));
    if (known.isPresent()) {
      goOn(socket, known.get(), resume.orElseThrow().seq());
    } else if (mine.size() >= SCREENS_PER_AGENT_MAX && !dropDetached(mine)) {
      socket.end(DeskSocket.POLICY, "at most " + SCREENS_PER_AGENT_MAX + " screens for one agent");
      return;
    } else {
      beginAnew(socket, agent, mine, snapshot);
    }
    isAlive(agent);
  }

  /** Notes that a screen of this agent is alive, after a hello or an answer to a ping. */
  void isAlive(AgentId agent) {
    if (isHere(agent)) {
      register.here(agent);
    }
  }

  private void goOn(DeskSocket socket, Screen screen, long seq) {
    var old = screen.socket();
    if (old != null) {
      screen.detach();
      old.end(DeskSocket.REPLACED, "this screen has reconnected on another socket");
    }
    vertx.cancelTimer(screen.expiry());
    screen.attach(socket);
    socket.resumed(screen, seq);
  }

  private void beginAnew(
      DeskSocket socket,
      AgentId agent,
      Map<String, Screen> mine,
      Function<Screen, Future<DeskMessage>> snapshot) {
    var session = new DeskSession(ids.next().toString(), agent);
    var screen = new Screen(session, clock);
    mine.put(session.id(), screen);
    screen.attach(socket);
    socket.began(screen);
    screen.tell(snapshot.apply(screen));
  }

  /** Removes the oldest screen without a socket. */
  private boolean dropDetached(Map<String, Screen> mine) {
    var oldest = mine.values().stream().filter(screen -> !screen.attached()).findFirst();
    oldest.ifPresent(screen -> {
      vertx.cancelTimer(screen.expiry());
      mine.remove(screen.session().id());
    });
    return oldest.isPresent();
  }

  /**
   * Handles a closed socket: the session is kept for {@code absence}, and the agent is away if no
   * screen of theirs has a socket here after {@code grace}. It does nothing if the screen has
   * another socket by now.
   */
  void leave(DeskSocket socket, Screen screen, Duration absence, Duration grace) {
    if (!socket.equals(screen.socket())) {
      return;
    }
    var agent = screen.session().agent();
    screen.detach();
    screen.expiry(
        vertx.setTimer(absence.toMillis(), _ -> context.runOnContext(_ -> forget(screen))));
    if (!isHere(agent)) {
      register.leaving(agent, grace);
    }
  }

  private void forget(Screen screen) {
    if (!screen.attached()) {
      screens.computeIfPresent(screen.session().agent(), (_, mine) -> {
        mine.remove(screen.session().id(), screen);
        return mine.isEmpty() ? null : mine;
      });
    }
  }
}
