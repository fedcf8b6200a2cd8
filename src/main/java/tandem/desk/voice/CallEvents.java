package tandem.desk.voice;

import io.vertx.core.Future;

/** The desk's receiver of events about calls. */
public interface CallEvents {

  /**
   * Handles an event; completes when the event and its answer are stored. A repeat with the same id
   * gets the first answer and has no effect. An event of another call or kind with the same id is
   * another event. Fails with {@link tandem.base.Failure.Unavailable} when nothing is stored.
   *
   * @param id the carrier's id of the event, one for each event of a call
   */
  Future<Intake.Answer> tell(String carrier, String id, CallEvent event);

  /**
   * Notes that a polling carrier has asked again about a waiting caller. Returns false when the
   * contact is over and the carrier may end the call.
   */
  Future<Boolean> waits(String carrier, String call);
}
