package tandem.storage;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.storage.OutboxRows.Loaded;

/**
 * The messages to others: each is written in the transaction that decides it, and delivered after
 * its commit at least once, in order per destination and subject. The node that owns the floor
 * delivers; a new owner continues where the rows say.
 */
public final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** How many messages are held in memory at once; the rest wait in their rows. */
  private static final int LOADED_MAX = 2_000;

  private static final int LOAD_LIMIT = 500;

  /** Pauses before each further try; the last one repeats until the message is too old. */
  private static final List<Duration> PAUSES = List.of(
      Duration.ofMillis(200),
      Duration.ofSeconds(1),
      Duration.ofSeconds(2),
      Duration.ofSeconds(5),
      Duration.ofSeconds(15),
      Duration.ofSeconds(60));

  private static final Duration AGE_MAX = Duration.ofHours(24);

  /** How long a noted try may take; no other try is made meanwhile. */
  private static final Duration NOTED_TRY_MAX = Duration.ofSeconds(10);

  /** Takes one message to where it belongs. */
  @FunctionalInterface
  public interface Deliverer {
    /**
     * Succeeds when the receiver has it; {@link Refused} when trying again is of no use; else it is
     * tried again.
     *
     * @param again an earlier try, perhaps of a process that is no more, may have reached the
     *     receiver
     */
    Future<Void> deliver(OutboxMessage message, boolean again);
  }

  /** The receiver will never take this message. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused(String why) {
      super(why, null, false, false);
    }
  }

  private record Receiver(Deliverer deliverer, boolean noted) {}

  private final Vertx vertx;
  private final OutboxRows rows;
  private final InstantSource clock;
  private final Context context;
  private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();

  // everything below belongs to the context
  private final OwnerCall owner;
  private final Map<String, Deque<Loaded>> byLine = new HashMap<>();

  /** The lines whose first message is not due yet, with the timer of each. */
  private final Map<Deque<Loaded>, Long> pausing = new HashMap<>();

  private final Set<Long> loaded = new HashSet<>();
  private List<Long> delivered = new ArrayList<>();
  private boolean loading;
  private boolean loadAgain;
  private boolean marking;
  private final OwnerWork work;

  public Outbox(Vertx vertx, Database database, InstantSource clock) {
    this.vertx = vertx;
    this.rows = new OutboxRows(database);
    this.clock = clock;
    this.context = vertx.getOrCreateContext();
    this.owner = new OwnerCall(vertx, context, "tandem.outbox");
    this.work = new OwnerWork(context, new Delivery());
  }

  /** When the oldest message that is still to be delivered was put; empty when there is none. */
  public Future<Optional<Instant>> oldest() {
    return rows.oldest();
  }

  /**
   * Sets the deliverer to a destination; before the work starts. The receiver recognizes by its key
   * a message that it has had.
   */
  public void deliverTo(String destination, Deliverer deliverer) {
    receivers.put(destination, new Receiver(deliverer, false));
  }

  /**
   * The same for a receiver that does not recognize repeats. Every try is noted before it is made
   * and given up after ten seconds, so that the next try knows of it and two owners never try at
   * once. A deliverer should therefore finish within that time.
   */
  public void deliverNotedTo(String destination, Deliverer deliverer) {
    receivers.put(destination, new Receiver(deliverer, true));
  }

  /** Writes a message in the caller's transaction; a key that is there already changes nothing. */
  public Future<Void> put(SqlConnection transaction, OutboxMessage message, Instant now) {
    return OutboxRows.put(transaction, message, now);
  }

  /** The same for many messages, in one statement. */
  public static Future<Void> putAll(
      SqlConnection transaction, List<OutboxMessage> messages, Instant now) {
    return OutboxRows.putAll(transaction, messages, now);
  }

  /**
   * Delivers what the rows hold. At its end, what only waits for its next try is not under way: the
   * next owner reads from its row when that is.
   */
  public OwnerWork work() {
    return work;
  }

  private final class Delivery implements OwnerWork.Work {

    @Override
    public void begin(long epoch) {
      owner.hear(Outbox.this::load);
      load();
    }

    @Override
    public void end() {
      owner.ignore();
      byLine.values().removeIf(line -> {
        while (line.size() > 1) {
          loaded.remove(line.removeLast().id());
        }
        return line.isEmpty();
      });
      var waiting = Map.copyOf(pausing);
      pausing.clear();
      waiting.forEach((line, timer) -> {
        vertx.cancelTimer(timer);
        leave(line);
      });
    }

    @Override
    public boolean isIdle() {
      return byLine.isEmpty() && !marking && delivered.isEmpty();
    }
  }

  /** Says that a transaction which put messages has been committed, on whatever node. */
  public void wake() {
    context.runOnContext(_ -> {
      if (work.isRunning()) {
        load();
      } else {
        owner.call();
      }
    });
  }

  private void load() {
    if (!work.isRunning() || loaded.size() >= LOADED_MAX) {
      return;
    }
    if (loading) {
      loadAgain = true;
      return;
    }
    loading = true;
    rows.load(receivers.keySet(), loaded, LOAD_LIMIT).onComplete(result -> {
      loading = false;
      if (result.succeeded()) {
        result.result().forEach(this::line);
        loadAgain |= result.result().size() == LOAD_LIMIT;
      } else {
        LOG.warn("outbox cannot be read error={}", result.cause().getMessage());
        vertx.setTimer(PAUSES.get(1).toMillis(), _ -> wake());
      }
      if (loadAgain) {
        loadAgain = false;
        load();
      }
    });
  }

  private void line(Loaded message) {
    if (!work.isRunning() || !loaded.add(message.id())) {
      return;
    }
    var line = byLine.computeIfAbsent(line(message.message()), _ -> new ArrayDeque<>());
    line.addLast(message);
    if (line.size() == 1) {
      deliverFirst(line);
    }
  }

  /** A receiver that is away holds up its own messages, nobody else's. */
  private static String line(OutboxMessage message) {
    return message.destination() + '\0' + message.subject();
  }

  private void deliverFirst(Deque<Loaded> line) {
    var pause = atMost(
        PAUSES.getLast(), Duration.between(clock.instant(), line.getFirst().nextAt()));
    if (work.isRunning() && pause.isPositive()) {
      pausing.put(
          line,
          vertx.setTimer(
              Math.max(1, pause.toMillis()), timer -> context.runOnContext(_ -> due(line, timer))));
    } else {
      tryFirst(line);
    }
  }

  /** Limits the wait: the clock that wrote the row may have been ahead of ours. */
  private static Duration atMost(Duration most, Duration pause) {
    return pause.compareTo(most) > 0 ? most : pause;
  }

  private void due(Deque<Loaded> line, long timer) {
    if (pausing.remove(line, timer)) {
      tryFirst(line);
    }
  }

  private void tryFirst(Deque<Loaded> line) {
    var message = line.getFirst();
    if (!work.isRunning()) {
      leave(line);
      return;
    }
    if (receiver(message).noted()) {
      noteFirst(line, message);
    } else {
      deliver(line, message, receiver(message).deliverer());
    }
  }

  private void noteFirst(Deque<Loaded> line, Loaded message) {
    var until = clock.instant().plus(NOTED_TRY_MAX);
    rows.noteTry(message, until)
        .onComplete(noted -> context.runOnContext(_ -> {
          if (noted.failed()) {
            LOG.warn("a try cannot be noted error={}", noted.cause().getMessage());
            putFirst(line, message.at(clock.instant().plus(PAUSES.get(1))));
          } else if (!noted.result()) {
            leave(line);
            vertx.setTimer(PAUSES.get(1).toMillis(), _ -> wake());
          } else {
            deliver(line, message, before(until, receiver(message).deliverer()));
          }
        }));
  }

  /** Does not begin a try whose time is over: another owner may have begun one since. */
  private Deliverer before(Instant until, Deliverer deliverer) {
    return (message, again) -> {
      var left = Duration.between(clock.instant(), until);
      return left.isPositive()
          ? deliverer
              .deliver(message, again)
              .timeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS)
          : Future.failedFuture("the time for this try was over before it was made");
    };
  }

  private void deliver(Deque<Loaded> line, Loaded untried, Deliverer deliverer) {
    var message = untried.tried();
    begin(deliverer, message.message(), untried.attempts() > 0)
        .onComplete(result -> context.runOnContext(_ -> {
          switch (result.cause()) {
            case null -> {
              delivered.add(message.id());
              next(line);
              mark();
            }
            case Refused no -> giveUp(line, message, String.valueOf(no.getMessage()));
            case Throwable failure -> failed(line, message, String.valueOf(failure.getMessage()));
          }
        }));
  }

  private static Future<Void> begin(Deliverer deliverer, OutboxMessage message, boolean again) {
    try {
      return deliverer.deliver(message, again);
    } catch (RuntimeException e) {
      LOG.error("deliverer threw key={} kind={}", message.key(), message.kind(), e);
      return Future.failedFuture(e);
    }
  }

  private Receiver receiver(Loaded message) {
    var receiver = receivers.get(message.message().destination());
    if (receiver == null) {
      throw new IllegalStateException("only known destinations are loaded");
    }
    return receiver;
  }

  private void putFirst(Deque<Loaded> line, Loaded message) {
    line.removeFirst();
    line.addFirst(message);
    deliverFirst(line);
  }

  private void next(Deque<Loaded> line) {
    var done = line.removeFirst();
    if (line.isEmpty()) {
      byLine.remove(line(done.message()));
    } else {
      deliverFirst(line);
    }
  }

  private void leave(Deque<Loaded> line) {
    loaded.remove(line.getFirst().id());
    next(line);
    work.tellIdle();
  }

  /** One statement marks everything that was delivered while the last one ran. */
  private void mark() {
    if (marking || delivered.isEmpty()) {
      work.tellIdle();
      return;
    }
    marking = true;
    var ids = delivered;
    delivered = new ArrayList<>();
    rows.delivered(ids, clock.instant())
        .onComplete(result -> context.runOnContext(_ -> {
          marking = false;
          if (result.failed()) {
            // they will be loaded and sent again: at least once
            LOG.warn(
                "delivered messages cannot be marked count={} error={}",
                ids.size(),
                result.cause().getMessage());
          }
          boolean wasFull = loaded.size() >= LOADED_MAX;
          loaded.removeAll(ids);
          mark();
          if (wasFull || result.failed()) {
            load();
          }
        }));
  }

  private void failed(Deque<Loaded> line, Loaded message, String error) {
    var now = clock.instant();
    if (Duration.between(message.createdAt(), now).compareTo(AGE_MAX) > 0) {
      giveUp(line, message, error);
      return;
    }
    var pause = PAUSES.get(Math.min(message.attempts(), PAUSES.size()) - 1);
    var again = message.at(now.plus(pause));
    LOG.info(
        "message not delivered key={} kind={} attempt={} error={}",
        message.message().key(),
        message.message().kind(),
        message.attempts(),
        error);
    rows.failed(again, error).onComplete(_ -> context.runOnContext(_ -> putFirst(line, again)));
  }

  private void giveUp(Deque<Loaded> line, Loaded message, String error) {
    LOG.warn(
        "message given up key={} kind={} error={}",
        message.message().key(),
        message.message().kind(),
        error);
    rows.givenUp(message, clock.instant(), error)
        .onComplete(_ -> context.runOnContext(_ -> {
          loaded.remove(message.id());
          next(line);
          work.tellIdle();
        }));
  }
}
