package tandem.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.base.SteadyClock;
import tandem.document.Json;
import tandem.loops.Caller;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.DatabaseClock;
import tandem.storage.Inbox;
import tandem.storage.InboxEvent;
import tandem.storage.nodes.FloorOwnership;
import tandem.storage.nodes.FloorOwnership.Term;
import tandem.storage.nodes.Neighbour;
import tandem.storage.nodes.OtherNodes;
import tandem.storage.outbox.Outbox;

/**
 * Routing on this node. It decides signals while this node owns the floor, and passes them to the
 * owner otherwise. In both cases it keeps the committed floor up to date. If a message on the bus
 * is lost, its facts are read from the journal.
 */
public final class RoutingNode implements Routing {

  private static final Logger LOG = LoggerFactory.getLogger(RoutingNode.class);
  private static final String NOBODY_OWNS = "no node owns the floor yet";
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /** The longest time that the end of a term waits for its listeners. */
  private static final Duration LISTENERS_LIMIT = Duration.ofSeconds(5);

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** Two signs of life that could not be recorded. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(2);

  /** A message to the owner that is no signal and asks only for an answer. */
  private static final String ARE_YOU_THERE = "";

  /**
   * The owner's words for what it cannot read. A node of another version may not know a signal;
   * that is no fault of the event.
   */
  private static final String UNREADABLE = "this is no ";

  private static final Duration THERE_LIMIT = Duration.ofSeconds(1);

  /** A listener to the beginnings and ends of this node's ownership of the floor. */
  public interface TermListener {
    void began(long epoch);

    Future<Void> ended();
  }

  /**
   * A listener that is called about once a second, after this node has recorded that it is alive.
   */
  public interface BeatListener {
    /**
     * Called always on the same context, which is not the engine's. It must not block.
     *
     * @param late whether it was so late that other nodes may have counted this one as dead
     * @param epoch the epoch under which this node owns the floor; empty if it does not
     */
    void beat(boolean late, OptionalLong epoch);
  }

  private final Vertx vertx;
  private final Context context;

  /** The context for messages on the bus and for beats, to spare the engine's loop. */
  private final Context beside;

  private final OtherNodes others;
  private final Database database;
  private final SteadyClock clock;
  private final Rules rules;
  private final Commands commands;
  private final Inbox inbox;
  private final MeterRegistry meters;
  private final Journal journal;
  private final CommittedFloor committed;
  private final FloorOwnership ownership;
  private final String channel;
  private final List<Consumer<List<Neighbour>>> neighbourListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<DatabaseClock.Reading>> timeListeners = new CopyOnWriteArrayList<>();
  private final List<TermListener> listeners = new CopyOnWriteArrayList<>();
  private final List<BeatListener> beatListeners = new CopyOnWriteArrayList<>();
  private final Map<String, Companion.Writer> companions = new ConcurrentHashMap<>();
  private final Outbox outbox;
  private final Promise<Void> firstOwner = Promise.promise();
  private volatile String waitsFor = NOBODY_OWNS;

  /** Set on the context; other threads may only ask whether it is present. */
  private volatile Optional<OwnedFloor> owned = Optional.empty();

  private volatile @Nullable MessageConsumer<?> facts;

  // everything below belongs to the context
  private @Nullable MessageConsumer<?> signals;

  /** The epoch of the present term; empty if there is none. */
  private OptionalLong beginning = OptionalLong.empty();

  /** The owner at another node, which says that it is alive. */
  private record Elsewhere(long epoch, String node) {}

  private Optional<Elsewhere> elsewhere = Optional.empty();
  private List<Neighbour> neighbours = List.of();
  private boolean failedBefore;

  /** When this node last recorded that it is alive, by {@link System#nanoTime}. */
  private long aliveAt = System.nanoTime();

  /**
   * Whether no other node was alive at the last beat and none has passed a signal since. A node
   * that starts reads the journal first.
   */
  private boolean alone;

  /**
   * A node's part of routing.
   *
   * @param context on which the engine decides and the committed floor lives
   * @param clock set forward to the time of every fact that is heard, so that a new owner's time
   *     continues where the last one's ended
   * @param outbox where the messages go that follow from facts
   */
  public RoutingNode(
      Vertx vertx,
      Context context,
      Database database,
      InstantSource clock,
      String floor,
      String node,
      Rules rules,
      Commands commands,
      MeterRegistry meters,
      Outbox outbox) {
    this.vertx = vertx;
    this.context = context;
    this.beside = vertx.getOrCreateContext();
    this.database = database;
    this.clock = SteadyClock.over(clock);
    this.rules = rules;
    this.commands = commands;
    this.meters = meters;
    this.inbox = new Inbox(database);
    this.journal = new Journal(database, floor, outbox);
    this.committed = new CommittedFloor(context, journal, this.clock);
    this.others = new OtherNodes(vertx);
    this.channel = "floor." + floor;
    this.outbox = outbox;
    this.ownership = new FloorOwnership(vertx, database, floor, node, new Owner());
  }

  public CommittedFloor committed() {
    return committed;
  }

  public void onTerm(TermListener listener) {
    listeners.add(listener);
  }

  public void onBeat(BeatListener listener) {
    beatListeners.add(listener);
  }

  /** Adds a listener to the database's time, which comes about once a second. */
  public void onTime(Consumer<DatabaseClock.Reading> listener) {
    timeListeners.add(listener);
  }

  /** Adds a listener to the list of the other nodes, which comes about once a second. */
  public void onNeighbours(Consumer<List<Neighbour>> listener) {
    neighbourListeners.add(listener);
  }

  /** Reads the list of the other nodes at once; its listeners get it. */
  public void lookForNeighbours() {
    ownership.lookAgain();
  }

  /** Sets the writer of the companions of a kind; it is used while this node owns the floor. */
  public void companions(String kind, Companion.Writer writer) {
    companions.put(kind, writer);
  }

  public void start() {
    facts = others.hear(channel + ".facts", this::heard);
    ownership.start();
  }

  /** Stores a snapshot and gives the floor up. No signal is answered any more. */
  public Future<Void> stop() {
    return onContext(() -> owned.map(OwnedFloor::keep).orElse(Future.succeededFuture()))
        .otherwiseEmpty()
        .compose(_ -> ownership.stop())
        .eventually(() -> facts == null ? Future.succeededFuture() : facts.unregister());
  }

  /**
   * Completes when the owner of the floor is first known and reached. From then on the floor can be
   * read and signals can be sent.
   */
  public Future<Void> ready() {
    return firstOwner.future();
  }

  /** What this node waits for before it is {@link #ready}, and what to do about it. */
  public String waitsFor() {
    return waitsFor;
  }

  /**
   * Whether the term of this epoch goes on. Work outside our database, which no epoch can refuse,
   * asks this before each step.
   */
  public Future<Boolean> holds(long epoch) {
    return ownership.holds(epoch);
  }

  /** Whether the database has recorded a moment ago that this node is alive. */
  public Future<Boolean> isRecorded() {
    return onContext(() -> Future.succeededFuture(hasDatabase()));
  }

  private boolean hasDatabase() {
    return System.nanoTime() - aliveAt <= SILENCE_MAX.toNanos();
  }

  /** Whether signals reach the owner of the floor, which may be this node or another. */
  public Future<Boolean> reachesOwner() {
    return onContext(() -> owned.isPresent() || elsewhere.isEmpty()
        ? Future.succeededFuture(owned.isPresent())
        : others
            .ask(
                elsewhere.get().node(),
                signalsOf(elsewhere.get().epoch()),
                ARE_YOU_THERE,
                THERE_LIMIT)
            .transform(answer -> Future.succeededFuture(answer.succeeded())));
  }

  /**
   * Why this node cannot do its work at the moment; empty if it can. A node that knows of no owner
   * cannot: another one may own the floor, and tell others of offers. A node that has just taken
   * the floor over can, although it still reads the journal: no other is nearer to the next offer.
   */
  public Future<Optional<String>> inability() {
    return onContext(() -> {
      if (!hasDatabase()) {
        return Future.succeededFuture(Optional.of("the database does not answer"));
      }
      if (beginning.isPresent()) {
        return Future.succeededFuture(Optional.empty());
      }
      return reachesOwner()
          .map(isReached ->
              isReached ? Optional.empty() : Optional.of("the floor's owner cannot be reached"));
    });
  }

  @Override
  public Future<Decision> tell(Signal signal) {
    return told(signal, Optional.empty());
  }

  @Override
  public Future<Decision> tell(Signal signal, InboxEvent event) {
    return told(signal, Optional.of(event)).transform(answer -> {
      boolean isForNow = answer.succeeded()
          ? answer.result() instanceof Decision.Refused no && no.isForNow(signal)
          : answer.cause() instanceof Failure.Unavailable;
      return isForNow ? firstAnswer(event, answer) : settled(answer);
    });
  }

  /** Looks for the stored answer to an event that cannot be decided now; it may be a repeat. */
  private Future<Decision> firstAnswer(InboxEvent event, AsyncResult<Decision> now) {
    return inbox.firstAnswer(event).transform(first -> switch (first.cause()) {
      case null ->
        first
            .result()
            .map(answer -> Future.succeededFuture(DecisionJson.read(answer)))
            .orElseGet(() -> settled(now));
      case Throwable unread -> now.failed() ? settled(now) : Future.failedFuture(unread);
    });
  }

  private static <T> Future<T> settled(AsyncResult<T> result) {
    return result.succeeded()
        ? Future.succeededFuture(result.result())
        : Future.failedFuture(result.cause());
  }

  private Future<Decision> told(Signal signal, Optional<InboxEvent> event) {
    return onContext(() -> owned
        .map(floor -> floor.tell(signal, event))
        .orElseGet(() -> pass(new Passed(signal, event, Optional.empty()), Decision.class)));
  }

  @Override
  public Future<Companion.Result> tell(Signal signal, Companion companion) {
    return onContext(() -> owned
        .map(floor -> floor.tell(signal, companion))
        .orElseGet(() -> pass(
            new Passed(signal, Optional.empty(), Optional.of(companion)), Companion.Result.class)));
  }

  // --- signals to the owner elsewhere

  private record Passed(Signal signal, Optional<InboxEvent> event, Optional<Companion> companion) {

    Passed {
      Objects.requireNonNull(signal, "signal");
    }
  }

  private <T> Future<T> pass(Passed passed, Class<T> answer) {
    if (elsewhere.isEmpty()) {
      return Future.failedFuture(
          new Failure.Unavailable("nobody owns the floor at the moment", COME_AGAIN));
    }
    var owner = elsewhere.get();
    return others
        .ask(owner.node(), signalsOf(owner.epoch()), Json.write(passed), ANSWER_LIMIT)
        .map(reply -> Json.read(reply, answer))
        .recover(e -> Future.failedFuture(
            e instanceof Failure.Invalid no && !no.getMessage().startsWith(UNREADABLE)
                ? no
                : new Failure.Unavailable("the floor's owner does not answer", COME_AGAIN)));
  }

  /** Reads what another node tells; its records check themselves. */
  private static <T> T told(OtherNodes.Told told, Class<T> kind) {
    try {
      return Json.read(told.text(), kind);
    } catch (IllegalStateException e) {
      LOG.error("cannot read what another node tells node={}", told.author(), e);
      throw new Failure.Invalid(UNREADABLE + kind.getSimpleName());
    }
  }

  private String signalsOf(long epoch) {
    return channel + ".signals." + epoch;
  }

  private Future<String> passed(OwnedFloor floor, OtherNodes.Told told) {
    if (told.text().equals(ARE_YOU_THERE)) {
      return Future.succeededFuture("");
    }
    var passed = told(told, Passed.class);
    return onContext(() -> {
          alone = false;
          return passed.companion().isPresent()
              ? floor.tell(passed.signal(), passed.companion().get()).map(Object.class::cast)
              : floor.tell(passed.signal(), passed.event()).map(Object.class::cast);
        })
        .map(Json::write);
  }

  // --- facts from the owner elsewhere

  private record News(long firstSeq, List<Fact> facts) {

    @SuppressWarnings("UnusedMethod") // the reader of JSON calls it
    News {
      facts = List.copyOf(facts);
    }

    /** The news as JSON, from the facts as JSON. */
    static String json(long firstSeq, List<String> facts) {
      return "{\"first_seq\":" + firstSeq + ",\"facts\":[" + String.join(",", facts) + "]}";
    }
  }

  /** Takes news of facts from the owner; a former owner's are not asked for. */
  private void heard(OtherNodes.Told told) {
    context.runOnContext(_ -> {
      if (elsewhere.filter(owner -> owner.node().equals(told.author())).isPresent()) {
        beside.runOnContext(_ -> {
          var news = told(told, News.class);
          context.runOnContext(_ -> {
            if (owned.isEmpty()) {
              committed.committed(news.firstSeq(), news.facts());
            }
          });
        });
      }
    });
  }

  // --- the floor is ours

  private final class Owner implements FloorOwnership.Owner {

    @Override
    public Future<Void> begin(Term term) {
      return onContext(() -> {
        beginning = OptionalLong.of(term.epoch());
        // at the same time: each takes many round trips
        var connecting = database.connect(Journal.PIPELINING);
        return committed
            .catchUp(term.seq())
            .onFailure(_ -> connecting.onSuccess(PgConnection::close))
            .compose(_ -> connecting)
            .compose(connection -> begin(term, connection));
      });
    }

    private Future<Void> begin(Term term, PgConnection connection) {
      if (beginning.isEmpty() || beginning.getAsLong() != term.epoch()) {
        return connection
            .close()
            .compose(_ -> Future.failedFuture("the term ended before it had begun"));
      }
      var floor = new OwnedFloor(
          vertx,
          clock,
          rules,
          journal,
          commands,
          companions,
          committed,
          term,
          connection,
          failedBefore,
          meters,
          RoutingNode.this::said,
          (why, isSuspect) -> stepDown(term.epoch(), why, isSuspect));
      failedBefore = false;
      owned = Optional.of(floor);
      signals = others.answer(
          signalsOf(term.epoch()),
          told -> Future.future(answered -> beside.runOnContext(_ -> Future.<Void>succeededFuture()
              .compose(_ -> passed(floor, told))
              .onComplete(answered))));
      floor.begin();
      listeners.forEach(listener -> listener.began(term.epoch()));
      firstOwner.tryComplete();
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      return onContext(() -> {
        var ending = owned;
        ending.ifPresent(floor -> ownership.ended(floor.seq(), floor.quiet(aliveAt)));
        owned = Optional.empty();
        beginning = OptionalLong.empty();
        elsewhere = Optional.empty();
        if (signals != null) {
          signals.unregister();
          signals = null;
        }
        return Future.join(listeners.stream().map(TermListener::ended).toList())
            .<Void>mapEmpty()
            // no other node can own the floor before this; the epoch refuses what is written later
            .timeout(LISTENERS_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .otherwiseEmpty()
            // the listeners may have ended on other loops
            .eventually(() ->
                onContext(() -> ending.map(OwnedFloor::end).orElse(Future.succeededFuture())));
      });
    }

    @Override
    public void elsewhere(long epoch, long seq, Optional<String> node) {
      context.runOnContext(_ -> {
        elsewhere = node.map(owner -> new Elsewhere(epoch, owner));
        waitsFor = node.map(this::toReach).orElse(NOBODY_OWNS);
        committed
            .catchUp(seq)
            .compose(_ ->
                firstOwner.future().isComplete() ? Future.succeededFuture(true) : reachesOwner())
            .onSuccess(isReached -> {
              if (isReached) {
                firstOwner.tryComplete();
              }
            })
            .onFailure(e -> LOG.warn("cannot follow the floor error={}", e.getMessage()));
      });
    }

    private String toReach(String owner) {
      return "node " + owner + " owns the floor, and this node does not reach it "
          + neighbours.stream()
              .filter(other -> other.id().equals(owner))
              .flatMap(other -> other.door().stream())
              .map(door -> "at " + door.host() + ":" + door.port())
              .findFirst()
              .orElse("(it has opened no port for other nodes yet)")
          + "; check cluster.host and cluster.bus_port of both nodes, and that the network lets"
          + " them through";
    }

    @Override
    public void timed(DatabaseClock.Reading reading) {
      timeListeners.forEach(listener -> listener.accept(reading));
    }

    @Override
    public void alive(boolean late, boolean isAlone, List<Neighbour> others) {
      context.runOnContext(_ -> {
        alone = isAlone;
        neighbours = others;
        aliveAt = System.nanoTime();
        var epoch =
            owned.map(floor -> OptionalLong.of(floor.epoch())).orElseGet(OptionalLong::empty);
        beside.runOnContext(_ -> {
          neighbourListeners.forEach(listener -> listener.accept(others));
          beatListeners.forEach(listener -> listener.beat(late, epoch));
        });
      });
    }
  }

  private void stepDown(long epoch, String why, boolean isSuspect) {
    context.runOnContext(_ -> {
      if (owned.filter(floor -> floor.epoch() == epoch).isPresent()) {
        failedBefore |= isSuspect;
        ownership.stepDown(why);
      }
    });
  }

  private void said(long firstSeq, List<Fact> facts, List<String> bodies, Outbox.Written messages) {
    committed.committed(firstSeq, facts);
    if (!alone && !facts.isEmpty()) {
      beside.runOnContext(_ -> others.say(channel + ".facts", () -> News.json(firstSeq, bodies)));
    }
    outbox.deliver(messages);
  }

  /**
   * Does work on the engine's context. If the work throws, the future fails. The caller gets the
   * result on its own context.
   */
  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    return Caller.hears(
        vertx,
        Future.future(promise -> context.runOnContext(
            _ -> Future.<Void>succeededFuture().compose(_ -> work.get()).onComplete(promise))));
  }
}
