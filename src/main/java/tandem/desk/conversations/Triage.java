package tandem.desk.conversations;

import java.time.Duration;
import java.util.Optional;
import tandem.base.QueueId;

/**
 * What the content of a message decides about its contact.
 *
 * @param queue the queue, in place of the entrance's
 * @param headStart a head start, added to those of queue and segment
 */
public record Triage(Optional<QueueId> queue, Duration headStart) {

  public static final Triage NONE = new Triage(Optional.empty(), Duration.ZERO);
}
