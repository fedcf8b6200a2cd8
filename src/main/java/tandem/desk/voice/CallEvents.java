package tandem.desk.voice;

import io.vertx.core.Future;

/** Where the doors of carriers bring what they hear. */
public interface CallEvents {

  /**
   * Completes when the event and its answer are stored; an event that comes again under its id gets
   * the first answer and has no effect. News of another call or of another kind under the same id
   * is another event. Fails with {@link tandem.base.Failure.Unavailable} when nothing is stored.
   *
   * @param id the carrier's id of the event, one for each event of a call
   */
  Future<Intake.Answer> tell(String carrier, String id, CallEvent event);

  /**
   * A carrier that asks again and again what to do with a caller who waits has asked again. False
   * when the contact is over, and the caller is to be let go.
   */
  Future<Boolean> waits(String carrier, String call);
}
