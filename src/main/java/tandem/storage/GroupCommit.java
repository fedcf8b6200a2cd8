package tandem.storage;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.loops.Caller;

/**
 * Work of one kind that is written together: what comes while a transaction is under way waits for
 * it and goes into the next one. The busier the server, the fewer transactions a piece of work
 * costs. Any thread may call.
 *
 * @param <T> a piece of work
 * @param <R> its result
 */
public final class GroupCommit<T, R> {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /**
   * A group that takes longer is taken for lost; on a slow database each statement takes a second.
   */
  private static final Duration WRITE_LIMIT = Duration.ofSeconds(20);

  private record Waiting<T, R>(T item, Promise<R> promise) {}

  private final int groupMax;
  private final int waitingMax;
  private final Function<List<T>, Future<List<R>>> work;
  private final List<Waiting<T, R>> waiting = new ArrayList<>();
  private boolean busy;

  /**
   * A group of work.
   *
   * @param groupMax pieces done together at most
   * @param waitingMax pieces that may wait; beyond it a sender is asked to come again
   * @param work does pieces in one transaction, and gives their results in the same order
   */
  public GroupCommit(int groupMax, int waitingMax, Function<List<T>, Future<List<R>>> work) {
    this.groupMax = groupMax;
    this.waitingMax = waitingMax;
    this.work = work;
  }

  /**
   * Completes on the caller's context when the piece's transaction has been committed. A piece that
   * makes a group fail fails alone: after a failure the pieces of the group are done one by one.
   * When the database is away, all of them fail at once.
   */
  public Future<R> add(T item) {
    var promise = Promise.<R>promise();
    synchronized (this) {
      if (waiting.size() >= waitingMax) {
        return Future.failedFuture(
            new Failure.Unavailable("too much is waiting to be written", COME_AGAIN));
      }
      waiting.add(new Waiting<>(item, promise));
    }
    next();
    return Caller.hears(promise.future());
  }

  private void next() {
    List<Waiting<T, R>> group;
    synchronized (this) {
      if (busy || waiting.isEmpty()) {
        return;
      }
      busy = true;
      var first = waiting.subList(0, Math.min(groupMax, waiting.size()));
      group = List.copyOf(first);
      first.clear();
    }
    doAll(group).onComplete(_ -> {
      synchronized (this) {
        busy = false;
      }
      next();
    });
  }

  private Future<Void> doAll(List<Waiting<T, R>> group) {
    return begin(group)
        .timeout(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .<Void>map(results -> {
          for (int i = 0; i < group.size(); i++) {
            answer(group.get(i).promise(), results.get(i));
          }
          return null;
        })
        .recover(failure -> {
          if (group.size() > 1 && !isOutage(failure)) {
            return oneByOne(group, 0);
          }
          group.forEach(waiting -> waiting.promise().tryFail(failure));
          return Future.succeededFuture();
        });
  }

  /** A caller that fails to handle its answer changes nothing for the others: all is committed. */
  private static <R> void answer(Promise<R> promise, R result) {
    try {
      promise.tryComplete(result);
    } catch (RuntimeException e) {
      LOG.error("a result was not handled", e);
    }
  }

  /** Trying the pieces one by one would make each wait for the database in turn. */
  private static boolean isOutage(Throwable failure) {
    return Outage.meaning(failure) instanceof Failure.Unavailable
        && !(failure instanceof PgException broken && isBrokenOff(broken));
  }

  /** A deadlock or a lock ends one transaction for the sake of another; done again, it succeeds. */
  private static boolean isBrokenOff(PgException failure) {
    var state = String.valueOf(failure.getSqlState());
    return state.startsWith("40") || state.startsWith("55");
  }

  private Future<List<R>> begin(List<Waiting<T, R>> group) {
    try {
      return work.apply(group.stream().map(Waiting::item).toList());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Void> oneByOne(List<Waiting<T, R>> group, int from) {
    return from == group.size()
        ? Future.succeededFuture()
        : doAll(group.subList(from, from + 1)).compose(_ -> oneByOne(group, from + 1));
  }
}
