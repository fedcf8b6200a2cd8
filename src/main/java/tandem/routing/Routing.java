package tandem.routing;

import io.vertx.core.Future;
import tandem.base.Failure;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;

/** Tells the floor's engine something, from any thread of any node. */
public interface Routing {

  /**
   * Completes after the batch in which the signal was decided has been committed, a no too:
   * whatever anybody is told is on disk. Fails with {@link Failure.Unavailable} when nothing was
   * done and the same signal may be told again.
   */
  Future<Decision> tell(Signal signal);

  /**
   * The same for a signal that an event from outside means. The event's id and the decision are
   * kept in the same transaction as the facts, and a repeat of the event gets the first decision
   * and has no effect.
   */
  Future<Decision> tell(Signal signal, InboxEvent event);

  /**
   * The same for a signal whose facts are not all that is to be written: its companion is checked
   * before the signal is decided and written in the transaction of the facts.
   */
  Future<Companion.Result> tell(Signal signal, Companion companion);
}
