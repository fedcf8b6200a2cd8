package tandem.desk.conversations;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.ConversationId;
import tandem.base.Failure;
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

  /** How long a message is tried; the outbox itself gives up after 24 hours. */
  private static final Duration TRIED_FOR = Duration.ofHours(20);

  /** A message that is to be sent. Its text is read when its turn comes. */
  record Sent(ConversationId conversation, int number) {}

  private final MessageCarrier carrier;
  private final Database database;
  private final Conversations conversations;
  private final Messages messages;
  private final ConversationFeed feed;
  private final InstantSource clock;

  Sending(
      MessageCarrier carrier,
      Database database,
      Conversations conversations,
      Messages messages,
      ConversationFeed feed,
      InstantSource clock) {
    this.carrier = carrier;
    this.database = database;
    this.conversations = conversations;
    this.messages = messages;
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
              .compose(content -> send(
                  message.key(),
                  new MessageCarrier.Outgoing(conversation, known, content),
                  again)));
    });
  }

  private Future<Void> send(String key, MessageCarrier.Outgoing outgoing, boolean again) {
    return carrier
        .send(key, outgoing, again)
        .compose(
            taken -> note(outgoing.message(), Delivery.SENT, Optional.empty(), taken.reference()))
        .recover(failure -> switch (failure) {
          case Failure.Conflict never -> failed(outgoing.message(), never.getMessage());
          case Failure.NotFound never -> failed(outgoing.message(), never.getMessage());
          case Throwable notNow ->
            isTooOld(outgoing.message())
                ? failed(outgoing.message(), String.valueOf(notNow.getMessage()))
                : Future.failedFuture(notNow);
        });
  }

  /** The outbox gives up a message after a day without a word; the agent must hear the reason. */
  private boolean isTooOld(Message message) {
    return clock.instant().isAfter(message.deliveryAt().plus(TRIED_FOR));
  }

  private Future<Void> failed(Message message, String why) {
    return note(message, Delivery.FAILED, Optional.of(why), Optional.empty())
        .compose(_ -> Future.failedFuture(new Outbox.Refused(why)));
  }

  private Future<Void> note(
      Message message, Delivery delivery, Optional<String> why, Optional<String> reference) {
    var now = clock.instant();
    return messages
        .delivered(
            database.pool(),
            message.conversation(),
            message.number(),
            delivery,
            why,
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
