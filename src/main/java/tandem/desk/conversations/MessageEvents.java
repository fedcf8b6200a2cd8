package tandem.desk.conversations;

import io.vertx.core.Future;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.ConversationId;

/** The taker of carriers' events about messages. An answer means that the event is on disk. */
public interface MessageEvents {

  /** The effect of an event. */
  enum Result {
    ACCEPTED,
    /** The event changes nothing, because an earlier one had the same effect. */
    REPEATED
  }

  /**
   * The answer to a message that has arrived.
   *
   * @param number the number of the message in its conversation
   * @param contact the contact that the message opened or joined
   */
  record Taken(
      ConversationId conversation, int number, Optional<ContactId> contact, Result result) {}

  /** Stores a customer's message, and sees to it that it reaches an agent. */
  Future<Taken> arrived(String carrier, MessageEvent.Arrived event);

  /** Notes how far a message of ours has come; the message must be one that this carrier sent. */
  Future<Result> delivered(String carrier, MessageEvent.Delivered event);

  /** Notes up to which message the customer has read. */
  Future<Result> read(String carrier, MessageEvent.Read event);

  /** Tells the agents that the customer writes; it is not stored. */
  void typing(MessageEvent.Typing event);

  /** Ends the open contact of a conversation, if the customer of its channel can leave. */
  Future<Result> left(String carrier, MessageEvent.Left event);
}
