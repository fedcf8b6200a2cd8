package tandem.routing;

import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Optional;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;

/**
 * A signal that the floor's owner has received, and the promise of its answer.
 *
 * @param at when the owner received it
 */
record Told(Signal signal, Optional<InboxEvent> event, Instant at, Promise<Decision> promise) {

  void answer(Decision decision) {
    promise.tryComplete(decision);
  }

  void fail(Throwable why) {
    promise.tryFail(why);
  }
}
