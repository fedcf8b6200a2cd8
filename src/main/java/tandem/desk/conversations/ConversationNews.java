package tandem.desk.conversations;

import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.conversations.Delivery;
import tandem.conversations.Message;

/** Something new in a conversation, for everybody who has it open. */
public sealed interface ConversationNews {

  ConversationId conversation();

  /** A message was added; it is stored. */
  record Added(Message message) implements ConversationNews {
    @Override
    public ConversationId conversation() {
      return message.conversation();
    }
  }

  /** A message of ours has come further. */
  record Delivered(
      ConversationId conversation, int number, Delivery delivery, Optional<String> why, Instant at)
      implements ConversationNews {}

  /** Everything up to this number was read: by the customer, or by the firm. */
  record Read(ConversationId conversation, boolean byCustomer, int number)
      implements ConversationNews {}

  /** Somebody writes, or has stopped: an agent, or the customer. */
  record Typing(ConversationId conversation, Optional<AgentId> agent, boolean isTyping)
      implements ConversationNews {}

  /** A contact of the conversation has ended. */
  record Ended(ConversationId conversation, ContactId contact) implements ConversationNews {}
}
