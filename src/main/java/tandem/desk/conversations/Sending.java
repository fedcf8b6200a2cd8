package tandem.desk.conversations;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Delivery;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.document.Json;
import tandem.storage.Database;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The delivery of our messages to one carrier, in order for each conversation. A message that the
 * carrier will never take is shown as failed, with the reason, and the next one is sent.
 */
public final class Sending implements Outbox.Deliverer {

  /** How far back the message is looked for that is answered. */
  private static final int LOOKED_AT = 50;

  /** How long a message is tried; the outbox itself gives up after 24 hours. */
  private static final Duration TRIED_FOR = Duration.ofHours(20);

  /**
   * A message that is to be sent. Its text is read when its turn comes.
   *
   * @param tries how often a person has sent it again
   */
  record Sent(ConversationId conversation, int number, int tries) {}

  private final MessageCarrier carrier;
  private final Database database;
  private final Conversations conversations;
  private final Messages messages;
  private final Cases cases;
  private final ConversationFeed feed;
  private final InstantSource clock;

  Sending(
      MessageCarrier carrier,
      Database database,
      Conversations conversations,
      Messages messages,
      Cases cases,
      ConversationFeed feed,
      InstantSource clock) {
    this.carrier = carrier;
    this.database = database;
    this.conversations = conversations;
    this.messages = messages;
    this.cases = cases;
    this.feed = feed;
    this.clock = clock;
  }

  /** The name of the destination of a carrier's messages. */
  public static String destination(String carrier) {
    return "message:" + carrier;
  }

  @Override
  public Future<Void> deliver(OutboxMessage message, boolean again) {
    var sent = Json.read(message.body(), Sent.class);
    var pool = database.pool();
    return messages.get(pool, sent.conversation(), sent.number()).compose(known -> {
      if (known.delivery() != Delivery.QUEUED) {
        return Future.succeededFuture(); // an earlier try was taken
      }
      return conversations
          .get(pool, sent.conversation())
          .compose(conversation -> messages
              .whole(pool, sent.conversation(), sent.number())
              .compose(content -> outgoing(conversation, known, content, sent.tries())))
          .compose(outgoing -> send(message.key(), outgoing, again));
    });
  }

  private Future<MessageCarrier.Outgoing> outgoing(
      Conversation conversation, Message message, Messages.Whole content, int tries) {
    if (!carrier.capabilities().contains(MessageCarrier.Capability.MAIL)) {
      return Future.succeededFuture(new MessageCarrier.Outgoing(
          conversation, message, content, Optional.empty(), Optional.empty(), tries));
    }
    var number = message
        .contact()
        .map(contact -> cases.caseOf(database.pool(), contact))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .map(found -> found.map(CaseFile::number));
    return answered(message)
        .compose(answered -> number.map(of ->
            new MessageCarrier.Outgoing(conversation, message, content, answered, of, tries)));
  }

  /** Returns the customer's last message before this one. */
  private Future<Optional<MessageCarrier.Answered>> answered(Message message) {
    var pool = database.pool();
    return messages
        .before(pool, message.conversation(), message.number(), LOOKED_AT)
        .compose(earlier -> earlier.stream()
            .filter(Message::isIn)
            .findFirst()
            .map(last -> messages
                .whole(pool, last.conversation(), last.number())
                .map(whole -> Optional.of(new MessageCarrier.Answered(last, whole))))
            .orElseGet(() -> Future.succeededFuture(Optional.empty())));
  }

  private Future<Void> send(String key, MessageCarrier.Outgoing outgoing, boolean again) {
    return carrier
        .send(key, outgoing, again)
        .compose(taken -> note(outgoing, Delivery.SENT, Optional.empty(), taken.reference()))
        .recover(failure -> switch (failure) {
          case Failure.Conflict never -> failed(outgoing, never.getMessage());
          case Failure.NotFound never -> failed(outgoing, never.getMessage());
          case Throwable notNow ->
            isTooOld(outgoing.message())
                ? failed(outgoing, String.valueOf(notNow.getMessage()))
                : waits(outgoing, notNow);
        });
  }

  /** The outbox gives up a message after a day without a word; the agent must hear the reason. */
  private boolean isTooOld(Message message) {
    return clock.instant().isAfter(message.deliveryAt().plus(TRIED_FOR));
  }

  /** The agent sees why the message is not on its way yet; the outbox tries it again. */
  private Future<Void> waits(MessageCarrier.Outgoing outgoing, Throwable notNow) {
    var message = outgoing.message();
    var why = String.valueOf(notNow.getMessage());
    return messages
        .waits(database.pool(), message.conversation(), message.number(), outgoing.tries(), why)
        .map(isNews -> {
          if (isNews) {
            feed.say(new ConversationNews.Delivered(
                message.conversation(),
                message.number(),
                Delivery.QUEUED,
                Optional.of(why),
                message.deliveryAt()));
          }
          return null;
        })
        .transform(_ -> Future.failedFuture(notNow));
  }

  private Future<Void> failed(MessageCarrier.Outgoing outgoing, String why) {
    return note(outgoing, Delivery.FAILED, Optional.of(why), Optional.empty())
        .compose(_ -> Future.failedFuture(new Outbox.Refused(why)));
  }

  private Future<Void> note(
      MessageCarrier.Outgoing outgoing,
      Delivery delivery,
      Optional<String> why,
      Optional<String> reference) {
    var message = outgoing.message();
    var now = clock.instant();
    return messages
        .delivered(
            database.pool(),
            message.conversation(),
            message.number(),
            delivery,
            why,
            Optional.of(outgoing.tries()),
            reference,
            now)
        .map(isNews -> {
          if (isNews) {
            feed.say(new ConversationNews.Delivered(
                message.conversation(), message.number(), delivery, why, now));
          }
          return null;
        });
  }
}
