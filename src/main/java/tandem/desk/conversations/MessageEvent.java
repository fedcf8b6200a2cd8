package tandem.desk.conversations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ConversationId;
import tandem.conversations.Attachment;
import tandem.conversations.Conversation.Correspondent;
import tandem.conversations.Delivery;
import tandem.customers.ContactPoint;

/** A carrier's event about written messages, in our terms. */
public sealed interface MessageEvent {

  /**
   * A customer has written.
   *
   * @param id the carrier's id of the message; a repeat is recognized by it
   * @param entrance our address to which it came
   * @param place the conversation to which it belongs
   * @param from the customer's side
   * @param reference the carrier's own name of the message, by which answers refer to it
   * @param html sanitised HTML
   * @param details what only its channel knows, as a JSON object
   */
  record Arrived(
      String id,
      Channel channel,
      String entrance,
      Place place,
      From from,
      Instant at,
      String subject,
      String text,
      Optional<String> html,
      Optional<String> reference,
      JsonNode details,
      List<Attachment> attachments,
      Triage triage)
      implements MessageEvent {

    public Arrived {
      attachments = List.copyOf(attachments);
    }
  }

  /**
   * The customer's side of a message.
   *
   * @param address the address to which answers are sent, as the carrier wrote it
   * @param name the name that the carrier gave; may be empty
   * @param point the contact point by which the customer is recognized; empty if it cannot be read
   * @param details what the carrier needs for an answer, as a JSON object
   */
  record From(
      String address,
      String name,
      ContactPoint.Kind kind,
      Optional<ContactPoint> point,
      JsonNode details) {

    Correspondent correspondent() {
      return new Correspondent(address, name, kind.word(), point.map(ContactPoint::value), details);
    }

    /** Returns the customer's side as a conversation has stored it. */
    static From of(Correspondent stored) {
      var kind = ContactPoint.Kind.of(stored.kind());
      return new From(
          stored.address(),
          stored.name(),
          kind,
          stored.point().map(value -> new ContactPoint(kind, value)),
          stored.details());
    }
  }

  /**
   * A message of ours has come further, or cannot be delivered.
   *
   * @param why the reason of a failure
   * @param tries how often a person had sent the message again when the reported try was made; a
   *     report about an earlier try changes nothing. Empty if the carrier does not know it
   * @param reference the carrier's own name of the message, if the report has it
   */
  record Delivered(
      ConversationId conversation,
      int number,
      Delivery delivery,
      Optional<String> why,
      Optional<Integer> tries,
      Optional<String> reference)
      implements MessageEvent {

    /** A report of a carrier that knows the message only by our name. */
    public Delivered(
        ConversationId conversation, int number, Delivery delivery, Optional<String> why) {
      this(conversation, number, delivery, why, Optional.empty(), Optional.empty());
    }
  }

  /** The customer has read our messages up to this number. */
  record Read(ConversationId conversation, int number) implements MessageEvent {}

  /** The customer writes, or has stopped writing. */
  record Typing(ConversationId conversation, boolean isTyping) implements MessageEvent {}

  /** The customer has left for good: no answer will be read now. */
  record Left(ConversationId conversation, String cause) implements MessageEvent {}

  /** The conversation to which a message belongs. */
  sealed interface Place {

    /** A known conversation. */
    record Known(ConversationId conversation) implements Place {}

    /** The conversation that the carrier names so; it is made by its first message. */
    record InThread(String name) implements Place {}

    /** A conversation that nothing else names; this message begins it. */
    record New() implements Place {}
  }
}
