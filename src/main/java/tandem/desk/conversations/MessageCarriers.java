package tandem.desk.conversations;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tandem.cases.Cases;
import tandem.conversations.Conversations;
import tandem.conversations.Messages;
import tandem.storage.Database;
import tandem.storage.outbox.Outbox;

/** The carriers of written messages that this server has, by their names. */
public final class MessageCarriers {

  private final Map<String, MessageCarrier> carriers = new ConcurrentHashMap<>();
  private final Database database;
  private final Conversations conversations;
  private final Messages messages;
  private final Cases cases;
  private final Outbox outbox;
  private final ConversationFeed feed;
  private final InstantSource clock;

  public MessageCarriers(
      Database database,
      Conversations conversations,
      Messages messages,
      Cases cases,
      Outbox outbox,
      ConversationFeed feed,
      InstantSource clock) {
    this.database = database;
    this.conversations = conversations;
    this.messages = messages;
    this.cases = cases;
    this.outbox = outbox;
    this.feed = feed;
    this.clock = clock;
  }

  /** Adds a carrier, to which messages are sent from now on; before the outbox is started. */
  public void add(MessageCarrier carrier) {
    carriers.put(carrier.name(), carrier);
    if (!carrier.isPickedUp()) {
      outbox.deliverTo(
          Sending.destination(carrier.name()),
          new Sending(carrier, database, conversations, messages, cases, feed, clock));
    }
  }

  Optional<MessageCarrier> of(String name) {
    return Optional.ofNullable(carriers.get(name));
  }
}
