package tandem.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
import tandem.storage.FloorOwnership;
import tandem.storage.FloorOwnership.Term;
import tandem.storage.Inbox;
import tandem.storage.InboxEvent;
import tandem.storage.NodeNews;
import tandem.storage.outbox.Outbox;

/**
 * Routing on this node. It decides while this node owns the floor, and else passes signals to the
 * owner. It keeps the committed floor up to date either way. Messages on the bus may get lost:
 * facts are then read from the journal.
 */
public final class RoutingNode implements Routing {

  private static final Logger LOG = LoggerFactory.getLogger(RoutingNode.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  /** A term that ends waits this long for the work of its owner. */
  private static final Duration LISTENERS_LIMIT = Duration.ofSeconds(5);

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** Instead of a signal. */
  private static final String ARE_YOU_THERE = "";

  private static final DeliveryOptions THERE_LIMIT = new DeliveryOptions().setSendTimeout(1_000);

  /** Told when this node begins and ceases to own the floor. */
  public interface TermListener {
    void began(long epoch);

    Future<Void> ended();
  }

  /** Told about once a second, each time this node has said that it is alive. */
  public interface BeatListener {
    /**
     * Always on the same context, beside the engine's loop: it must not wait.
     *
     * @param late so late that the other nodes may have taken this one for dead meanwhile
     * @param epoch under which this node owns the floor; empty while another does
     */
    void beat(boolean late, OptionalLong epoch);
  }

  private final Vertx vertx;
  private final Context context;

  /** Where messages on the bus are read and written, and beats heard: the engine has no time. */
  private final Context beside;

  private final Database database;
  private final SteadyClock clock;
  private final Rules rules;
  private final Commands commands;
  private final Inbox inbox;
  private final MeterRegistry meters;
  private final Journal journal;
  private final CommittedFloor committed;
  private final FloorOwnership ownership;
  private final String address;
  private final List<TermListener> listeners = new CopyOnWriteArrayList<>();
  private final List<BeatListener> beatListeners = new CopyOnWriteArrayList<>();
  private final Map<String, Companion.Writer> companions = new ConcurrentHashMap<>();
  private final Outbox outbox;
  private final Promise<Void> firstOwner = Promise.promise();

  /** Set on the context; another thread may look whether it is there. */
  private volatile Optional<OwnedFloor> owned = Optional.empty();

  private final NodeNews<Batch> facts;

  // everything below belongs to the context
  private @Nullable MessageConsumer<String> signals;

  /** The epoch of the term that has begun last and has not ended. */
  private OptionalLong beginning = OptionalLong.empty();

  private long elsewhere = -1;
  private boolean failedBefore;

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
    this.address = "tandem.floor." + floor;
    this.outbox = outbox;
    this.facts = new NodeNews<>(
        vertx, address + ".facts", Json::write, text -> Json.read(text, Batch.class));
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

  /** Who checks and writes the companions of a kind while this node owns the floor. */
  public void companions(String kind, Companion.Writer writer) {
    companions.put(kind, writer);
  }

  public void start() {
    facts.listen(this::heard);
    facts.start();
    ownership.start();
  }

  /** Keeps a snapshot, lets the floor go and answers nobody any more. */
  public Future<Void> stop() {
    return onContext(() -> owned.map(OwnedFloor::keep).orElse(Future.succeededFuture()))
        .otherwiseEmpty()
        .compose(_ -> ownership.stop())
        .eventually(facts::stop);
  }

  /**
   * Completes when some node is first known to own the floor: from here on it can be read and told
   * things.
   */
  public Future<Void> ready() {
    return firstOwner.future();
  }

  /** Whether what is told here reaches the node that owns the floor, this one or another. */
  public Future<Boolean> reachesOwner() {
    return onContext(() -> owned.isPresent() || elsewhere < 0
        ? Future.succeededFuture(owned.isPresent())
        : vertx
            .eventBus()
            .request(signalsOf(elsewhere), ARE_YOU_THERE, THERE_LIMIT)
            .transform(answer -> Future.succeededFuture(answer.succeeded())));
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

  /**
   * The answer to an event that nobody can decide now, if it is a repeat of one that was decided.
   */
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

  private record Passed(Signal signal, Optional<InboxEvent> event, Optional<Companion> companion) {}

  private <T> Future<T> pass(Passed passed, Class<T> answer) {
    if (elsewhere < 0) {
      return Future.failedFuture(
          new Failure.Unavailable("nobody owns the floor at the moment", COME_AGAIN));
    }
    return vertx
        .eventBus()
        .<String>request(
            signalsOf(elsewhere),
            Json.write(passed),
            new DeliveryOptions().setSendTimeout(ANSWER_LIMIT.toMillis()))
        .map(reply -> Json.read(reply.body(), answer))
        .recover(e -> Future.failedFuture(
            e instanceof ReplyException reply && reply.failureCode() == 422
                ? new Failure.Invalid(String.valueOf(reply.getMessage()))
                : new Failure.Unavailable("the floor's owner does not answer", COME_AGAIN)));
  }

  private String signalsOf(long epoch) {
    return address + ".signals." + epoch;
  }

  private void passed(OwnedFloor floor, Message<String> message) {
    if (message.body().equals(ARE_YOU_THERE)) {
      message.reply("");
      return;
    }
    var passed = Json.read(message.body(), Passed.class);
    Future<?> told = passed.companion().isPresent()
        ? onContext(() -> floor.tell(passed.signal(), passed.companion().get()))
        : onContext(() -> floor.tell(passed.signal(), passed.event()));
    told.onComplete(result -> {
      switch (result.cause()) {
        case null -> message.reply(Json.write(result.result()));
        case Failure.Invalid no -> message.fail(422, no.getMessage());
        case Throwable failure -> message.fail(503, failure.getMessage());
      }
    });
  }

  // --- facts from the owner elsewhere

  private record Batch(long firstSeq, List<Fact> facts) {}

  /** The owner hears itself too, and knows what it has written. */
  private void heard(Batch batch) {
    if (owned.isEmpty()) {
      context.runOnContext(_ -> {
        if (owned.isEmpty()) {
          committed.committed(batch.firstSeq(), batch.facts());
        }
      });
    }
  }

  // --- the floor is ours

  private final class Owner implements FloorOwnership.Owner {

    @Override
    public Future<Void> begin(Term term) {
      return onContext(() -> {
        beginning = OptionalLong.of(term.epoch());
        return committed
            .catchUp(term.seq())
            .compose(_ -> database.connect(Journal.PIPELINING))
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
          why -> stepDown(term.epoch(), why));
      failedBefore = false;
      owned = Optional.of(floor);
      signals = vertx.eventBus().consumer(signalsOf(term.epoch()));
      signals.handler(message -> beside.runOnContext(_ -> passed(floor, message)));
      floor.begin();
      listeners.forEach(listener -> listener.began(term.epoch()));
      firstOwner.tryComplete();
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
      return onContext(() -> {
        var ending = owned;
        owned = Optional.empty();
        beginning = OptionalLong.empty();
        elsewhere = -1;
        if (signals != null) {
          signals.unregister();
          signals = null;
        }
        return Future.join(listeners.stream().map(TermListener::ended).toList())
            .<Void>mapEmpty()
            // no other node can own the floor before; the epoch guards what goes on after it
            .timeout(LISTENERS_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .otherwiseEmpty()
            // what ends last ends on a loop of its own
            .eventually(() ->
                onContext(() -> ending.map(OwnedFloor::end).orElse(Future.succeededFuture())));
      });
    }

    @Override
    public void elsewhere(long epoch, long seq) {
      context.runOnContext(_ -> {
        elsewhere = epoch;
        committed
            .catchUp(seq)
            .onSuccess(_ -> firstOwner.tryComplete())
            .onFailure(e -> LOG.warn("cannot follow the floor error={}", e.getMessage()));
      });
    }

    @Override
    public void alive(boolean late) {
      context.runOnContext(_ -> {
        var epoch =
            owned.map(floor -> OptionalLong.of(floor.epoch())).orElseGet(OptionalLong::empty);
        beside.runOnContext(_ -> beatListeners.forEach(listener -> listener.beat(late, epoch)));
      });
    }
  }

  private void stepDown(long epoch, String why) {
    context.runOnContext(_ -> {
      if (owned.filter(floor -> floor.epoch() == epoch).isPresent()) {
        failedBefore = true;
        ownership.stepDown(why);
      }
    });
  }

  private void said(long firstSeq, List<Fact> written, Outbox.Written messages) {
    committed.committed(firstSeq, written);
    if (vertx.isClustered() && !written.isEmpty()) {
      // what another node must read is written there as JSON
      beside.runOnContext(_ -> facts.say(new Batch(firstSeq, written)));
    }
    outbox.deliver(messages);
  }

  /**
   * Ends in any case: who waits for work that threw hears of it. The caller goes on where it was.
   */
  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    return Caller.hears(
        vertx,
        Future.future(promise -> context.runOnContext(
            _ -> Future.<Void>succeededFuture().compose(_ -> work.get()).onComplete(promise))));
  }
}
