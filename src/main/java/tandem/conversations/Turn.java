package tandem.conversations;

import java.time.Instant;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.ConversationId;

/**
 * One contact of a conversation.
 *
 * @param turn the number of the contact in its conversation, from 1
 * @param first the number of its first message
 * @param last the number of its last message; of the conversation's last one while it is open
 * @param customers how many of its messages came from the customer
 * @param line the beginning of its first message
 * @param ended when it ended
 */
public record Turn(
    ContactId contact,
    ConversationId conversation,
    int turn,
    String subject,
    int first,
    int last,
    int customers,
    String line,
    Optional<Instant> ended) {

  /** The number of characters of a first message that a timeline shows. */
  public static final int LINE_LENGTH_MAX = 140;

  /** How many messages it has. */
  public int messages() {
    return Math.max(0, last - first + 1);
  }
}
