package tandem.storage;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.OptionalLong;

/**
 * Work that only the floor's owner does. It begins and ends with a term; steps in progress at its
 * end are still completed. It runs on one context.
 */
public final class OwnerWork {

  /** The work itself; called on the context. */
  public interface Work {
    /** Begins the work, for the term of this epoch. */
    void begin(long epoch);

    /** Stops beginning new steps. */
    void end();

    /** Whether no step is in progress. */
    boolean isIdle();
  }

  private final Context context;
  private final Work work;

  // all fields below are used on the context only
  private OptionalLong term = OptionalLong.empty();
  private Promise<Void> idle = Promise.promise();

  public OwnerWork(Context context, Work work) {
    this.context = context;
    this.work = work;
  }

  public void start(long epoch) {
    context.runOnContext(_ -> {
      term = OptionalLong.of(epoch);
      if (idle.future().isComplete()) {
        idle = Promise.promise();
      }
      work.begin(epoch);
    });
  }

  /** Stops the work; completes when the steps in progress have ended. */
  public Future<Void> stop() {
    var stopped = Promise.<Void>promise();
    context.runOnContext(_ -> {
      term = OptionalLong.empty();
      work.end();
      idle.future().onComplete(stopped);
      tellIdle();
    });
    return stopped.future();
  }

  public boolean isRunning() {
    return term.isPresent();
  }

  /** The epoch of the term in which the work runs. */
  public long epoch() {
    return term.orElseThrow();
  }

  /** Begins no more steps because another node owns the floor; {@link #stop} follows later. */
  public void cease() {
    term = OptionalLong.empty();
  }

  /** Reports that a step has ended. */
  public void tellIdle() {
    if (term.isEmpty() && work.isIdle()) {
      idle.tryComplete();
    }
  }
}
