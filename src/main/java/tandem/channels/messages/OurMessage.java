package tandem.channels.messages;

import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.ConversationId;
import tandem.base.Id;

/** The id of a message of ours, as gateways get and report it: {@code <conversation>.<number>}. */
record OurMessage(ConversationId conversation, int number) {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

  static Optional<OurMessage> parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0 || !NUMBER.matcher(text.substring(dot + 1)).matches()) {
      return Optional.empty();
    }
    return Id.uuid(text.substring(0, dot))
        .map(id ->
            new OurMessage(new ConversationId(id), Integer.parseInt(text.substring(dot + 1))));
  }

  String text() {
    return conversation + "." + number;
  }
}
