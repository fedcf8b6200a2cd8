package tandem.storage;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages to others: each is written in the transaction that decides it, and delivered after
 * its commit at least once, in order per destination and subject (a line). Every node delivers.
 *
 * <p>Only the node that has a message's lease tries to deliver it, once under each lease. The node
 * that writes a message takes the first lease with it and delivers it from memory right after the
 * commit. After a failed try it notes the failure and takes the lease for the next try in the same
 * statement. When a lease has run out, any node may claim the message; the number of its leases
 * tells that an earlier try may have been made.
 *
 * <p>A node looks for messages whose lease is over when it starts, when another node says that it
 * left some, and when the earliest lease that it saw at its last look ends, at the latest after the
 * time of one lease. A lease is therefore found soon after its end, whether its node died, froze or
 * does not know of it, as after a commit whose answer was lost. Whether a node counts as alive does
 * not matter.
 */
public final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** How many messages to one destination are held in memory; the rest wait in their rows. */
  static final int HELD_MAX = 2_000;

  /** How many messages to one destination are claimed at once. */
  private static final int CLAIMED_MAX = 500;

  private static final Duration AGE_MAX = Duration.ofHours(24);

  /** Pauses between looks while a message waits for one that another node has. */
  private static final List<Duration> LOOKS = List.of(
      Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));

  private static final Duration LOOK_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LOOK_PAUSE_MIN = Duration.ofMillis(100);

  /** What is delivered within this time is marked by one statement. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  private static final Duration MARK_AGAIN = Duration.ofSeconds(1);

  /** Longer than a writer's transaction takes from its statement to its commit. */
  private static final int REMEMBERED_MAX = 5_000;

  private static final String LOOK = "look";

  private static final long NONE = -1;

  /**
   * The times of tries.
   *
   * @param lease longer than a try takes
   * @param pauses before each further try; the last one repeats until the message is too old
   */
  record Pace(Duration lease, List<Duration> pauses) {

    /** Carriers need up to eight seconds for a try. */
    static final Pace STANDARD = new Pace(
        Duration.ofSeconds(10),
        List.of(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60)));

    Pace {
      pauses = List.copyOf(pauses);
    }

    Duration afterTry(int tries) {
      return pauses.get(Math.min(tries, pauses.size()) - 1);
    }

    Duration longestLease() {
      return pauses.getLast().plus(lease);
    }
  }

  /** Takes one message to where it belongs. */
  @FunctionalInterface
  public interface Deliverer {
    /**
     * Succeeds when the receiver has it; {@link Refused} when trying again is of no use; else it is
     * tried again. A try is given up when its lease is over, after about nine seconds.
     *
     * @param again an earlier try, perhaps of a process that is no more, may have reached the
     *     receiver: one that does not recognize repeats must be asked first
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

  /** Messages that a transaction has put; to be handed over after its commit. */
  public static final class Written {

    public static final Written NOTHING = new Written(List.of());

    private final List<OutboxRows.Put> rows;

    private Written(List<OutboxRows.Put> rows) {
      this.rows = rows;
    }
  }

  private static final class Receiver {
    final Deliverer deliverer;
    final AtomicInteger held = new AtomicInteger();

    /** Whether messages may wait in their rows for room; belongs to the context. */
    boolean waiting;

    Receiver(Deliverer deliverer) {
      this.deliverer = deliverer;
    }

    int room() {
      return Math.max(0, HELD_MAX - held.get());
    }
  }

  /** Messages of one line that this node has, the first of them being tried or pausing. */
  private static final class Line {
    final Receiver receiver;
    final Deque<LeasedMessage> messages = new ArrayDeque<>();

    /** The timer of its pause. */
    long pause = NONE;

    Line(Receiver receiver) {
      this.receiver = receiver;
    }

    String name() {
      return messages.getFirst().line();
    }
  }

  private final Vertx vertx;
  private final OutboxRows rows;
  private final InstantSource clock;
  private final Pace pace;
  private final Duration lease;
  private final Context context;
  private final NodeNews<String> news;
  private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();
  private volatile boolean running;

  // everything below belongs to the context
  private final Map<String, Line> lines = new HashMap<>();

  /** What is in memory until it is marked, by its id. */
  private final Map<Long, Receiver> held = new HashMap<>();

  /** What was marked lately: a transaction that began before may have seen it undelivered. */
  private final Map<Long, Boolean> marked = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
      return size() > REMEMBERED_MAX;
    }
  };

  private final DatabaseTime databaseTime = new DatabaseTime();
  private List<LeasedMessage> delivered = new ArrayList<>();
  private long markTimer = NONE;
  private boolean marking;
  private List<Line> stale = new ArrayList<>();
  private boolean renewing;
  private long lookTimer = NONE;
  private boolean looking;
  private boolean lookAgain;

  /** How many looks have been made since a message had to wait for one of another node. */
  private int looks = LOOKS.size();

  /** No lease that was taken before is relied on. */
  private Instant relyFrom = Instant.MIN;

  /** Until then leases seem to be over because the database's clock was set. */
  private Instant claimFrom = Instant.MIN;

  /** Statements under way. */
  private int statements;

  private boolean left;
  private Promise<Void> idle = Promise.promise();

  public Outbox(Vertx vertx, Database database, InstantSource clock) {
    this(vertx, database, clock, Pace.STANDARD);
  }

  /** At another pace. */
  Outbox(Vertx vertx, Database database, InstantSource clock, Pace pace) {
    this.vertx = vertx;
    this.rows = new OutboxRows(database);
    this.clock = clock;
    this.pace = pace;
    this.lease = pace.lease();
    this.context = vertx.getOrCreateContext();
    this.news = new NodeNews<>(vertx, "tandem.outbox", Function.identity(), Function.identity());
    news.listen(_ -> context.runOnContext(_ -> look()));
  }

  /** When the oldest message that is still to be delivered was put; empty when there is none. */
  public Future<Optional<Instant>> oldest() {
    return rows.oldest();
  }

  /** Sets the deliverer to a destination; before the outbox is started. */
  public void deliverTo(String destination, Deliverer deliverer) {
    receivers.put(destination, new Receiver(deliverer));
  }

  // --- written and handed over

  /**
   * Writes a message in a transaction and delivers it right after its commit; a key that is there
   * already changes nothing.
   */
  public Future<Void> put(SqlConnection transaction, OutboxMessage message, Instant now) {
    return put(transaction, List.of(message), now);
  }

  /** The same for many messages, in one statement. */
  public Future<Void> put(SqlConnection transaction, List<OutboxMessage> messages, Instant now) {
    return write(transaction, messages, now).map(written -> {
      transaction.transaction().completion().onSuccess(_ -> deliver(written));
      return null;
    });
  }

  /**
   * The same in a transaction whose end the connection does not tell.
   *
   * @return what to hand over with {@link #deliver} after the commit, and only then
   */
  public Future<Written> write(
      SqlConnection transaction, List<OutboxMessage> messages, Instant now) {
    return messages.isEmpty()
        ? Future.succeededFuture(Written.NOTHING)
        : OutboxRows.put(
                transaction,
                messages,
                message -> running && room(message.destination()) > 0,
                lease,
                now,
                clock.instant())
            .map(Written::new);
  }

  private int room(String destination) {
    var receiver = receivers.get(destination);
    return receiver == null ? 0 : receiver.room();
  }

  /** Begins to deliver what a transaction has written, now that it has been committed. */
  public void deliver(Written written) {
    if (!written.rows.isEmpty()) {
      context.runOnContext(_ -> handedOver(written.rows));
    }
  }

  private void handedOver(List<OutboxRows.Put> put) {
    var refused = new ArrayList<LeasedMessage>();
    var refusedLines = new HashSet<String>();
    for (var row : put) {
      var message = row.message();
      if (refusedLines.contains(message.line()) || !take(row)) {
        refusedLines.add(message.line());
        if (row.leased()) {
          refused.add(message);
        }
      }
    }
    giveBack(refused).onComplete(_ -> context.runOnContext(_ -> tellLeft()));
  }

  /** False when the message is left in its row for now. */
  private boolean take(OutboxRows.Put row) {
    var receiver = receivers.get(row.message().message().destination());
    if (!running || receiver == null) {
      left = true;
      return false;
    }
    if (!row.leased() || receiver.room() == 0) {
      receiver.waiting = true;
      return false;
    }
    if (row.before().filter(before -> !isKnown(before)).isPresent()) {
      waitForAnother();
      return false;
    }
    add(row.message());
    return true;
  }

  private boolean isKnown(long id) {
    return held.containsKey(id) || marked.containsKey(id);
  }

  private void add(LeasedMessage message) {
    var receiver = receiver(message);
    held.put(message.id(), receiver);
    receiver.held.incrementAndGet();
    var line = lines.computeIfAbsent(message.line(), _ -> new Line(receiver));
    line.messages.addLast(message);
    if (line.messages.size() == 1) {
      goOn(line);
    }
  }

  private Receiver receiver(LeasedMessage message) {
    var receiver = receivers.get(message.message().destination());
    if (receiver == null) {
      throw new IllegalStateException("only messages to known destinations are taken");
    }
    return receiver;
  }

  private void forget(LeasedMessage message) {
    var receiver = held.remove(message.id());
    if (receiver != null) {
      receiver.held.decrementAndGet();
    }
  }

  // --- beginning and end

  /** Begins to deliver: what is written from here on, and what waits in the rows. */
  public Future<Void> start() {
    return news.start()
        .compose(_ -> onContext(() -> {
          running = true;
          idle = Promise.promise();
          look();
        }));
  }

  /**
   * Ends: what is under way comes to its end, and everything else is left to the other nodes at
   * once.
   */
  public Future<Void> stop() {
    return onContext(() -> {
          running = false;
          cancelLook();
          for (var line : List.copyOf(lines.values())) {
            if (line.pause == NONE) {
              var rest = new ArrayList<>(line.messages);
              rest.removeFirst();
              line.messages.removeAll(rest);
              var _ = giveBack(rest);
            } else {
              vertx.cancelTimer(line.pause);
              leave(line);
            }
          }
          mark();
          tellIdle();
        })
        .compose(_ -> idle.future())
        .compose(_ -> news.stop())
        .compose(_ -> onContext(this::tellLeft));
  }

  private Future<Void> onContext(Runnable work) {
    return Future.future(promise -> context.runOnContext(_ -> {
      work.run();
      promise.complete();
    }));
  }

  private void tellIdle() {
    if (!running && lines.isEmpty() && delivered.isEmpty() && statements == 0) {
      idle.tryComplete();
    }
  }

  /** Others need not wait for their next look. */
  private void tellLeft() {
    if (left) {
      left = false;
      news.say(LOOK);
    }
  }

  /**
   * This process was frozen for so long that others may have taken its messages, and its clock may
   * not have counted that time: each message is tried under a lease that it has taken since.
   */
  public void wokeLate() {
    context.runOnContext(_ -> relyFrom = clock.instant());
  }

  // --- the first message of a line

  private void goOn(Line line) {
    if (!running) {
      leave(line);
      return;
    }
    var first = line.messages.getFirst();
    var now = clock.instant();
    if (first.from().isAfter(now)) {
      line.pause = vertx.setTimer(
          Math.max(1, Duration.between(now, first.from()).toMillis()),
          _ -> context.runOnContext(_ -> {
            line.pause = NONE;
            if (lines.get(first.line()) == line) {
              goOn(line);
            }
          }));
    } else if (isLeft(first, lease.multipliedBy(4).dividedBy(5))) {
      attempt(line, first);
    } else {
      stale.add(line);
      renew();
    }
  }

  /** Whether so much of the lease is left for a try. */
  private boolean isLeft(LeasedMessage message, Duration time) {
    return !message.taken().isBefore(relyFrom)
        && message.until().isAfter(clock.instant().plus(time));
  }

  private void attempt(Line line, LeasedMessage message) {
    var limit = Duration.between(clock.instant(), message.until());
    begin(line.receiver.deliverer, message)
        .timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)
        .onComplete(result -> context.runOnContext(_ -> {
          switch (result.cause()) {
            case null -> delivered(line, message);
            case Refused no -> giveUp(line, message, String.valueOf(no.getMessage()));
            case Throwable failure -> failed(line, message, String.valueOf(failure.getMessage()));
          }
        }));
  }

  private static Future<Void> begin(Deliverer deliverer, LeasedMessage leased) {
    var message = leased.message();
    try {
      return deliverer.deliver(message, leased.again());
    } catch (RuntimeException e) {
      LOG.error("deliverer threw key={} kind={}", message.key(), message.kind(), e);
      return Future.failedFuture(e);
    }
  }

  /** One statement renews all the leases that ran out while the last one was under way. */
  private void renew() {
    if (renewing || stale.isEmpty()) {
      return;
    }
    renewing = true;
    var renewed = stale;
    stale = new ArrayList<>();
    var now = clock.instant();
    run(rows.renew(renewed.stream().map(line -> line.messages.getFirst()).toList(), lease))
        .onComplete(result -> context.runOnContext(_ -> {
          renewing = false;
          if (result.failed()) {
            LOG.warn("leases cannot be renewed error={}", result.cause().getMessage());
          }
          for (var line : renewed) {
            var first = line.messages.getFirst();
            if (result.failed() || !result.result().contains(first.id())) {
              lose(line);
            } else {
              renewed(line, first.renewed(now, lease));
            }
          }
          renew();
        }));
  }

  /** The statement may have taken much of the lease's time; what is left must do. */
  private void renewed(Line line, LeasedMessage first) {
    replaceFirst(line, first);
    if (running && isLeft(first, lease.dividedBy(5))) {
      attempt(line, first);
    } else {
      goOn(line);
    }
  }

  private static void replaceFirst(Line line, LeasedMessage message) {
    line.messages.removeFirst();
    line.messages.addFirst(message);
  }

  private void delivered(Line line, LeasedMessage message) {
    delivered.add(message);
    removeFirst(line);
    if (message.claimed() || !running) {
      mark(); // its successor may wait in its row
    } else if (markTimer == NONE) {
      markTimer = vertx.setTimer(
          GATHERING.toMillis(),
          _ -> context.runOnContext(_ -> {
            markTimer = NONE;
            mark();
          }));
    }
  }

  private void removeFirst(Line line) {
    var done = line.messages.removeFirst();
    if (line.messages.isEmpty()) {
      lines.remove(done.line());
      tellIdle();
    } else {
      goOn(line);
    }
  }

  /** Another node has the first message of this line, or may have it: it is left alone. */
  private void lose(Line line) {
    lines.remove(line.name());
    forget(line.messages.removeFirst());
    var _ = giveBack(line.messages);
    waitForAnother();
    tellIdle();
  }

  private void leave(Line line) {
    lines.remove(line.name());
    var _ = giveBack(line.messages);
    tellIdle();
  }

  private Future<Void> giveBack(Collection<LeasedMessage> messages) {
    if (messages.isEmpty()) {
      return Future.succeededFuture();
    }
    messages.forEach(this::forget);
    left |= !running;
    return run(rows.giveBack(List.copyOf(messages), clock.instant()))
        .onFailure(e -> LOG.warn(
            "messages are left until their leases end count={} error={}",
            messages.size(),
            e.getMessage()));
  }

  private void failed(Line line, LeasedMessage message, String error) {
    var now = clock.instant();
    if (Duration.between(message.createdAt(), now).compareTo(AGE_MAX) > 0) {
      giveUp(line, message, error);
      return;
    }
    var pause = pace.afterTry(message.leases());
    LOG.info(
        "message not delivered key={} kind={} attempt={} error={}",
        message.message().key(),
        message.message().kind(),
        message.leases(),
        error);
    boolean goesOn = running;
    run(rows.failed(message, pause, goesOn ? lease : Duration.ZERO, error))
        .onComplete(noted -> context.runOnContext(_ -> {
          if (noted.failed()) {
            LOG.warn("a failed try cannot be noted error={}", noted.cause().getMessage());
          }
          if (goesOn && noted.succeeded() && noted.result()) {
            replaceFirst(line, message.again(now, pause, lease));
            goOn(line);
          } else {
            left |= !running;
            lose(line);
          }
        }));
  }

  private void giveUp(Line line, LeasedMessage message, String error) {
    LOG.warn(
        "message given up key={} kind={} error={}",
        message.message().key(),
        message.message().kind(),
        error);
    run(rows.givenUp(message, clock.instant(), error))
        .onComplete(done -> context.runOnContext(_ -> {
          if (done.failed()) {
            LOG.warn("a message cannot be given up error={}", done.cause().getMessage());
            lose(line);
            return;
          }
          forget(message);
          marked.put(message.id(), true);
          removeFirst(line);
          if (message.claimed()) {
            look();
          }
        }));
  }

  /** One statement marks everything that was delivered while the last one ran. */
  private void mark() {
    if (marking || delivered.isEmpty()) {
      return;
    }
    marking = true;
    var now = delivered;
    delivered = new ArrayList<>();
    run(rows.delivered(now, clock.instant()))
        .onComplete(result -> context.runOnContext(_ -> {
          marking = false;
          if (result.succeeded()) {
            marked(now);
            mark();
          } else {
            LOG.warn(
                "delivered messages cannot be marked count={} error={}",
                now.size(),
                result.cause().getMessage());
            markLater(now);
          }
          tellIdle();
        }));
  }

  private void marked(List<LeasedMessage> messages) {
    for (var message : messages) {
      forget(message);
      marked.put(message.id(), true);
    }
    if (messages.stream().anyMatch(LeasedMessage::claimed)
        || receivers.values().stream()
            .anyMatch(receiver -> receiver.waiting && receiver.room() >= CLAIMED_MAX)) {
      look();
    }
  }

  /** If another node claims them meanwhile, they are delivered once more: at least once. */
  private void markLater(List<LeasedMessage> messages) {
    if (running) {
      delivered.addAll(messages);
      vertx.setTimer(MARK_AGAIN.toMillis(), _ -> context.runOnContext(_ -> mark()));
    } else {
      messages.forEach(this::forget);
    }
  }

  private <T> Future<T> run(Future<T> statement) {
    statements++;
    statement.onComplete(_ -> context.runOnContext(_ -> {
      statements--;
      // whoever waits for the statement hears of its end first
      context.runOnContext(_ -> tellIdle());
    }));
    return statement;
  }

  // --- looks into the rows

  /** A message waits for one that is in its row or at another node: its end is not told. */
  private void waitForAnother() {
    looks = 0;
    if (!looking) {
      lookIn(LOOKS.getFirst());
    }
  }

  private void lookIn(Duration pause) {
    cancelLook();
    if (running) {
      lookTimer = vertx.setTimer(
          Math.max(1, pause.toMillis()),
          _ -> context.runOnContext(_ -> {
            lookTimer = NONE;
            look();
          }));
    }
  }

  private void cancelLook() {
    if (lookTimer != NONE) {
      vertx.cancelTimer(lookTimer);
      lookTimer = NONE;
    }
  }

  private void look() {
    if (looking) {
      lookAgain = true;
      return;
    }
    var now = clock.instant();
    if (now.isBefore(claimFrom)) {
      lookIn(Duration.between(now, claimFrom));
      return;
    }
    var rooms = new HashMap<String, Integer>();
    receivers.forEach((destination, receiver) -> {
      if (receiver.room() > 0) {
        rooms.put(destination, Math.min(receiver.room(), CLAIMED_MAX));
      }
    });
    if (!running || rooms.isEmpty()) {
      lookIn(lease);
      return;
    }
    cancelLook();
    looking = true;
    run(rows.claim(rooms, held.keySet(), lease, pace.longestLease(), databaseTime.atMost(now), now))
        .onComplete(result -> context.runOnContext(_ -> {
          looking = false;
          if (result.succeeded()) {
            found(rooms, now, result.result());
          } else {
            LOG.warn("outbox cannot be read error={}", result.cause().getMessage());
            lookIn(LOOK_AFTER_FAILURE);
          }
          if (lookAgain) {
            lookAgain = false;
            look();
          }
        }));
  }

  private void found(Map<String, Integer> rooms, Instant asked, OutboxRows.Found found) {
    var now = clock.instant();
    if (databaseTime.wasSetForward(asked, now, found.now())) {
      LOG.warn("the database's clock was set forward");
      claimFrom = now.plus(lease);
    }
    var claimed = new HashMap<String, Integer>();
    for (var message : found.claimed()) {
      claimed.merge(message.message().destination(), 1, Integer::sum);
      if (running) {
        add(message);
      } else {
        var _ = giveBack(List.of(message));
      }
    }
    rooms.forEach((destination, room) -> {
      boolean more = claimed.getOrDefault(destination, 0).equals(room);
      var receiver = receivers.get(destination);
      if (receiver != null) {
        receiver.waiting = more;
      }
      lookAgain |= more;
    });
    lookIn(untilNextLook(found));
  }

  private Duration untilNextLook(OutboxRows.Found found) {
    var next = lease;
    if (looks < LOOKS.size()) {
      next = shorter(next, LOOKS.get(looks++));
    }
    if (found.next().isPresent()) {
      next = shorter(next, Duration.between(found.now(), found.next().get()));
    }
    return next.compareTo(LOOK_PAUSE_MIN) > 0 ? next : LOOK_PAUSE_MIN;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
