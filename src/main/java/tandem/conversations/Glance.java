package tandem.conversations;

import java.time.Instant;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ConversationId;
import tandem.base.Text;

/**
 * A conversation as a list of work shows it.
 *
 * @param messages the number of its last message
 * @param unread how many messages of the customer no agent has read
 * @param last its last message
 * @param waitsSince the time of the customer's first message that no agent has answered; empty when
 *     the customer waits for nothing
 */
public record Glance(
    ConversationId id,
    Channel channel,
    String entrance,
    Conversation.Correspondent correspondent,
    String subject,
    int messages,
    int unread,
    Optional<Last> last,
    Optional<Instant> waitsSince) {

  /** The name that the carrier gave for the customer, else the address. */
  public String name() {
    return correspondent.name().isBlank() ? correspondent.address() : correspondent.name();
  }

  /** The number of characters of a last message that a list shows. */
  public static final int LINE_LENGTH_MAX = 140;

  /** The last message: its writer, and the beginning of its text. */
  public record Last(Writer writer, String line, Instant at) {}

  /** Returns the beginning of a text as one line. */
  static String line(String text) {
    return Text.beginning(Text.plain(text).strip(), LINE_LENGTH_MAX);
  }
}
