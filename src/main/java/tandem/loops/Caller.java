package tandem.loops;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * The context on which something was asked. Its answer may be given on another loop: the floor's
 * engine, the work of another request. Without a way back, what follows the answer would run there.
 */
public final class Caller {

  private Caller() {}

  /**
   * The same answer, heard on the context of the caller. A caller without a context hears it in the
   * thread that gives it.
   */
  public static <T> Future<T> hears(Future<T> answer) {
    Context here = Vertx.currentContext();
    return here == null ? answer : on(here, answer);
  }

  /** The same; a caller without a context hears it on a loop that this Vert.x chooses. */
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
