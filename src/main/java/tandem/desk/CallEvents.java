package tandem.desk;

import io.vertx.core.Future;

/** Where the doors of carriers bring what they hear. */
@FunctionalInterface
public interface CallEvents {

  /**
   * Completes when the event and its answer are stored; an event that comes again under its id gets
   * the first answer and has no effect. Fails with {@link tandem.base.Failure.Unavailable} when
   * nothing is stored.
   *
   * @param id the carrier's id of the event
   */
  Future<Intake.Answer> tell(String carrier, String id, CallEvent event);
}
