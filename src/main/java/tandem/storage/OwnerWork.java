package tandem.storage;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.OptionalLong;

/**
 * Work that the floor's owner does and stops doing. It begins with a term, ends with it, and what
 * was under way then may still end. Everything happens on one context.
 */
public final class OwnerWork {

  /** The work itself; called on the context. */
  public interface Work {
    /** Begins, for the term of this epoch. */
    void begin(long epoch);

    /** Begins nothing more. */
    void end();

    /** Whether nothing is under way. */
    boolean isIdle();
  }

  private final Context context;
  private final Work work;

  // everything below belongs to the context
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

  /** Completes when what was under way has ended. */
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

  /** Another node has the floor: nothing more is begun, though nobody has said stop yet. */
  public void cease() {
    term = OptionalLong.empty();
  }

  /** Something that was under way has ended. */
  public void tellIdle() {
    if (term.isEmpty() && work.isIdle()) {
      idle.tryComplete();
    }
  }
}
