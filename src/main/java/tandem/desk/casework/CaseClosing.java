package tandem.desk.casework;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.CaseId;
import tandem.cases.AddedEntry;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.cases.Timelines;
import tandem.desk.Transactions;
import tandem.desk.timeline.TimelineFeed;
import tandem.storage.Database;
import tandem.storage.OwnerWork;

/**
 * The closing of resolved cases after some time without activity. One timer is set for the first
 * case that is due: activity only moves a case later, and cases resolved meanwhile are due later
 * too. It runs at the floor's owner; two at once would do no harm.
 */
public final class CaseClosing {

  private static final Logger LOG = LoggerFactory.getLogger(CaseClosing.class);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final Transactions transactions;
  private final Cases cases;
  private final CaseStates states;
  private final Timelines timelines;
  private final TimelineFeed feed;
  private final InstantSource clock;
  private final OwnerWork work;

  // all fields below are used on the context only
  private boolean closing;
  private OptionalLong timer = OptionalLong.empty();

  public CaseClosing(
      Vertx vertx,
      Database database,
      Cases cases,
      CaseStates states,
      Timelines timelines,
      TimelineFeed feed,
      InstantSource clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.transactions = new Transactions(database);
    this.cases = cases;
    this.states = states;
    this.timelines = timelines;
    this.feed = feed;
    this.clock = clock;
    this.work = new OwnerWork(context, new Closing());
  }

  /** The work: closes the due cases now, and each other case when it is due. */
  public OwnerWork work() {
    return work;
  }

  private final class Closing implements OwnerWork.Work {

    @Override
    public void begin(long epoch) {
      closeDue();
    }

    @Override
    public void end() {
      timer.ifPresent(vertx::cancelTimer);
      timer = OptionalLong.empty();
    }

    @Override
    public boolean isIdle() {
      return !closing;
    }
  }

  private void closeDue() {
    if (!work.isRunning() || closing) {
      return;
    }
    closing = true;
    var now = clock.instant();
    var since = now.minus(CaseStates.CLOSES_AFTER);
    states
        .untouched(database.pool(), since)
        .compose(due -> due.isEmpty() ? Future.succeededFuture(List.of()) : close(due, since, now))
        .compose(closed -> {
          feed.say(closed);
          return states.oldestResolved(database.pool(), since);
        })
        .onComplete(done -> context.runOnContext(_ -> {
          closing = false;
          if (done.succeeded()) {
            // without resolved cases, the next one is due no earlier than a case that is resolved
            // now
            wakeAt(done.result().orElse(now).plus(CaseStates.CLOSES_AFTER));
          } else {
            LOG.warn("cases not closed, trying again error={}", done.cause().getMessage());
            wakeAt(clock.instant().plus(PAUSE_AFTER_FAILURE));
          }
          work.tellIdle();
        }));
  }

  private Future<List<AddedEntry>> close(List<CaseId> due, Instant since, Instant now) {
    return transactions.run(tx -> cases
        .take(tx, due)
        .compose(_ -> states.close(tx, due, since, now))
        .compose(entries -> timelines.write(tx, entries)));
  }

  private void wakeAt(Instant at) {
    if (work.isRunning()) {
      long millis = Math.max(1, Duration.between(clock.instant(), at).toMillis() + 1);
      timer = OptionalLong.of(vertx.setTimer(millis, _ -> {
        timer = OptionalLong.empty();
        closeDue();
      }));
    }
  }
}
