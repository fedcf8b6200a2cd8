package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.Text;
import tandem.cases.Cases;
import tandem.cases.Entry;
import tandem.cases.NewEntry;
import tandem.cases.Timelines;
import tandem.conversations.Attachment;
import tandem.conversations.Attachments;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Conversations.NewConversation;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.conversations.NewMessage;
import tandem.conversations.Site;
import tandem.conversations.Visits;
import tandem.conversations.Writer;
import tandem.customers.ContactPoint;
import tandem.desk.Transactions;
import tandem.desk.floor.KnownCatalogues;
import tandem.desk.timeline.TimelineFeed;
import tandem.document.Json;
import tandem.storage.Database;
import tandem.storage.Outage;

/**
 * What a visitor of a site may do and read: their own conversation there, and nothing else. The
 * conversation is named by the site and the visitor's thread, never by an id that a client sends.
 */
public final class VisitorDesk {

  /** The name of the carrier of chats. */
  public static final String CARRIER = "chat";

  /** The carrier that sends transcripts and takes messages out of hours. */
  public static final String MAIL = "email";

  public static final int SCORE_MAX = 5;
  public static final int COMMENT_LENGTH_MAX = 1_000;

  private static final int TRANSCRIPT_MESSAGES_MAX = 1_000;
  private static final int PAGE = Messages.PAGE_MAX;
  private static final Duration COME_AGAIN = Duration.ofSeconds(2);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private final Database database;
  private final Transactions transactions;
  private final Conversations conversations;
  private final Messages messages;
  private final Attachments attachments;
  private final Visits visits;
  private final MessageCarriers carriers;
  private final Say say;
  private final Cases cases;
  private final Timelines timelines;
  private final TimelineFeed timeline;
  private final ConversationFeed feed;
  private final KnownCatalogues catalogues;
  private final Ids ids;
  private final InstantSource clock;

  public VisitorDesk(
      Database database,
      Conversations conversations,
      Messages messages,
      Attachments attachments,
      Visits visits,
      MessageCarriers carriers,
      Say say,
      Cases cases,
      Timelines timelines,
      TimelineFeed timeline,
      ConversationFeed feed,
      KnownCatalogues catalogues,
      Ids ids,
      InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.conversations = conversations;
    this.messages = messages;
    this.attachments = attachments;
    this.visits = visits;
    this.carriers = carriers;
    this.say = say;
    this.cases = cases;
    this.timelines = timelines;
    this.timeline = timeline;
    this.feed = feed;
    this.catalogues = catalogues;
    this.ids = ids;
    this.clock = clock;
  }

  public Optional<Site> site(String id) {
    return catalogues.now().site(id);
  }

  /** Returns the conversation of a visitor, if they have said anything. */
  public Future<Optional<Conversation>> of(String site, String thread) {
    return known(conversations.find(database.pool(), CARRIER, site, thread));
  }

  public Future<Optional<Conversation>> of(ConversationId id) {
    return known(conversations.find(database.pool(), id));
  }

  /** Returns the numbers of the last messages of conversations. */
  public Future<Map<ConversationId, Integer>> lasts(Collection<ConversationId> ids) {
    return conversations.lastNumbers(database.pool(), ids);
  }

  public Future<List<Message>> after(ConversationId id, int number, int limit) {
    return known(messages.after(database.pool(), id, number, limit));
  }

  public Future<List<Message>> before(ConversationId id, int number, int limit) {
    return known(messages.before(database.pool(), id, number, limit));
  }

  /** Stores a file of a visitor while it comes in. */
  public Future<ConversationDesk.Uploaded> upload(
      String owner, String name, ReadStream<Buffer> content) {
    var id = ids.next();
    return known(attachments.store(database.pool(), id, owner, name, content, clock.instant()))
        .map(file -> new ConversationDesk.Uploaded(id, file.name(), file.type(), file.size()));
  }

  /** Returns the files that a visitor has uploaded. */
  public Future<List<Attachment>> files(String owner, Collection<UUID> ids) {
    return known(attachments.uploaded(database.pool(), owner, ids));
  }

  /** Returns a file of a message; the places begin with 1. */
  public Future<Attachment> file(ConversationId id, int number, int place) {
    return known(attachments.of(database.pool(), id, number, place));
  }

  /** Hands out the content of a file, piece by piece. */
  public Future<Void> content(Attachment file, Attachments.Taker taker) {
    return attachments.content(database.pool(), file, taker);
  }

  /** Notes how far messages have come to their visitors, and tells the agents. */
  public Future<Void> delivered(List<Messages.Progress> progress) {
    var now = clock.instant();
    return messages.delivered(database.pool(), progress, now).map(moved -> {
      moved.forEach(one -> feed.say(new ConversationNews.Delivered(
          one.conversation(), one.number(), one.delivery(), Optional.empty(), now)));
      return null;
    });
  }

  /** Notes until when the visitors of these conversations may be away. */
  public Future<Void> expect(Map<ConversationId, Instant> due) {
    return visits.expect(database.reserve(), due);
  }

  /**
   * Records what a visitor says about a contact of theirs, on the timeline of its case. The same
   * again changes nothing; another answer is one more entry.
   */
  public Future<Void> rate(
      Conversation conversation, ContactId contact, int score, String comment) {
    Failure.require(
        score >= 1 && score <= SCORE_MAX, "score must be a whole number from 1 to " + SCORE_MAX);
    var text = Text.optional("comment", comment, COMMENT_LENGTH_MAX);
    var now = clock.instant();
    return known(transactions
        .run(tx -> visits
            .rate(tx, conversation.id(), contact, score, text, now)
            .compose(rated -> switch (rated) {
              case NO_CONTACT ->
                Future.failedFuture(new Failure.NotFound("contact of this chat", contact));
              case REPEATED -> Future.succeededFuture(Optional.<tandem.cases.AddedEntry>empty());
              case TAKEN ->
                cases
                    .caseOf(tx, contact)
                    .compose(file -> file.isEmpty()
                        ? Future.failedFuture(new Failure.Unavailable(
                            "the chat is still being written up", COME_AGAIN))
                        : timelines.append(
                            tx,
                            new NewEntry(
                                file.get().id(),
                                now,
                                Entry.Kind.RATING,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(contact),
                                Optional.of("rating:" + contact + ":" + ids.next()),
                                rating(score, text))));
            }))
        .map(added -> {
          timeline.say(added.stream().toList());
          return null;
        }));
  }

  private static com.fasterxml.jackson.databind.JsonNode rating(int score, String comment) {
    var body = Json.MAPPER.createObjectNode().put("score", score);
    if (!comment.isEmpty()) {
      body.put("comment", comment);
    }
    return body;
  }

  /**
   * Sends the visitor what was said, by email. Only a chat that an agent has answered is sent:
   * otherwise anybody could let us mail a text to anybody.
   */
  public Future<Void> transcript(Site site, Conversation conversation, ContactPoint email) {
    var carrier = carriers.of(MAIL).filter(mail -> mail.sendsFrom(site.mailbox()));
    if (carrier.isEmpty()) {
      throw new Failure.Conflict("email is not set up here, so the chat cannot be sent");
    }
    return known(all(conversation.id(), 0, List.of()).compose(said -> {
      if (said.stream().noneMatch(message -> message.writer() == Writer.AGENT)) {
        throw new Failure.Conflict("a chat can be sent when somebody has answered");
      }
      var source = "transcript:" + conversation.id() + ":" + said.getLast().number() + ":"
          + MessageIntake.digest(email.value());
      var mail = new NewConversation(
          new ConversationId(ids.next()),
          Channel.EMAIL,
          MAIL,
          site.mailbox(),
          Optional.empty(),
          new Conversation.Correspondent(
              email.value(),
              conversation.correspondent().name(),
              email.kind().word(),
              Optional.of(email.value()),
              Json.MAPPER.createObjectNode()),
          "Your chat with " + site.name());
      var now = clock.instant();
      return transactions
          .run(tx -> conversations
              .make(tx, mail, conversation.customer(), now)
              .compose(made -> say.put(
                  tx,
                  made,
                  carrier.get(),
                  new NewMessage(
                      now,
                      Writer.FLOW,
                      Optional.empty(),
                      source,
                      Optional.empty(),
                      text(site, said),
                      Optional.empty(),
                      Json.MAPPER
                          .createObjectNode()
                          .put("subject", "Your chat with " + site.name())
                          .put("automatic", true),
                      List.of()))))
          .<Void>mapEmpty()
          .recover(failure ->
              Messages.isRepeat(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }));
  }

  private Future<List<Message>> all(ConversationId id, int after, List<Message> before) {
    return messages.after(database.pool(), id, after, PAGE).compose(page -> {
      var all = java.util.stream.Stream.concat(before.stream(), page.stream()).toList();
      return page.size() < PAGE || all.size() >= TRANSCRIPT_MESSAGES_MAX
          ? Future.succeededFuture(all)
          : all(id, page.getLast().number(), all);
    });
  }

  private static String text(Site site, List<Message> said) {
    var text = new StringBuilder();
    for (var message : said) {
      text.append(TIME.format(message.at()))
          .append("  ")
          .append(message.writer() == Writer.CUSTOMER ? "You" : site.name())
          .append(":\n")
          .append(message.text())
          .append('\n');
      message
          .attachments()
          .forEach(file -> text.append("[file: ").append(file.name()).append("]\n"));
      text.append('\n');
    }
    return Text.beginning(text.toString(), Say.TEXT_LENGTH_MAX);
  }

  private static <T> Future<T> known(Future<T> answer) {
    return answer.recover(failure -> Future.failedFuture(Outage.meaning(failure)));
  }
}
