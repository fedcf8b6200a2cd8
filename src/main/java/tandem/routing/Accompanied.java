package tandem.routing;

import io.vertx.core.Promise;
import tandem.routing.engine.Signal;

/** A signal with a companion that the floor's owner has received, and the promise of its result. */
record Accompanied(Signal signal, Companion companion, Promise<Companion.Result> promise) {

  void answer(Companion.Result result) {
    promise.tryComplete(result);
  }

  void fail(Throwable why) {
    promise.tryFail(why);
  }
}
