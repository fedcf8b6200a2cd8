package tandem.channels.messages;

import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.ConversationId;
import tandem.base.Id;

/**
 * The id of a message of ours, as gateways get and report it: {@code <conversation>.<number>}, and
 * {@code .<tries>} if a person has sent it again.
 *
 * @param tries how often a person has sent it again
 */
record OurMessage(ConversationId conversation, int number, int tries) {

  private static final Pattern ID =
      Pattern.compile("([^.]+)\\.([1-9][0-9]{0,8})(?:\\.([1-9][0-9]{0,8}))?");

  OurMessage(ConversationId conversation, int number) {
    this(conversation, number, 0);
  }

  static Optional<OurMessage> parse(String text) {
    var parts = ID.matcher(text);
    return parts.matches()
        ? Id.uuid(parts.group(1))
            .map(id -> new OurMessage(
                new ConversationId(id),
                Integer.parseInt(parts.group(2)),
                parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3))))
        : Optional.empty();
  }

  String text() {
    return conversation + "." + number + (tries == 0 ? "" : "." + tries);
  }
}
