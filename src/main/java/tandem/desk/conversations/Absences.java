package tandem.desk.conversations;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.ConversationId;
import tandem.conversations.Visits;
import tandem.storage.Database;
import tandem.storage.OwnerWork;

/**
 * The closing of chats whose visitor has been away for too long. The times are in the database, so
 * that no crash forgets a visitor. It runs at the floor's owner. After an interruption visitors
 * first get time to come back: they could not come before.
 */
public final class Absences {

  /** The cause of the end of such a contact. */
  public static final String CAUSE = "visitor_left";

  private static final Logger LOG = LoggerFactory.getLogger(Absences.class);

  /** A timer that fires so late says that the process was frozen. */
  private static final Duration LATE = Duration.ofSeconds(2);

  /** The times of the work. */
  public record Patience(Duration grace, Duration longestPause) {
    public static final Patience USUAL =
        new Patience(Duration.ofSeconds(60), Duration.ofSeconds(15));
  }

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final Visits visits;
  private final MessageEvents events;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Patience patience;
  private final OwnerWork work;

  // all fields below are used on the context only
  private boolean looking;
  private OptionalLong timer = OptionalLong.empty();

  /** When the timer should fire, by the counter. */
  private long wakeAt;

  /** @param nanos counts the time by this machine alone, as {@link System#nanoTime} does */
  public Absences(
      Vertx vertx,
      Database database,
      Visits visits,
      MessageEvents events,
      InstantSource clock,
      LongSupplier nanos,
      Patience patience) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.visits = visits;
    this.events = events;
    this.clock = clock;
    this.nanos = nanos;
    this.patience = patience;
    this.work = new OwnerWork(context, new Looking());
  }

  public OwnerWork work() {
    return work;
  }

  private final class Looking implements OwnerWork.Work {

    @Override
    public void begin(long epoch) {
      wakeIn(patience.grace());
    }

    @Override
    public void end() {
      timer.ifPresent(vertx::cancelTimer);
      timer = OptionalLong.empty();
    }

    @Override
    public boolean isIdle() {
      return !looking;
    }
  }

  /**
   * A process that was frozen wakes late. Nobody could say meanwhile that visitors are there, so
   * their times are over although they have not left.
   */
  private void woken() {
    if (nanos.getAsLong() - wakeAt > LATE.toNanos()) {
      LOG.info("this process was frozen; visitors get time to come back");
      wakeIn(patience.grace());
    } else {
      look();
    }
  }

  private void look() {
    if (!work.isRunning() || looking) {
      return;
    }
    looking = true;
    var now = clock.instant();
    visits
        .due(database.pool(), now)
        .compose(due -> close(due, now))
        .compose(_ -> visits.next(database.pool()))
        .onComplete(next -> context.runOnContext(_ -> {
          looking = false;
          if (next.succeeded()) {
            wakeIn(next.result()
                .map(at -> Duration.between(clock.instant(), at))
                .filter(wait -> wait.compareTo(patience.longestPause()) < 0)
                .orElse(patience.longestPause()));
          } else {
            LOG.warn("chats not closed, trying again error={}", next.cause().getMessage());
            wakeIn(patience.grace());
          }
          work.tellIdle();
        }));
  }

  /**
   * Closes one chat after the other: an owner has more urgent work. A visitor who has come back
   * meanwhile keeps the place.
   */
  private Future<Void> close(List<ConversationId> due, Instant now) {
    Future<Void> closed = Future.succeededFuture();
    for (var conversation : due) {
      closed = closed
          .compose(_ -> visits.isDue(database.pool(), conversation, now))
          .compose(isAway -> isAway ? close(conversation, now) : Future.succeededFuture());
    }
    return closed;
  }

  private Future<Void> close(ConversationId conversation, Instant now) {
    return events
        .left(VisitorDesk.CARRIER, new MessageEvent.Left(conversation, CAUSE))
        .compose(_ -> visits.forget(database.pool(), conversation, now));
  }

  private void wakeIn(Duration wait) {
    if (work.isRunning()) {
      timer.ifPresent(vertx::cancelTimer);
      wakeAt = nanos.getAsLong() + wait.toNanos();
      timer = OptionalLong.of(vertx.setTimer(Math.max(1, wait.toMillis() + 1), _ -> {
        timer = OptionalLong.empty();
        context.runOnContext(_ -> woken());
      }));
    }
  }
}
