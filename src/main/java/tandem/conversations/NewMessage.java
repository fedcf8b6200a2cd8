package tandem.conversations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.document.Json;

/**
 * A message that is to be stored.
 *
 * @param source unique: a repeat of the message is recognized by it
 * @param reference the carrier's own name of the message, if it has one already
 * @param html sanitised HTML
 * @param details what only its channel knows, as a JSON object
 */
public record NewMessage(
    Instant at,
    Writer writer,
    Optional<AgentId> agent,
    String source,
    Optional<String> reference,
    String text,
    Optional<String> html,
    JsonNode details,
    List<Attachment> attachments) {

  /** The longest stored text, in characters: 1 MB of the most frequent ones. */
  public static final int TEXT_LENGTH_MAX = 1_000_000;

  public static final int KEY_LENGTH_MAX = 500;

  public NewMessage {
    attachments = List.copyOf(attachments);
    text = Text.written(text);
    html = html.map(Text::written);
    details = Json.storable(details);
    reference = reference.map(name -> Text.beginning(Text.plain(name), KEY_LENGTH_MAX));
    Failure.require(
        Text.length(text) <= TEXT_LENGTH_MAX,
        "a message has at most " + TEXT_LENGTH_MAX + " characters");
    Failure.require(
        attachments.size() <= Attachment.ATTACHMENTS_MAX,
        "a message has at most " + Attachment.ATTACHMENTS_MAX + " attachments");
    Failure.require(
        source.length() <= KEY_LENGTH_MAX,
        "a source has at most " + KEY_LENGTH_MAX + " characters");
  }

  /** Makes a customer's message of plain text. */
  public static NewMessage said(Instant at, String source, String text) {
    return new NewMessage(
        at,
        Writer.CUSTOMER,
        Optional.empty(),
        source,
        Optional.empty(),
        text,
        Optional.empty(),
        Json.MAPPER.createObjectNode(),
        List.of());
  }

  /** Whether it comes from the customer. */
  public boolean isIn() {
    return writer == Writer.CUSTOMER;
  }
}
