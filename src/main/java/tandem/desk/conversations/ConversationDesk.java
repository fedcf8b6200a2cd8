package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.conversations.Attachment;
import tandem.conversations.Attachments;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Glance;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.desk.Transactions;
import tandem.storage.Database;

/** Conversations as people at the desk read them: messages, files, marks of what was read. */
public final class ConversationDesk {

  /** How many messages of a conversation are shown at first. */
  public static final int SHOWN_FIRST = 30;

  private static final Logger LOG = LoggerFactory.getLogger(ConversationDesk.class);

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

  private final Database database;
  private final Transactions transactions;
  private final Conversations conversations;
  private final Messages messages;
  private final Attachments attachments;
  private final MessageCarriers carriers;
  private final ConversationFeed feed;
  private final Ids ids;
  private final InstantSource clock;
  private volatile Instant swept = Instant.EPOCH;

  public ConversationDesk(
      Database database,
      Conversations conversations,
      Messages messages,
      Attachments attachments,
      MessageCarriers carriers,
      ConversationFeed feed,
      Ids ids,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.conversations = conversations;
    this.messages = messages;
    this.attachments = attachments;
    this.carriers = carriers;
    this.feed = feed;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A conversation as a page shows it.
   *
   * @param messages the newest messages, the oldest of them first
   * @param capabilities what its carrier can do beside carrying plain text
   * @param textLengthMax the longest answer, in characters
   */
  public record Shown(
      Conversation conversation,
      List<Message> messages,
      Set<MessageCarrier.Capability> capabilities,
      int textLengthMax) {}

  /** A file that was uploaded, with the id by which it is attached to a message. */
  public record Uploaded(UUID id, String name, String type, long size) {}

  public Future<Shown> of(ContactId contact) {
    return conversations
        .of(database.pool(), contact)
        .map(found ->
            found.orElseThrow(() -> new Failure.NotFound("conversation of contact", contact)))
        .compose(this::shown);
  }

  public Future<Shown> of(ConversationId id) {
    return conversations.get(database.pool(), id).compose(this::shown);
  }

  /** Returns a customer's conversations, the newest first, from before one of them. */
  public Future<List<Conversation>> of(
      CustomerId customer, Optional<ConversationId> before, int limit) {
    return before
        .map(id -> conversations.get(database.pool(), id).map(Optional::of))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .compose(last -> conversations.of(database.pool(), customer, last, limit));
  }

  private Future<Shown> shown(Conversation conversation) {
    return messages
        .before(database.pool(), conversation.id(), Integer.MAX_VALUE, SHOWN_FIRST)
        .map(newest -> {
          var carrier = carriers.of(conversation.carrier());
          return new Shown(
              conversation,
              newest.reversed(),
              carrier.map(MessageCarrier::capabilities).orElse(Set.of()),
              carrier.map(MessageCarrier::textLengthMax).orElse(0));
        });
  }

  /** Returns conversations as a list of work shows them; unknown ones are left out. */
  public Future<Map<ConversationId, Glance>> glances(Collection<ConversationId> ids) {
    return conversations.glances(database.pool(), ids);
  }

  /** Returns messages before a number, the newest first. */
  public Future<List<Message>> before(ConversationId id, int number, int limit) {
    return messages.before(database.pool(), id, number, limit);
  }

  /** Returns messages after a number, the oldest first. */
  public Future<List<Message>> after(ConversationId id, int number, int limit) {
    return messages.after(database.pool(), id, number, limit);
  }

  public Future<Messages.Whole> whole(ConversationId id, int number) {
    return messages.whole(database.pool(), id, number);
  }

  /** Returns those of a carrier's names of messages that belong to stored messages. */
  public Future<Set<String>> known(String carrier, Collection<String> references) {
    return messages
        .byReference(database.pool(), carrier, references)
        .map(found -> found.stream().map(Messages.Referred::reference).collect(Collectors.toSet()));
  }

  /** Notes that the firm has read a conversation up to a message. */
  public Future<Void> read(ConversationId id, int number) {
    Failure.require(number > 0, "number must be positive");
    return conversations.agentHasRead(database.pool(), id, number).map(isNews -> {
      if (isNews) {
        feed.say(new ConversationNews.Read(id, false, number));
      }
      return null;
    });
  }

  /** Tells the others, and the customer if the carrier can, that an agent writes. */
  public void typing(ConversationId id, AgentId agent, boolean isTyping) {
    feed.say(new ConversationNews.Typing(id, Optional.of(agent), isTyping));
  }

  /** Stores a file of an account or conversation while it comes in. */
  public Future<Uploaded> upload(String owner, String name, ReadStream<Buffer> content) {
    var id = ids.next();
    return attachments
        .store(database.pool(), id, owner, name, content, clock.instant())
        .map(file -> new Uploaded(id, file.name(), file.type(), file.size()));
  }

  /**
   * Lets an account attach files of a message to its next answer without uploading them again.
   *
   * @param places the places of the files, which begin with 1
   */
  public Future<List<Uploaded>> copy(
      String owner, ConversationId conversation, int number, List<Integer> places) {
    var wanted = new LinkedHashMap<Integer, UUID>();
    places.forEach(place -> wanted.computeIfAbsent(place, _ -> ids.next()));
    return transactions
        .run(tx -> attachments.copy(tx, conversation, number, wanted, owner, clock.instant()))
        .map(copies -> wanted.values().stream()
            .map(id -> {
              var file = Objects.requireNonNull(copies.get(id));
              return new Uploaded(id, file.name(), file.type(), file.size());
            })
            .toList());
  }

  /** Stores a file that is not uploaded by a person while it comes in. */
  public Future<Attachment> keep(String owner, String name, ReadStream<Buffer> content) {
    return attachments.store(database.reserve(), ids.next(), owner, name, content, clock.instant());
  }

  /** Stores a file that is in memory. */
  public Future<Attachment> keep(String owner, String name, Buffer content) {
    return kept(owner, name, Optional.empty(), content);
  }

  /** Stores a file of a known type that is in memory. */
  public Future<Attachment> keep(String owner, String name, String type, Buffer content) {
    return kept(owner, name, Optional.of(type), content);
  }

  private Future<Attachment> kept(
      String owner, String name, Optional<String> type, Buffer content) {
    return attachments.store(
        database.reserve(), ids.next(), owner, name, type, content, clock.instant());
  }

  /** Removes uploads that were given up or never attached, now and then; called every second. */
  public void sweepNowAndThen() {
    var now = clock.instant();
    if (Duration.between(swept, now).compareTo(SWEEP_EVERY) >= 0) {
      swept = now;
      transactions
          .run(tx -> attachments.sweep(tx, now))
          .onFailure(e -> LOG.warn("old uploads not removed error={}", e.toString()));
    }
  }

  /** Returns a file of a message; the places begin with 1. */
  public Future<Attachment> file(ConversationId id, int number, int place) {
    return attachments.of(database.pool(), id, number, place);
  }

  /** Hands out the content of a file, piece by piece. */
  public Future<Void> content(Attachment file, Attachments.Taker taker) {
    return attachments.content(database.pool(), file, taker);
  }
}
