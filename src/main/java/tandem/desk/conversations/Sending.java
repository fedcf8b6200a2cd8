package tandem.desk.conversations;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.conversations.Conversations;
import tandem.conversations.Delivery;
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
                  new MessageCarrier.Outgoing(conversation, known, content, sent.tries()),
                  again)));
    });
  }

  private Future<Void> send(String key, MessageCarrier.Outgoing outgoing, boolean again) {
    return carrier
        .send(key, outgoing, again)
        .compose(taken -> note(outgoing, Delivery.SENT, Optional.empty(), taken.reference()))
        .recover(failure -> switch (failure) {
          case Failure.Conflict never -> failed(outgoing, never);
          case Failure.NotFound never -> failed(outgoing, never);
          case Throwable notNow -> Future.failedFuture(notNow);
        });
  }

  private Future<Void> failed(MessageCarrier.Outgoing outgoing, Failure never) {
    return note(outgoing, Delivery.FAILED, Optional.of(never.getMessage()), Optional.empty())
        .compose(_ -> Future.failedFuture(new Outbox.Refused(never.getMessage())));
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
