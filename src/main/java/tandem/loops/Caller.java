package tandem.loops;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * The context on which a caller asked. An answer may come on another loop, such as the engine's.
 * Without a way back to the caller's context, the work that follows the answer would run on that
 * loop.
 */
public final class Caller {

  private Caller() {}

  /**
   * Passes the answer on to the context of the caller. A caller without a context gets it in the
   * thread that gives it.
   */
  public static <T> Future<T> hears(Future<T> answer) {
    Context here = Vertx.currentContext();
    return here == null ? answer : on(here, answer);
  }

  /**
   * Passes the answer on likewise. A caller without a context gets it on a loop that this Vert.x
   * chooses.
   */
  public static <T> Future<T> hears(Vertx vertx, Future<T> answer) {
    return on(vertx.getOrCreateContext(), answer);
  }

  private static <T> Future<T> on(Context here, Future<T> answer) {
    return Future.future(heard -> answer.onComplete(result -> {
      if (here.equals(Vertx.currentContext())) {
        heard.handle(result);
      } else {
        here.runOnContext(_ -> heard.handle(result));
      }
    }));
  }
}
