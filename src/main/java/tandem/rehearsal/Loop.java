package tandem.rehearsal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** The event loop of an object that any thread may call. */
public final class Loop {

  private final Context context;

  public Loop(Vertx vertx) {
    this.context = vertx.getOrCreateContext();
  }

  /** Runs work on the loop: at once if the caller is on it, else as soon as it is free. */
  public void run(Runnable work) {
    if (context.equals(Vertx.currentContext())) {
      work.run();
    } else {
      context.runOnContext(_ -> work.run());
    }
  }

  /** Runs work that completes a promise itself. */
  public <T> Future<T> ask(Consumer<Promise<T>> work) {
    Promise<T> done = Promise.promise();
    run(() -> work.accept(done));
    return done.future();
  }
}
