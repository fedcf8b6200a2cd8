package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.cases.CaseFile;
import tandem.cases.Cases;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Message;
import tandem.conversations.Messages;
import tandem.desk.timeline.ContactFollower;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.storage.Database;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The automatic answers to emails that have arrived. Each contact of an email writes a message to
 * the outbox in the transaction in which it gets its case, so that a receipt has the case's number
 * and is not lost.
 */
public final class Receipts implements ContactFollower, Outbox.Deliverer {

  /** For {@link Outbox#deliverTo}. */
  public static final String DESTINATION = "desk:receipts";

  private static final String KIND = "email_arrived";

  /** An email contact that has arrived. */
  private record EmailArrived(ContactId contact) {}

  /** An email that may get an automatic answer. */
  public record Asked(
      Conversation conversation,
      Message message,
      long caseNumber,
      Duration answerWithin,
      Instant now) {}

  /**
   * An automatic answer.
   *
   * @param source what must have only one answer, such as a sender and a day
   */
  public record Receipt(String source, String text, String subject) {}

  /** The writer of automatic answers of one carrier. */
  @FunctionalInterface
  public interface Writer {
    /** Returns the answer; empty if there must be none. */
    Optional<Receipt> write(Asked asked);
  }

  private final Database database;
  private final Conversations conversations;
  private final Messages messages;
  private final Cases cases;
  private final CommittedFloor floor;
  private final Outbox outbox;
  private final Say say;
  private final InstantSource clock;
  private final Map<String, Writer> writers = new ConcurrentHashMap<>();

  public Receipts(
      Database database,
      Conversations conversations,
      Messages messages,
      Cases cases,
      CommittedFloor floor,
      Outbox outbox,
      Say say,
      InstantSource clock) {
    this.database = database;
    this.conversations = conversations;
    this.messages = messages;
    this.cases = cases;
    this.floor = floor;
    this.outbox = outbox;
    this.say = say;
    this.clock = clock;
  }

  /** Sets the writer of a carrier's automatic answers. */
  public void writtenBy(String carrier, Writer writer) {
    writers.put(carrier, writer);
  }

  @Override
  public Future<Void> follow(SqlConnection tx, List<Fact> facts) {
    var arrived = facts.stream()
        .filter(Fact.Queued.class::isInstance)
        .map(Fact.Queued.class::cast)
        .filter(queued -> queued.channel() == Channel.EMAIL)
        .filter(queued -> queued
            .endpoint()
            .filter(endpoint -> writers.containsKey(endpoint.carrier()))
            .isPresent())
        .map(queued -> new OutboxMessage(
            "receipt:" + queued.contact(),
            DESTINATION,
            queued.contact().toString(),
            KIND,
            Json.write(new EmailArrived(queued.contact()))))
        .toList();
    Future<Void> all = Future.succeededFuture();
    for (var message : arrived) {
      all = all.compose(_ -> outbox.put(tx, message, clock.instant()));
    }
    return all;
  }

  @Override
  public Future<Void> deliver(OutboxMessage message, boolean again) {
    var contact = Json.read(message.body(), EmailArrived.class).contact();
    var pool = database.pool();
    return conversations
        .of(pool, contact)
        .compose(found -> found.isEmpty()
            ? Future.succeededFuture()
            : cases
                .caseOf(pool, contact)
                .compose(file -> file.isEmpty()
                    ? Future.succeededFuture()
                    : answer(found.get(), file.get(), contact)));
  }

  private Future<Void> answer(Conversation conversation, CaseFile file, ContactId contact) {
    var pool = database.pool();
    return conversations
        .turns(pool, List.of(contact))
        .compose(turns -> Optional.ofNullable(turns.get(contact))
            .map(turn -> messages.get(pool, conversation.id(), turn.first()))
            .orElseThrow())
        .compose(first -> answerWithin(contact)
            .compose(within -> Optional.ofNullable(writers.get(conversation.carrier()))
                .flatMap(writer -> writer.write(
                    new Asked(conversation, first, file.number(), within, clock.instant())))
                .map(receipt -> say.respond(
                        conversation.id(),
                        receipt.source(),
                        receipt.text(),
                        Json.MAPPER
                            .createObjectNode()
                            .put("subject", receipt.subject())
                            .put("automatic", true))
                    .<Void>mapEmpty())
                .orElseGet(Future::succeededFuture)));
  }

  /** Returns the goal of the contact's queue; a contact that is over by now needs none. */
  private Future<Duration> answerWithin(ContactId contact) {
    return floor.read(now -> now.contact(contact)
        .flatMap(open -> now.queue(open.queue()))
        .map(FloorPlan.Queue::answerWithin)
        .orElse(Duration.ZERO));
  }
}
