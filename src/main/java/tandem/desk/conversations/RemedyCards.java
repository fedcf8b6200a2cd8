package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tandem.base.ConversationId;
import tandem.base.RemedyId;
import tandem.cases.Remedy;
import tandem.conversations.Conversations;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.conversations.NewMessage;
import tandem.conversations.Writer;
import tandem.document.Json;
import tandem.storage.Database;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The cards that show a visitor in their chat what they were given. A card is a message of the
 * conversation, so it is numbered and shown after a reload as any other.
 */
public final class RemedyCards implements Outbox.Deliverer {

  /** For {@link Outbox#deliverTo}. */
  public static final String DESTINATION = "desk:cards";

  private static final String KIND = "remedy_card";

  /** A card that is to be shown. */
  record Card(
      ConversationId conversation,
      RemedyId remedy,
      String name,
      Optional<String> title,
      Optional<String> tracking,
      Instant at) {}

  private final Database database;
  private final Conversations conversations;
  private final Messages messages;
  private final Outbox outbox;
  private final ConversationFeed feed;
  private final InstantSource clock;

  public RemedyCards(
      Database database,
      Conversations conversations,
      Messages messages,
      Outbox outbox,
      ConversationFeed feed,
      InstantSource clock) {
    this.database = database;
    this.conversations = conversations;
    this.messages = messages;
    this.outbox = outbox;
    this.feed = feed;
    this.clock = clock;
  }

  /** Sees to it that the visitor of a chat is shown a remedy, when the transaction commits. */
  public Future<Void> given(SqlConnection tx, Remedy remedy) {
    return remedy
        .contact()
        .map(contact -> conversations
            .of(tx, contact)
            .compose(found -> found
                .filter(conversation -> conversation.carrier().equals(VisitorDesk.CARRIER))
                .map(conversation -> outbox.put(
                    tx,
                    message(new Card(
                        conversation.id(),
                        remedy.id(),
                        remedy.kindName(),
                        remedy.title(),
                        remedy.tracking(),
                        remedy.givenAt())),
                    clock.instant()))
                .orElseGet(Future::succeededFuture)))
        .orElseGet(Future::succeededFuture);
  }

  private static OutboxMessage message(Card card) {
    return new OutboxMessage(
        source(card), DESTINATION, card.conversation().toString(), KIND, Json.write(card));
  }

  private static String source(Card card) {
    return "card:" + card.remedy();
  }

  @Override
  public Future<Void> deliver(OutboxMessage message, boolean again) {
    var card = Json.read(message.body(), Card.class);
    var details = Json.MAPPER.createObjectNode();
    var remedy = details.putObject("remedy").put("name", card.name());
    card.title().ifPresent(title -> remedy.put("title", title));
    card.tracking().ifPresent(tracking -> remedy.put("tracking", tracking));
    var said = new NewMessage(
        card.at(),
        Writer.FLOW,
        Optional.empty(),
        source(card),
        Optional.empty(),
        card.title().map(title -> card.name() + ": " + title).orElse(card.name()),
        Optional.empty(),
        details,
        List.of());
    return messages
        .add(database.pool(), card.conversation(), said, Optional.empty())
        .<Void>map(place -> {
          feed.say(new ConversationNews.Added(Message.of(place, said)));
          return null;
        })
        .recover(failure ->
            Messages.isRepeat(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
  }
}
