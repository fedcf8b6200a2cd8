package tandem.rehearsal;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** The one event loop on which somebody lives, whom any thread may call. */
public final class Loop {

  private final Context context;

  public Loop(Vertx vertx) {
    this.context = vertx.getOrCreateContext();
  }

  /** At once when we are on it, else as soon as it is free. */
  public void run(Runnable work) {
    if (context.equals(Vertx.currentContext())) {
      work.run();
    } else {
      context.runOnContext(_ -> work.run());
    }
  }

  /** Work that says itself when it is done. */
  public <T> Future<T> ask(Consumer<Promise<T>> work) {
    Promise<T> done = Promise.promise();
    run(() -> work.accept(done));
    return done.future();
  }
}
