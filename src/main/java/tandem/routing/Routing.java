package tandem.routing;

import io.vertx.core.Future;
import tandem.base.Failure;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;

/** The way to send signals to the floor's engine, from any thread of any node. */
public interface Routing {

  /**
   * Sends a signal. Completes after the batch in which it was decided is committed, for a refusal
   * too, so that every answer is on disk. Fails with {@link Failure.Unavailable} when nothing was
   * done and the same signal may be sent again.
   */
  Future<Decision> tell(Signal signal);

  /**
   * Sends the signal of an event from outside. The event's id and the decision are stored in the
   * transaction of the facts. A repeat of the event gets the first decision and has no effect.
   */
  Future<Decision> tell(Signal signal, InboxEvent event);

  /**
   * Sends a signal with a companion, which is checked before the signal is decided and written in
   * the transaction of the facts.
   */
  Future<Companion.Result> tell(Signal signal, Companion companion);
}
