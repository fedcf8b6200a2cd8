package tandem.conversations;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.Failure;
import tandem.base.Text;
import tandem.document.Json;

/**
 * The stored messages. Their numbers have no gaps: a message is counted and written by one
 * statement, and a repeat makes the whole statement fail.
 */
public final class Messages {

  /** How many messages are read at a time. */
  public static final int PAGE_MAX = 100;

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String SOURCE_INDEX = "message_by_source";

  /**
   * An answer of an agent says that everything before it was read; the customer's own message that
   * the customer has seen what came before it is not certain.
   */
  private static final String APPEND = """
      WITH counted AS (
        UPDATE conversation
           SET messages = messages + 1,
               agent_read = CASE WHEN $5 = 'agent' THEN messages + 1 ELSE agent_read END
         WHERE id = $1
           AND (contact IS NOT NULL OR NOT $2)
        RETURNING id, messages, contact),
      written AS (
        INSERT INTO message (conversation, number, at, direction, author, agent, contact, source, reference, text, html,
                             details, delivery, delivered_at)
        SELECT id, messages, $3, $4, $5, $6, coalesce(contact, $14), $7, $8, $9, $10, $11::text::jsonb, $12, $3
          FROM counted
        RETURNING conversation, number, contact),
      attached AS (
        INSERT INTO attachment (conversation, number, place, name, type, size, content_id, sha256)
        SELECT w.conversation, w.number, a.place, a.name, a.type, a.size, a.content_id, a.sha256
          FROM written w, unnest($13::text[], $15::text[], $16::bigint[], $17::text[], $18::bytea[]) WITH ORDINALITY
               AS a (name, type, size, content_id, sha256, place))
      SELECT number, contact FROM written
      """;

  private static final String BY_SOURCE = """
      SELECT conversation, number, contact FROM message WHERE source = $1
      """;

  private static final String BY_REFERENCE = """
      SELECT m.reference, m.conversation, m.number, m.direction
        FROM message m
        JOIN conversation c ON c.id = m.conversation
       WHERE m.reference = ANY ($2::text[])
         AND c.carrier = $1
       ORDER BY m.at DESC, m.conversation, m.number DESC
       LIMIT 100
      """;

  private static final String CONTACTS_OF = """
      SELECT contact
        FROM message
       WHERE reference = ANY ($1::text[])
         AND contact IS NOT NULL
       ORDER BY at DESC, conversation, number DESC
       LIMIT 10
      """;

  private static final String COLUMNS =
      """
      m.conversation, m.number, m.at, m.author, m.agent, m.contact, left(m.text, %d) AS text,
             char_length(m.text) > %d AS text_cut, m.html IS NOT NULL AS has_html, m.details::text AS details,
             m.delivery, m.delivery_why, m.delivered_at,
             (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                                'name', a.name, 'type', a.type, 'size', a.size, 'content_id', a.content_id,
                                'sha256', encode(a.sha256, 'hex'))) ORDER BY a.place), '[]')::text
                FROM attachment a
               WHERE a.conversation = m.conversation
                 AND a.number = m.number) AS attachments""".formatted(Message.TEXT_SHOWN_MAX, Message.TEXT_SHOWN_MAX);

  private static final String ONE = """
      SELECT %s FROM message m WHERE m.conversation = $1 AND m.number = $2
      """.formatted(COLUMNS);

  private static final String BEFORE = """
      SELECT %s
        FROM message m
       WHERE m.conversation = $1
         AND m.number < $2
       ORDER BY m.number DESC
       LIMIT $3
      """.formatted(COLUMNS);

  private static final String AFTER = """
      SELECT %s
        FROM message m
       WHERE m.conversation = $1
         AND m.number > $2
       ORDER BY m.number
       LIMIT $3
      """.formatted(COLUMNS);

  private static final String WHOLE = """
      SELECT text, html FROM message WHERE conversation = $1 AND number = $2
      """;

  /** A state never goes back; a failure is overtaken by the news that the message has arrived. */
  private static final String DELIVERED = """
      UPDATE message
         SET delivery = $3, delivery_why = $4, delivered_at = $5, reference = coalesce($6, reference)
       WHERE conversation = $1
         AND number = $2
         AND direction = 'out'
         AND ($7::integer IS NULL OR tries = $7)
         AND array_position(ARRAY['queued', 'sent', 'failed', 'delivered', 'read'], delivery)
             < array_position(ARRAY['queued', 'sent', 'failed', 'delivered', 'read'], $3)
      RETURNING number
      """;

  /** The messages of a span that have come further, for clients that report whole spans. */
  private static final String DELIVERED_TO = """
      UPDATE message m
         SET delivery = p.delivery, delivered_at = $5
        FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[]) AS p (conversation, after, number, delivery)
       WHERE m.conversation = p.conversation
         AND m.number > p.after
         AND m.number <= p.number
         AND m.direction = 'out'
         AND array_position(ARRAY['queued', 'sent', 'failed', 'delivered', 'read'], m.delivery)
             < array_position(ARRAY['queued', 'sent', 'failed', 'delivered', 'read'], p.delivery)
      RETURNING m.conversation, m.number, m.delivery
      """;

  /** A try that failed is news only when it failed in another way than the one before. */
  private static final String WAITS = """
      UPDATE message
         SET delivery_why = $4
       WHERE conversation = $1
         AND number = $2
         AND direction = 'out'
         AND tries = $3
         AND delivery = 'queued'
         AND delivery_why IS DISTINCT FROM $4
      RETURNING number
      """;

  private static final String AGAIN = """
      UPDATE message
         SET delivery = 'queued', delivery_why = NULL, delivered_at = $3, tries = tries + 1
       WHERE conversation = $1
         AND number = $2
         AND direction = 'out'
         AND delivery = 'failed'
      RETURNING tries
      """;

  /** The place of a stored message. */
  public record Place(ConversationId conversation, int number, Optional<ContactId> contact) {}

  /** A stored message that has a carrier's reference. */
  public record Referred(String reference, ConversationId conversation, int number, boolean isIn) {}

  /**
   * How far the messages of a span have come.
   *
   * @param after the number before the first of them
   * @param number the number of the last of them
   */
  public record Progress(ConversationId conversation, int after, int number, Delivery delivery) {}

  /** A message that has come further. */
  public record Moved(ConversationId conversation, int number, Delivery delivery) {}

  /** The whole content of a message. */
  public record Whole(String text, Optional<String> html) {}

  /**
   * Adds a message to a conversation that has an open contact, with one statement. Empty if it has
   * none. A repeat fails: see {@link #isRepeat}.
   */
  public Future<Optional<Place>> addToOpen(
      SqlClient sql, ConversationId conversation, NewMessage message) {
    return append(sql, conversation, message, true, Optional.empty());
  }

  /**
   * Adds a message to a conversation.
   *
   * @param contact the contact of the message, if the conversation has none open
   */
  public Future<Place> add(
      SqlClient sql, ConversationId conversation, NewMessage message, Optional<ContactId> contact) {
    return append(sql, conversation, message, false, contact)
        .map(place -> place.orElseThrow(() -> new Failure.NotFound("conversation", conversation)));
  }

  private static Future<Optional<Place>> append(
      SqlClient sql,
      ConversationId conversation,
      NewMessage message,
      boolean onlyIfOpen,
      Optional<ContactId> contact) {
    var files = message.attachments();
    return sql.preparedQuery(APPEND)
        .execute(Tuple.of(
            conversation.value(),
            onlyIfOpen,
            message.at().atOffset(UTC),
            message.isIn() ? "in" : "out",
            message.writer().word(),
            message.agent().map(AgentId::value).orElse(null),
            message.source(),
            message.reference().orElse(null),
            message.text(),
            message.html().orElse(null),
            Json.write(message.details()),
            (message.isIn() ? Delivery.RECEIVED : Delivery.QUEUED).word(),
            column(files, String[]::new, Attachment::name),
            contact.map(ContactId::value).orElse(null),
            column(files, String[]::new, Attachment::type),
            column(files, Long[]::new, Attachment::size),
            column(files, String[]::new, file -> file.contentId().orElse(null)),
            column(files, Buffer[]::new, file -> Buffer.buffer(file.digest()))))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> new Place(
                conversation,
                row.getInteger("number"),
                Optional.ofNullable(row.getUUID("contact")).map(ContactId::new))));
  }

  private static <T> T[] column(
      List<Attachment> files,
      java.util.function.IntFunction<T[]> made,
      Function<Attachment, @org.jspecify.annotations.Nullable T> part) {
    return files.stream().map(part).toArray(made);
  }

  /** Whether a message could not be added because its source is known. */
  public static boolean isRepeat(Throwable failure) {
    return failure instanceof PgException refused
        && UNIQUE_VIOLATION.equals(refused.getSqlState())
        && SOURCE_INDEX.equals(refused.getConstraint());
  }

  /** Returns the message of a source. */
  public Future<Optional<Place>> bySource(SqlClient sql, String source) {
    return sql.preparedQuery(BY_SOURCE)
        .execute(Tuple.of(source))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> new Place(
                new ConversationId(row.getUUID("conversation")),
                row.getInteger("number"),
                Optional.ofNullable(row.getUUID("contact")).map(ContactId::new))));
  }

  /** Returns the messages that a carrier names so, the newest first. */
  public Future<List<Referred>> byReference(
      SqlClient sql, String carrier, Collection<String> references) {
    return references.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(BY_REFERENCE)
            .execute(Tuple.of(carrier, (Object) references.toArray(String[]::new)))
            .map(rows -> rows.stream()
                .map(row -> new Referred(
                    row.getString("reference"),
                    new ConversationId(row.getUUID("conversation")),
                    row.getInteger("number"),
                    row.getString("direction").equals("in")))
                .toList());
  }

  /** Returns the contacts of the messages that some carrier names so, the newest first. */
  public Future<List<ContactId>> contactsOf(SqlClient sql, Collection<String> references) {
    return references.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(CONTACTS_OF)
            .execute(Tuple.of((Object) references.toArray(String[]::new)))
            .map(rows -> rows.stream()
                .map(row -> new ContactId(row.getUUID("contact")))
                .distinct()
                .toList());
  }

  public Future<Message> get(SqlClient sql, ConversationId conversation, int number) {
    return sql.preparedQuery(ONE)
        .execute(Tuple.of(conversation.value(), number))
        .map(rows -> rows.stream()
            .findFirst()
            .map(Messages::read)
            .orElseThrow(() -> new Failure.NotFound("message", number)));
  }

  /** Returns messages before a number, the newest first. */
  public Future<List<Message>> before(
      SqlClient sql, ConversationId conversation, int number, int limit) {
    return page(sql, BEFORE, conversation, number, limit);
  }

  /** Returns messages after a number, the oldest first. */
  public Future<List<Message>> after(
      SqlClient sql, ConversationId conversation, int number, int limit) {
    return page(sql, AFTER, conversation, number, limit);
  }

  private static Future<List<Message>> page(
      SqlClient sql, String query, ConversationId conversation, int number, int limit) {
    return sql.preparedQuery(query)
        .execute(Tuple.of(conversation.value(), number, Math.clamp(limit, 1, PAGE_MAX)))
        .map(rows -> rows.stream().map(Messages::read).toList());
  }

  /** Returns the whole text of a message, and its HTML. */
  public Future<Whole> whole(SqlClient sql, ConversationId conversation, int number) {
    return sql.preparedQuery(WHOLE)
        .execute(Tuple.of(conversation.value(), number))
        .map(rows -> rows.stream()
            .findFirst()
            .map(
                row -> new Whole(row.getString("text"), Optional.ofNullable(row.getString("html"))))
            .orElseThrow(() -> new Failure.NotFound("message", number)));
  }

  /**
   * Notes why a message of ours could not be sent yet.
   *
   * @param tries how often a person has sent it again
   * @return whether this is news
   */
  public Future<Boolean> waits(
      SqlClient sql, ConversationId conversation, int number, int tries, String why) {
    return sql.preparedQuery(WAITS)
        .execute(Tuple.of(
            conversation.value(),
            number,
            tries,
            Text.beginning(Text.plain(why), NewMessage.KEY_LENGTH_MAX)))
        .map(rows -> rows.size() > 0);
  }

  /**
   * Notes how far a message of ours has come; whether this is news. A state never goes back, and
   * what is said about an earlier try is no news.
   *
   * @param tries how often a person had sent the message again when this try was made; empty if it
   *     is not known
   * @param reference the carrier's own name of the message, if it gave one
   */
  public Future<Boolean> delivered(
      SqlClient sql,
      ConversationId conversation,
      int number,
      Delivery delivery,
      Optional<String> why,
      Optional<Integer> tries,
      Optional<String> reference,
      Instant now) {
    return sql.preparedQuery(DELIVERED)
        .execute(Tuple.of(
            conversation.value(),
            number,
            delivery.word(),
            why.map(text -> Text.beginning(Text.plain(text), NewMessage.KEY_LENGTH_MAX))
                .orElse(null),
            now.atOffset(UTC),
            reference
                .map(name -> Text.beginning(Text.plain(name), NewMessage.KEY_LENGTH_MAX))
                .orElse(null),
            tries.orElse(null)))
        .map(rows -> rows.size() > 0);
  }

  /** Notes how far messages have come, with one statement; returns those to which it is news. */
  public Future<List<Moved>> delivered(SqlClient sql, List<Progress> progress, Instant now) {
    return progress.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(DELIVERED_TO)
            .execute(Tuple.of(
                progress.stream().map(one -> one.conversation().value()).toArray(UUID[]::new),
                progress.stream().map(Progress::after).toArray(Integer[]::new),
                progress.stream().map(Progress::number).toArray(Integer[]::new),
                progress.stream().map(one -> one.delivery().word()).toArray(String[]::new),
                now.atOffset(UTC)))
            .map(rows -> rows.stream()
                .map(row -> new Moved(
                    new ConversationId(row.getUUID("conversation")),
                    row.getInteger("number"),
                    Delivery.of(row.getString("delivery"))))
                .toList());
  }

  /**
   * Queues a failed message again; returns how often this was done, or empty if it had not failed.
   */
  public Future<Optional<Integer>> again(
      SqlClient sql, ConversationId conversation, int number, Instant now) {
    return sql.preparedQuery(AGAIN)
        .execute(Tuple.of(conversation.value(), number, now.atOffset(UTC)))
        .map(rows -> rows.stream().findFirst().map(row -> row.getInteger("tries")));
  }

  private static Message read(Row row) {
    return new Message(
        new ConversationId(row.getUUID("conversation")),
        row.getInteger("number"),
        row.getOffsetDateTime("at").toInstant(),
        Writer.of(row.getString("author")),
        Optional.ofNullable(row.getString("agent")).map(AgentId::new),
        Optional.ofNullable(row.getUUID("contact")).map(ContactId::new),
        row.getString("text"),
        row.getBoolean("text_cut"),
        row.getBoolean("has_html"),
        Json.read(row.getString("details"), JsonNode.class),
        List.of(Json.read(row.getString("attachments"), Attachment[].class)),
        Delivery.of(row.getString("delivery")),
        Optional.ofNullable(row.getString("delivery_why")),
        row.getOffsetDateTime("delivered_at").toInstant());
  }
}
