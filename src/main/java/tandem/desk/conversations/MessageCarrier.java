package tandem.desk.conversations;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import tandem.conversations.Conversation;
import tandem.conversations.Message;
import tandem.conversations.Messages;

/** A carrier of written messages. */
public interface MessageCarrier {

  /** What a carrier can do beside carrying plain text; pages show only the buttons that work. */
  enum Capability {
    ATTACHMENTS,
    HTML,
    /** Subject, further recipients, forwarding. */
    MAIL,
    /** The customer sees when an agent writes. */
    TYPING,
    /** The carrier reports what the customer has read. */
    READ_MARKS
  }

  /** The name in conversations and destinations: {@code messages}, {@code email}, {@code chat}. */
  String name();

  Set<Capability> capabilities();

  /** The longest text of one message, in characters. */
  int textLengthMax();

  /**
   * Whether the customer's own client picks up the messages of its conversation by their numbers,
   * so that none is sent.
   */
  default boolean isPickedUp() {
    return false;
  }

  /** Whether it can send messages from this entrance of ours. */
  default boolean sendsFrom(String entrance) {
    return true;
  }

  /**
   * Sends a message; succeeds when the carrier has taken it. {@link tandem.base.Failure.Conflict}
   * and {@link tandem.base.Failure.NotFound} mean that it can never be delivered, with the reason;
   * any other failure that a repeat may succeed.
   *
   * @param key the same for each try of this message, so that it takes effect once
   * @param again whether it may have been sent before
   */
  Future<Sent> send(String key, Outgoing message, boolean again);

  /**
   * A message that is to be sent.
   *
   * @param answered the customer's last message before it; only for a carrier of mail
   * @param caseNumber the number of the case; only for a carrier of mail
   * @param tries how often a person has sent it again after it had failed
   */
  record Outgoing(
      Conversation conversation,
      Message message,
      Messages.Whole content,
      Optional<Answered> answered,
      Optional<Long> caseNumber,
      int tries) {}

  /** A message that is answered. */
  record Answered(Message message, Messages.Whole content) {}

  /** The carrier's own name of a message that it has taken. */
  record Sent(Optional<String> reference) {}
}
