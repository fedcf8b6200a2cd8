package tandem.desk.conversations;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.Storable;
import tandem.base.Text;
import tandem.conversations.Attachment;
import tandem.conversations.Attachments;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.conversations.NewMessage;
import tandem.conversations.Writer;
import tandem.desk.Transactions;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Phase;
import tandem.storage.Database;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The answers of agents. A message is stored together with the outbox row that sends it, and only
 * then shown and sent.
 */
public final class Say {

  static final String KIND = "say";

  private static final int KEY_LENGTH_MAX = 200;

  /** The longest answer on any channel, in characters; most carriers take less. */
  public static final int TEXT_LENGTH_MAX = 30_000;

  /**
   * An answer.
   *
   * @param html sanitised HTML of the same content, if the carrier sends HTML
   * @param attachments the ids of uploaded files
   * @param details what only the channel knows: subject and recipients of an email
   */
  public record Answer(
      String text, Optional<String> html, List<UUID> attachments, JsonNode details) {

    public Answer {
      attachments = List.copyOf(attachments);
    }

    public static Answer of(String text) {
      return new Answer(text, Optional.empty(), List.of(), Json.MAPPER.createObjectNode());
    }
  }

  private final Database database;
  private final Transactions transactions;
  private final Conversations conversations;
  private final Messages messages;
  private final Attachments attachments;
  private final MessageCarriers carriers;
  private final CommittedFloor floor;
  private final Outbox outbox;
  private final ConversationFeed feed;
  private final InstantSource clock;

  public Say(
      Database database,
      Conversations conversations,
      Messages messages,
      Attachments attachments,
      MessageCarriers carriers,
      CommittedFloor floor,
      Outbox outbox,
      ConversationFeed feed,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.conversations = conversations;
    this.messages = messages;
    this.attachments = attachments;
    this.carriers = carriers;
    this.floor = floor;
    this.outbox = outbox;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * Stores an agent's answer to a contact, which the agent must have, and sends it.
   *
   * @param account the account that has uploaded the files
   * @param key the client's own id of the message; a repeat returns the first message
   */
  public Future<Message> answer(
      ContactId contact, AgentId agent, String account, String key, Answer answer) {
    Failure.require(
        !key.isBlank() && key.length() <= KEY_LENGTH_MAX,
        "Idempotency-Key must have 1-" + KEY_LENGTH_MAX + " characters");
    Storable.objection(key).ifPresent(rule -> {
      throw new Failure.Invalid("Idempotency-Key " + rule);
    });
    var source = "say:" + agent + ":" + key;
    return floor
        .read(now -> now.contact(contact)
            .map(open -> refusal(open, agent))
            .orElseGet(() -> Optional.of(new Failure.Conflict("the contact is not open"))))
        .compose(refusal -> refusal
            .map(no -> repeated(contact, source, no))
            .orElseGet(() -> of(contact)
                .compose(conversation -> answer(conversation, agent, account, source, answer)
                    .recover(failure -> Messages.isRepeat(failure)
                        ? repeated(
                            contact, source, new Failure.Conflict("the message is being stored"))
                        : Future.failedFuture(failure)))));
  }

  /**
   * A repeat of an answer gets the stored message, also when the contact is over. The news of it is
   * said again: the node that has stored it may have died before it could.
   */
  private Future<Message> repeated(ContactId contact, String source, Failure otherwise) {
    return messages
        .bySource(database.pool(), source)
        .compose(place -> place
            .map(known -> messages.get(database.pool(), known.conversation(), known.number()))
            .orElseGet(() -> Future.failedFuture(otherwise)))
        .map(message -> {
          if (message.contact().filter(of -> !of.equals(contact)).isPresent()) {
            throw new Failure.Conflict(
                "Idempotency-Key was used for an answer to another contact; each needs its own");
          }
          feed.say(new ConversationNews.Added(message));
          return message;
        });
  }

  private Future<Conversation> of(ContactId contact) {
    return conversations
        .of(database.pool(), contact)
        .map(found -> found.orElseThrow(
            () -> new Failure.Conflict("the contact has no written conversation")));
  }

  private static Optional<Failure> refusal(Contact contact, AgentId agent) {
    if (!contact.agent().equals(Optional.of(agent))) {
      return Optional.of(new Failure.Denied("the contact is with another agent, or waits for one"));
    }
    return contact.isTalkedTo() || contact.phase() instanceof Phase.WrapUp
        ? Optional.empty()
        : Optional.of(new Failure.Conflict("the contact is not connected yet"));
  }

  private Future<Message> answer(
      Conversation conversation, AgentId agent, String account, String source, Answer answer) {
    var carrier = carrier(conversation);
    check(carrier, answer);
    return attachments.uploaded(database.pool(), account, answer.attachments()).compose(files -> {
      var message = message(agent, source, answer, files);
      return transactions.run(tx -> put(tx, conversation, carrier, message)).map(place -> {
        var said = Message.of(place, message);
        feed.say(new ConversationNews.Added(said));
        return said;
      });
    });
  }

  private MessageCarrier carrier(Conversation conversation) {
    return carriers
        .of(conversation.carrier())
        .orElseThrow(() -> new Failure.Conflict(
            "carrier " + conversation.carrier() + " is not set up on this server"));
  }

  private static void check(MessageCarrier carrier, Answer answer) {
    var can = carrier.capabilities();
    Failure.require(
        !answer.text().isBlank() || !answer.attachments().isEmpty(),
        "text is required, or an attachment");
    Failure.require(
        Text.length(answer.text()) <= carrier.textLengthMax(),
        "text must have at most " + carrier.textLengthMax() + " characters");
    Failure.require(
        answer.attachments().isEmpty() || can.contains(MessageCarrier.Capability.ATTACHMENTS),
        "this conversation carries no attachments");
    Failure.require(
        answer.html().isEmpty() || can.contains(MessageCarrier.Capability.HTML),
        "this conversation carries no HTML");
    Failure.require(
        answer.details().isEmpty() || can.contains(MessageCarrier.Capability.MAIL),
        "this conversation has no subject and no further recipients");
  }

  private NewMessage message(AgentId agent, String source, Answer answer, List<Attachment> files) {
    return new NewMessage(
        clock.instant(),
        Writer.AGENT,
        Optional.of(agent),
        source,
        Optional.empty(),
        answer.text(),
        answer.html(),
        answer.details(),
        files);
  }

  /**
   * Stores and sends an automatic answer, once for a source. Empty if it was sent before.
   *
   * @param source what must have only one answer, such as a sender and a day
   */
  public Future<Optional<Message>> respond(
      ConversationId id, String source, String text, JsonNode details) {
    var message = new NewMessage(
        clock.instant(),
        Writer.RESPONDER,
        Optional.empty(),
        source,
        Optional.empty(),
        text,
        Optional.empty(),
        details,
        List.of());
    return conversations
        .get(database.pool(), id)
        .compose(conversation ->
            transactions.run(tx -> put(tx, conversation, carrier(conversation), message)))
        .map(place -> {
          var said = Message.of(place, message);
          feed.say(new ConversationNews.Added(said));
          return Optional.of(said);
        })
        .recover(failure -> Messages.isRepeat(failure)
            ? Future.succeededFuture(Optional.empty())
            : Future.failedFuture(failure));
  }

  /** Adds a message of ours and the outbox row that sends it. */
  Future<Messages.Place> put(
      SqlConnection tx, Conversation conversation, MessageCarrier carrier, NewMessage message) {
    return messages
        .add(tx, conversation.id(), message, Optional.empty())
        .compose(place -> carrier.isPickedUp()
            ? Future.succeededFuture(place)
            : outbox
                .put(tx, sending(conversation, place.number(), 0), clock.instant())
                .map(place));
  }

  /** Sends a failed message again. */
  public Future<Message> again(ConversationId id, int number) {
    return conversations
        .get(database.pool(), id)
        .compose(conversation -> {
          carrier(conversation);
          var now = clock.instant();
          return transactions.run(tx -> messages.again(tx, id, number, now).compose(tries -> {
            if (tries.isEmpty()) {
              throw new Failure.Conflict("only a message that failed can be sent again");
            }
            return outbox.put(tx, sending(conversation, number, tries.get()), now);
          }));
        })
        .compose(_ -> messages.get(database.pool(), id, number))
        .compose(message -> {
          tell(message);
          // it may have been sent, and that been told, between the look at it and these news
          return messages.get(database.pool(), id, number).map(now -> {
            if (now.delivery() != message.delivery()) {
              tell(now);
            }
            return now;
          });
        });
  }

  private void tell(Message message) {
    feed.say(new ConversationNews.Delivered(
        message.conversation(),
        message.number(),
        message.delivery(),
        message.why(),
        message.deliveryAt()));
  }

  private static OutboxMessage sending(Conversation conversation, int number, int tries) {
    return new OutboxMessage(
        "say:" + conversation.id() + ":" + number + ":" + tries,
        Sending.destination(conversation.carrier()),
        conversation.id().toString(),
        KIND,
        Json.write(new Sending.Sent(conversation.id(), number, tries)));
  }
}
