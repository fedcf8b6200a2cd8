package tandem.conversations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Text;

/**
 * One written statement of a conversation, as pages get it.
 *
 * @param number from 1, without gaps
 * @param textCut whether the text is only the beginning of a longer one
 * @param hasHtml whether the message has HTML, which is read on its own
 * @param details what only its channel knows: subject, addresses, notes
 * @param why the reason of a failed delivery
 * @param deliveryAt when the delivery came so far
 */
public record Message(
    ConversationId conversation,
    int number,
    Instant at,
    Writer writer,
    Optional<AgentId> agent,
    Optional<ContactId> contact,
    String text,
    boolean textCut,
    boolean hasHtml,
    JsonNode details,
    List<Attachment> attachments,
    Delivery delivery,
    Optional<String> why,
    Instant deliveryAt) {

  /** How much of a text a list of messages shows, in characters. */
  public static final int TEXT_SHOWN_MAX = 20_000;

  public Message {
    attachments = List.copyOf(attachments);
  }

  /** Returns a message as it was stored just now. */
  public static Message of(Messages.Place place, NewMessage message) {
    return new Message(
        place.conversation(),
        place.number(),
        message.at(),
        message.writer(),
        message.agent(),
        place.contact(),
        Text.cut(message.text(), TEXT_SHOWN_MAX),
        Text.length(message.text()) > TEXT_SHOWN_MAX,
        message.html().isPresent(),
        message.details(),
        message.attachments(),
        message.isIn() ? Delivery.RECEIVED : Delivery.QUEUED,
        Optional.empty(),
        message.at());
  }

  public boolean isIn() {
    return writer == Writer.CUSTOMER;
  }
}
