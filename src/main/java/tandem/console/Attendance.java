package tandem.console;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.base.Ids;
import tandem.desk.AgentCommands;

/**
 * Which agent has which screens on this node, and what routing is told of it: found with the first,
 * lost with the last. A socket that closed is not yet a missing screen, since a page that is
 * reloaded closes its socket too: routing hears of it when nobody has come back within the grace.
 * Everything here happens on the context of {@link Desks}.
 */
final class Attendance {

  private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

  /** More tabs than anybody works with. */
  static final int SCREENS_PER_AGENT_MAX = 16;

  /** Where nodes tell each other that an agent has come in. */
  static final String ENTERED = "tandem.desk.entered";

  private static final String NODE = "node";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Context context;
  private final AgentCommands routing;
  private final InstantSource clock;
  private final Ids ids;
  private final Consumer<AgentId> whenLost;
  private final String node;

  private final Map<AgentId, Map<String, Screen>> screens = new HashMap<>();

  /** The timers of those who may come back in a moment. */
  private final Map<AgentId, Long> awaited = new HashMap<>();

  private Optional<MessageConsumer<String>> hearing = Optional.empty();
  private boolean closing;

  /** {@code whenLost} is called on the context when an agent's last screen is missed. */
  Attendance(
      Vertx vertx,
      Context context,
      AgentCommands routing,
      InstantSource clock,
      Ids ids,
      Consumer<AgentId> whenLost) {
    this.vertx = vertx;
    this.context = context;
    this.routing = routing;
    this.clock = clock;
    this.ids = ids;
    this.whenLost = whenLost;
    this.node = ids.next().toString();
  }

  /** Begins to hear who comes in at other nodes. */
  Future<Void> start() {
    var entering = vertx.eventBus().<String>consumer(ENTERED, news -> {
      if (!node.equals(news.headers().get(NODE))) {
        context.runOnContext(_ -> stopWaiting(new AgentId(news.body())));
      }
    });
    hearing = Optional.of(entering);
    return entering.completion();
  }

  Future<Void> stop() {
    return hearing.map(MessageConsumer::unregister).orElseGet(Future::succeededFuture);
  }

  /** Whoever is here now, or may come back in a moment; from now on nobody is missed. */
  List<AgentId> close() {
    closing = true;
    awaited.values().forEach(vertx::cancelTimer);
    return screens.keySet().stream().filter(agent -> !isMissed(agent)).toList();
  }

  boolean isHere(AgentId agent) {
    return of(agent).stream().anyMatch(Screen::attached);
  }

  /** Gone, or only just: whoever may come back in a moment is not missed yet. */
  boolean isMissed(AgentId agent) {
    return !isHere(agent) && !awaited.containsKey(agent);
  }

  boolean hasScreens(AgentId agent) {
    return screens.containsKey(agent);
  }

  /** With a socket, or waiting for one. */
  Collection<Screen> of(AgentId agent) {
    return screens.getOrDefault(agent, Map.of()).values();
  }

  /** Everybody who has screens here. */
  Set<AgentId> agents() {
    return Set.copyOf(screens.keySet());
  }

  int screens() {
    return screens.values().stream().mapToInt(Map::size).sum();
  }

  int awaited() {
    return awaited.size();
  }

  /**
   * Lets a screen in, where it left off if that can be; else it begins with what {@code snapshot}
   * has for it.
   */
  void enter(
      DeskSocket socket,
      AgentId agent,
      Optional<DeskCommand.Resume> resume,
      Function<Screen, Future<DeskMessage>> snapshot) {
    boolean wasMissed = isMissed(agent);
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
    stopWaiting(agent);
    vertx.eventBus().publish(ENTERED, agent.value(), new DeliveryOptions().addHeader(NODE, node));
    if (wasMissed) {
      // asked even if the floor does not look so: the news of the loss may still be on its way
      sayFound(agent);
    }
  }

  private void goOn(DeskSocket socket, Screen screen, long seq) {
    var old = screen.socket();
    if (old != null) {
      screen.detach();
      old.end(DeskSocket.REPLACED, "this screen came back on another socket");
    }
    vertx.cancelTimer(screen.expiry());
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
    screen.tell(snapshot.apply(screen));
    socket.began(screen);
  }

  /** The oldest screen without a socket gives way. */
  private boolean dropDetached(Map<String, Screen> mine) {
    var oldest = mine.values().stream().filter(screen -> !screen.attached()).findFirst();
    oldest.ifPresent(screen -> {
      vertx.cancelTimer(screen.expiry());
      mine.remove(screen.session().id());
    });
    return oldest.isPresent();
  }

  /**
   * The socket is gone; the screen's place is kept for {@code absence}, and its agent is missed
   * when no screen of theirs is there after {@code grace}; at once when that is nothing.
   */
  void leave(Screen screen, Duration absence, Duration grace) {
    var agent = screen.session().agent();
    screen.detach();
    screen.expiry(
        vertx.setTimer(absence.toMillis(), _ -> context.runOnContext(_ -> forget(screen))));
    if (closing || isHere(agent)) {
      return;
    }
    stopWaiting(agent);
    if (grace.isZero()) {
      miss(agent);
    } else {
      awaited.put(
          agent,
          vertx.setTimer(
              grace.toMillis(),
              timer -> context.runOnContext(_ -> {
                if (awaited.remove(agent, timer)) {
                  miss(agent);
                }
              })));
    }
  }

  /** Routing is to know that nobody looks at this agent's screens, as long as that is so. */
  void miss(AgentId agent) {
    whenLost.accept(agent);
    sayLost(agent);
  }

  private void stopWaiting(AgentId agent) {
    Optional.ofNullable(awaited.remove(agent)).ifPresent(vertx::cancelTimer);
  }

  private void forget(Screen screen) {
    if (!screen.attached()) {
      screens.computeIfPresent(screen.session().agent(), (_, mine) -> {
        mine.remove(screen.session().id(), screen);
        return mine.isEmpty() ? null : mine;
      });
    }
  }

  void sayFound(AgentId agent) {
    routing
        .found(agent)
        .onFailure(e -> again(e, () -> {
          if (isHere(agent)) {
            sayFound(agent);
          }
        }));
  }

  private void sayLost(AgentId agent) {
    routing
        .lost(agent)
        .onFailure(e -> again(e, () -> {
          if (isMissed(agent)) {
            sayLost(agent);
          }
        }));
  }

  /** Routing cannot be told now: it will be, as long as it is true. */
  private void again(Throwable failure, Runnable work) {
    LOG.debug("routing cannot be told of a screen error={}", failure.getMessage());
    vertx.setTimer(RETRY_AFTER.toMillis(), _ -> context.runOnContext(_ -> work.run()));
  }
}
