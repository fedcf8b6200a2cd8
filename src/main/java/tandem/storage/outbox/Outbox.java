package tandem.storage.outbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import tandem.storage.Database;
import tandem.storage.OneStatement;

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
 * time of one lease. As soon as a try succeeds after others had failed, everything that this node
 * holds for the same destination is tried again. A lease is therefore found soon after its end,
 * whether its node died, froze or does not know of it, as after a commit whose answer was lost.
 * Whether a node counts as alive does not matter.
 */
public final class Outbox {

  /** The deliverer of messages to one destination. */
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

  /** The failure of a message that the receiver will never accept. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused(String why) {
      super(why, null, false, false);
    }
  }

  /** The messages that a transaction has written; they are handed over after its commit. */
  public static final class Written {

    public static final Written NOTHING = new Written(List.of());

    private final List<OutboxRows.Put> rows;

    private Written(List<OutboxRows.Put> rows) {
      this.rows = rows;
    }
  }

  private static final Duration LIVE_PAUSE_MAX = Duration.ofSeconds(5);

  private final Pace pace;
  private final OutboxRows rows;
  private final OutboxLoop loop;
  private final Receivers receivers = new Receivers();
  private final Held held = new Held();
  private final Returns returns;
  private final Looks looks;
  private final Marks marks;
  private final Lines lines;

  public Outbox(Vertx vertx, Database database, InstantSource clock) {
    this(vertx, database, clock, Pace.STANDARD);
  }

  /** An outbox with another pace. */
  Outbox(Vertx vertx, Database database, InstantSource clock, Pace pace) {
    this.pace = pace;
    this.rows = new OutboxRows(database);
    this.loop = new OutboxLoop(vertx, clock, held::isEmpty);
    this.returns = new Returns(vertx, loop, rows);
    var claims = new Claims(database, pace);
    this.looks = new Looks(loop, claims, pace.lease(), receivers, held, this::claimed);
    this.marks = new Marks(loop, rows, held, receivers, looks);
    this.lines = new Lines(loop, rows, pace, held, marks, returns, looks);
    returns.listen(looks::look);
  }

  /** Sets the deliverer to a destination; before the outbox is started. */
  public void deliverTo(String destination, Deliverer deliverer) {
    receivers.add(destination, deliverer, pace.longestPause());
  }

  /** The same for a destination whose messages somebody waits for: tries are at most 5 s apart. */
  public void deliverLiveTo(String destination, Deliverer deliverer) {
    receivers.add(destination, deliverer, LIVE_PAUSE_MAX);
  }

  /**
   * Begins to deliver the messages that are written from now on and those that wait in their rows.
   */
  public Future<Void> start() {
    return returns
        .start()
        .compose(_ -> loop.done(() -> {
          loop.begin();
          looks.look();
        }));
  }

  /**
   * Stops: tries under way finish, and the other nodes get all other messages at once. The nodes
   * are told twice, because a line goes on only when its first message is marked.
   */
  public Future<Void> stop() {
    return loop.done(() -> {
          loop.end();
          looks.stop();
        })
        .compose(_ -> returns.stop())
        .eventually(() -> loop.done(() -> {
              lines.leaveAll();
              marks.mark();
            })
            .compose(_ -> loop.idle())
            .compose(_ -> loop.done(returns::tell)));
  }

  /**
   * This process was frozen for so long that others may have taken its messages, and its clock may
   * not have counted that time: each message is tried under a lease that it has taken since.
   */
  public void wokeLate() {
    loop.run(lines::relyOnNewLeases);
  }

  /** The time when the oldest undelivered message was written; empty if there is none. */
  public Future<Optional<Instant>> oldest() {
    return rows.oldest();
  }

  /**
   * Writes a message in a transaction and delivers it right after its commit; a key that is there
   * already changes nothing.
   */
  public Future<Void> put(SqlConnection transaction, OutboxMessage message, Instant now) {
    return put(transaction, new OneStatement(), List.of(message), now);
  }

  /** The same for many messages, at the end of a statement, which is run also without messages. */
  public Future<Void> put(
      SqlConnection transaction,
      OneStatement statement,
      List<OutboxMessage> messages,
      Instant now) {
    return write(transaction, statement, messages, now).map(written -> {
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
    return write(transaction, new OneStatement(), messages, now);
  }

  /** The same at the end of a statement, which is run also when there are no messages. */
  public Future<Written> write(
      SqlClient sql, OneStatement statement, List<OutboxMessage> messages, Instant now) {
    return messages.isEmpty()
        ? statement.run(sql).map(Written.NOTHING)
        : OutboxRows.put(
                sql,
                statement,
                messages,
                message -> loop.isRunning() && receivers.hasRoom(message),
                pace.lease(),
                now,
                loop.now())
            .map(Written::new);
  }

  /** Begins to deliver what a transaction has written, now that it has been committed. */
  public void deliver(Written written) {
    if (!written.rows.isEmpty()) {
      loop.run(() -> handedOver(written.rows));
    }
  }

  private void handedOver(List<OutboxRows.Put> put) {
    var unused = new ArrayList<LeasedMessage>();
    var fates = new HashMap<String, Fate>();
    for (var row : put) {
      var message = row.message();
      var fate = fates.get(message.line());
      if (fate == null || fate == Fate.TAKEN) {
        fate = fate(row);
        fates.put(message.line(), fate);
      }
      if (fate != Fate.TAKEN && row.leased()) {
        unused.add(message);
      }
    }
    returns.giveBack(unused, () -> {
      if (fates.containsValue(Fate.LEFT)) {
        returns.tell();
      }
      if (receivers.anyIsWorthALook()) {
        looks.look();
      }
    });
  }

  /** The state of a message after it was handed over. */
  private enum Fate {
    TAKEN,
    /** It waits in its row for room, or for an earlier message of its line. */
    WAITS,
    /** It is left in its row to the other nodes. */
    LEFT
  }

  private Fate fate(OutboxRows.Put row) {
    var message = row.message();
    var receiver = receivers.of(message.message());
    if (held.knows(message.id())) {
      return Fate.TAKEN; // a look has claimed it meanwhile
    }
    if (!loop.isRunning() || receiver.isEmpty()) {
      return Fate.LEFT;
    }
    if (!row.leased() || !receiver.get().hasRoom()) {
      receiver.get().waiting(true);
      return Fate.WAITS;
    }
    if (row.before().filter(before -> !held.knows(before)).isPresent()) {
      looks.waitForAnother();
      return Fate.WAITS;
    }
    lines.add(message, receiver.get());
    return Fate.TAKEN;
  }

  /** Takes what a look has claimed: messages of known destinations only. */
  private void claimed(List<LeasedMessage> messages) {
    if (loop.isRunning()) {
      messages.forEach(
          message -> lines.add(message, receivers.of(message.message()).orElseThrow()));
    } else {
      returns.giveBack(messages);
    }
  }
}
