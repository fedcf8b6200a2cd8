package tandem.conversations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.Text;
import tandem.document.Json;

/**
 * What one customer and the firm say to each other on one channel in writing. It outlives its
 * contacts, each of which is one turn of work on it.
 *
 * @param carrier the name of the carrier that brings its messages
 * @param entrance our side: a site, a mailbox, a messenger account
 * @param thread the carrier's own name of the conversation; empty if it is found by its messages
 * @param correspondent the customer's side
 * @param customer the customer of its last contact
 * @param messages the number of its last message, and how many there are
 * @param agentRead the number of the last message that the firm has read
 * @param customerRead the number of the last message that the customer has read
 * @param turns how many contacts it has had
 * @param contact the open contact
 * @param lastAgent the agent of the last contact that ended
 */
public record Conversation(
    ConversationId id,
    Channel channel,
    String carrier,
    String entrance,
    Optional<String> thread,
    Correspondent correspondent,
    CustomerId customer,
    String subject,
    Instant createdAt,
    int messages,
    int agentRead,
    int customerRead,
    int turns,
    Optional<ContactId> contact,
    Optional<AgentId> lastAgent) {

  /** The longest subject that is kept, in characters. */
  public static final int SUBJECT_LENGTH_MAX = 500;

  /**
   * The customer's side of a conversation.
   *
   * @param address the address to which answers are sent, as the carrier wrote it: a phone number,
   *     a short code, a sender's name, an email address; for a chat the visitor's id
   * @param name the name that the carrier gave; may be empty
   * @param kind the kind of contact point that the address is: {@code phone}, {@code email},
   *     {@code visitor}
   * @param point the contact point by which the customer is recognized; empty if it cannot be read
   * @param details what the carrier needs for an answer and nobody else reads, as a JSON object
   */
  public record Correspondent(
      String address, String name, String kind, Optional<String> point, JsonNode details) {

    public static final int LENGTH_MAX = 320;

    public Correspondent {
      address = Text.beginning(Text.plain(address), LENGTH_MAX);
      name = Text.beginning(Text.plain(name), LENGTH_MAX);
      details = Json.storable(details);
    }
  }
}
