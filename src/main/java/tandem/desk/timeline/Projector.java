package tandem.desk.timeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.cases.Cases;
import tandem.cases.Timelines;
import tandem.conversations.Conversations;
import tandem.desk.Alerts;
import tandem.desk.Transactions;
import tandem.routing.CommittedFloor;
import tandem.routing.FactLog;
import tandem.routing.NumberedFact;
import tandem.routing.engine.Fact;
import tandem.storage.Database;
import tandem.storage.Outage;
import tandem.storage.OwnerWork;

/**
 * Turns committed facts into timeline entries, in order, on the node that owns the floor: decides
 * when the next {@link Projection} is due, and what is done when one fails.
 */
public final class Projector {

  private static final Logger LOG = LoggerFactory.getLogger(Projector.class);

  /** Facts in one transaction. */
  private static final int BATCH_MAX = 500;

  /**
   * The time for which facts gather after a batch. A quiet floor's facts are projected at once; a
   * busy one's share a transaction, which costs the same for one fact as for twenty.
   */
  private static final Duration GATHER = Duration.ofMillis(100);

  /** Facts that have no entry wait this long for one that has: they move only the cursor. */
  private static final Duration PUT_OFF = Duration.ofSeconds(1);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /**
   * A transaction that takes longer is taken for lost; if it is not, the cursor's lock keeps the
   * next one waiting.
   */
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final Transactions transactions;
  private final CommittedFloor committed;
  private final Projection projection;
  private final FactsInOrder facts;
  private final TimelineFeed feed;
  private final Counter leftOut;
  private final CommittedFloor.Follower follower = this::heard;
  private final OwnerWork work;
  private final AtomicBoolean woken = new AtomicBoolean();

  // everything below belongs to the context
  private boolean projecting;
  private boolean gathering;
  private boolean lookAgain;
  private boolean putOff;
  private boolean putOffIsOver;
  private OptionalLong cursor = OptionalLong.empty();
  private int oneByOne;

  public Projector(
      Vertx vertx,
      Database database,
      CommittedFloor committed,
      String floor,
      Cases cases,
      Timelines timelines,
      Conversations conversations,
      ContactFollower follower,
      Alerts alerts,
      TimelineFeed feed,
      InstantSource clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.transactions = new Transactions(database);
    this.committed = committed;
    this.projection =
        new Projection(floor, cases, timelines, conversations, follower, alerts, clock);
    this.facts = new FactsInOrder(new FactLog(floor));
    this.feed = feed;
    this.work = new OwnerWork(context, new Following());
    this.leftOut = Counter.builder("tandem.invariant.violations")
        .description("promises the server itself saw broken; scripts/tandem doctor looks at all")
        .tag("invariant", "I6")
        .register(meters);
  }

  /** Goes on from the cursor, while the floor is owned under an epoch. */
  public OwnerWork work() {
    return work;
  }

  private final class Following implements OwnerWork.Work {

    @Override
    public void begin(long epoch) {
      cursor = OptionalLong.empty();
      committed
          .follow(follower, _ -> epoch)
          .onComplete(
              _ -> {
                // facts that were committed before we followed are not handed over
                facts.lookBack();
                wake();
              },
              e -> LOG.error("the floor cannot be followed", e));
    }

    @Override
    public void end() {
      committed.unfollow(follower);
    }

    @Override
    public boolean isIdle() {
      return !projecting;
    }
  }

  private void heard(long seq, Fact fact) {
    facts.add(new NumberedFact(seq, fact));
    wake();
  }

  /** Says that there are new facts. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      context.runOnContext(_ -> {
        woken.set(false);
        lookAgain = true;
        project();
      });
    }
  }

  private void project() {
    if (!work.isRunning() || projecting || gathering) {
      return; // the run that is under way looks again at its end
    }
    lookAgain = false;
    projecting = true;
    int limit = oneByOne > 0 ? 1 : BATCH_MAX;
    long term = work.epoch();
    next(term, limit)
        .timeout(WRITE_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .onComplete(done -> context.runOnContext(_ -> {
          projecting = false;
          if (done.succeeded()) {
            projected(done.result(), limit);
          } else {
            failed(done.cause(), term, limit);
          }
          work.tellIdle();
        }));
  }

  /** The facts of one transaction, and what it did. */
  private record Step(List<NumberedFact> given, Projection.Done done) {}

  private Future<Step> next(long term, int limit) {
    return known(term)
        .compose(from -> facts.after(database.pool(), from, limit).compose(given -> {
          if (given.isEmpty() || canWait(given, limit)) {
            return Future.succeededFuture(new Step(List.of(), Projection.Done.NOTHING));
          }
          putOffIsOver = false;
          return transactions
              .run(tx -> projection.write(tx, term, from, given))
              .map(done -> new Step(given, done));
        }));
  }

  /** The cursor; fails when the floor is owned under another epoch. */
  private Future<Long> known(long term) {
    if (cursor.isPresent()) {
      return Future.succeededFuture(cursor.getAsLong());
    }
    return projection.cursor(database.pool(), term).map(found -> {
      long seq = found.orElseThrow(NotOwned::new);
      cursor = OptionalLong.of(seq);
      return seq;
    });
  }

  /** The floor has another owner, or we own it under another epoch by now. */
  private static final class NotOwned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotOwned() {
      super("the floor is owned under another epoch", null, false, false);
    }
  }

  /** Facts without an entry move only the cursor, and wait a little for others to do so with. */
  private boolean canWait(List<NumberedFact> given, int limit) {
    if (putOffIsOver
        || given.size() == limit
        || given.stream().anyMatch(numbered -> ContactEntry.tells(numbered.fact()))) {
      return false;
    }
    if (!putOff) {
      putOff = true;
      vertx.setTimer(
          PUT_OFF.toMillis(),
          _ -> context.runOnContext(_ -> {
            putOff = false;
            putOffIsOver = true;
            wake();
          }));
    }
    return true;
  }

  private void projected(Step step, int limit) {
    var done = step.done();
    feed.say(done.added());
    oneByOne = done.facts() == 0 ? 0 : Math.max(0, oneByOne - done.facts());
    if (done.facts() == 0 && !step.given().isEmpty()) {
      cursor = OptionalLong.empty(); // somebody else has moved it
      project();
      return;
    }
    cursor.ifPresent(seq -> cursor = OptionalLong.of(seq + done.facts()));
    if (done.facts() < step.given().size() || step.given().size() == limit) {
      project(); // there are more already
    } else {
      gather();
    }
  }

  private void gather() {
    gathering = true;
    vertx.setTimer(GATHER.toMillis(), _ -> {
      gathering = false;
      if (lookAgain) {
        project();
      }
    });
  }

  private void failed(Throwable failure, long term, int limit) {
    if (failure instanceof NotOwned) {
      LOG.info("the floor is owned under another epoch than epoch={}", term);
      work.cease();
    } else if (!isAboutAFact(failure) || cursor.isEmpty()) {
      LOG.warn("facts not projected, trying again error={}", String.valueOf(failure.getMessage()));
      again();
    } else if (limit > 1) {
      LOG.warn(
          "a fact cannot be projected, looking for it error={}",
          String.valueOf(failure.getMessage()));
      oneByOne = limit;
      project();
    } else {
      LOG.error("fact left out", failure);
      projecting = true;
      long from = cursor.getAsLong();
      cursor = OptionalLong.empty();
      transactions
          .run(tx -> projection.leaveOut(tx, term, from, failure))
          .onComplete(done -> context.runOnContext(_ -> {
            projecting = false;
            if (done.failed()) {
              again();
            } else {
              leftOut.increment();
              project();
            }
            work.tellIdle();
          }));
    }
  }

  /** Whether trying again must fail again: a rule, a constraint or a bug of ours, not an outage. */
  private static boolean isAboutAFact(Throwable failure) {
    return switch (failure) {
      case Failure.Unavailable _ -> false;
      case Failure _ -> true;
      case PgException e -> Outage.isFaultOfValues(e);
      case IllegalArgumentException _, IllegalStateException _, NullPointerException _ -> true;
      default -> false;
    };
  }

  private void again() {
    cursor = OptionalLong.empty(); // the transaction may have been written after all
    vertx.setTimer(PAUSE_AFTER_FAILURE.toMillis(), _ -> wake());
  }
}
