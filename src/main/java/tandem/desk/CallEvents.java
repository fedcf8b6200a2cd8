package tandem.desk;

import io.vertx.core.Future;
import java.util.Optional;
import tandem.base.ContactId;

/** Where the doors of carriers bring what they hear. */
@FunctionalInterface
public interface CallEvents {

  /** What an event came to. */
  enum Result {
    ACCEPTED,
    /** It says what is already so. */
    REPEATED,
    /** It is of no use, and that is no error. */
    IGNORED
  }

  /** As a carrier is answered. */
  record Answer(ContactId contact, Result result, Optional<String> why) {}

  /**
   * Completes when the event and its answer are stored; an event that comes again under its id gets
   * the first answer and has no effect. Fails with {@link tandem.base.Failure.Unavailable} when
   * nothing is stored.
   *
   * @param id the carrier's id of the event
   */
  Future<Answer> tell(String carrier, String id, CallEvent event);
}
