package tandem.storage.outbox;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The event loop on which all work of a node's outbox is done. It also knows whether the outbox
 * runs, and when a stopped outbox has finished: no message is in memory and no statement under way.
 */
final class OutboxLoop {

  private final Vertx vertx;
  private final InstantSource clock;
  private final Context context;
  private final BooleanSupplier nothingHeld;
  private volatile boolean running;

  // both belong to the context
  private int statements;
  private Promise<Void> idle = Promise.promise();

  /** @param nothingHeld whether no message is in memory; asked on the loop */
  OutboxLoop(Vertx vertx, InstantSource clock, BooleanSupplier nothingHeld) {
    this.vertx = vertx;
    this.clock = clock;
    this.context = vertx.getOrCreateContext();
    this.nothingHeld = nothingHeld;
  }

  Instant now() {
    return clock.instant();
  }

  /** Whether the outbox delivers; any thread may ask. */
  boolean isRunning() {
    return running;
  }

  /** The outbox starts to deliver; call it on the loop. */
  void begin() {
    running = true;
    idle = Promise.promise();
  }

  /** The outbox stops to deliver; call it on the loop. */
  void end() {
    running = false;
  }

  /** Completes when a stopped outbox has nothing left to do. */
  Future<Void> idle() {
    return idle.future();
  }

  /** Does work on the loop, from any thread. */
  void run(Runnable work) {
    context.runOnContext(_ -> {
      work.run();
      if (!running && statements == 0 && nothingHeld.getAsBoolean()) {
        idle.tryComplete();
      }
    });
  }

  /** The same; completes when the work is done. */
  Future<Void> done(Runnable work) {
    return Future.future(promise -> run(() -> {
      work.run();
      promise.complete();
    }));
  }

  /** Runs a statement and takes its answer on the loop. */
  <T> void ask(Future<T> statement, Consumer<AsyncResult<T>> answer) {
    statements++;
    statement.onComplete(result -> run(() -> {
      statements--;
      answer.accept(result);
    }));
  }

  /** Makes a timer, which is not set yet. */
  Timer timer(Runnable work) {
    return new Timer(work);
  }

  /** Work that is done on the loop once the time has come. At most one time is set. */
  final class Timer {

    private static final long NONE = -1;

    private final Runnable work;
    private long id = NONE;
    private long due; // by System.nanoTime: the clock may be set

    private Timer(Runnable work) {
      this.work = work;
    }

    boolean isSet() {
      return id != NONE;
    }

    /** Sets the time, instead of one that was set before. */
    void set(Duration pause) {
      cancel();
      due = System.nanoTime() + pause.toNanos();
      id = vertx.setTimer(
          Math.max(1, pause.toMillis()),
          fired -> run(() -> {
            if (id == fired) {
              id = NONE;
              work.run();
            }
          }));
    }

    /** Sets the time unless an earlier one is set. */
    void setAtLatest(Duration pause) {
      if (!isSet() || System.nanoTime() + pause.toNanos() - due < 0) {
        set(pause);
      }
    }

    void cancel() {
      if (isSet()) {
        vertx.cancelTimer(id);
        id = NONE;
      }
    }
  }
}
