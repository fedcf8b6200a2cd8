package tandem.conversations;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OrderId;
import tandem.base.QueueId;
import tandem.base.Text;
import tandem.conversations.Conversation.Correspondent;
import tandem.document.Json;

/**
 * The stored conversations and their contacts. A query takes the pool or a connection; a change
 * takes the connection of the caller's transaction.
 */
public final class Conversations {

  /** How many conversations of a customer are listed at a time. */
  public static final int PAGE_MAX = 50;

  private static final String COLUMNS =
      "c.id, c.channel, c.carrier, c.entrance, c.thread, c.correspondent::text AS correspondent, c.customer, c.subject,"
          + " c.created_at, c.messages, c.agent_read, c.customer_read, c.turns, c.contact, c.last_agent";

  private static final String BY_ID =
      "SELECT %s FROM conversation c WHERE c.id = $1".formatted(COLUMNS);

  private static final String LAST_NUMBERS =
      "SELECT id, messages FROM conversation WHERE id = ANY($1)";

  private static final String BY_IDS =
      "SELECT %s FROM conversation c WHERE c.id = ANY ($1::uuid[])".formatted(COLUMNS);

  private static final String BY_THREAD = """
      SELECT %s
        FROM conversation c
       WHERE c.carrier = $1
         AND c.entrance = $2
         AND md5(c.thread) = md5($3)
         AND c.thread = $3
      """.formatted(COLUMNS);

  private static final String OF_CONTACT = """
      SELECT %s
        FROM conversation_contact t
        JOIN conversation c ON c.id = t.conversation
       WHERE t.contact = $1
      """.formatted(COLUMNS);

  private static final String OF_CUSTOMER = """
      SELECT %s
        FROM conversation c
       WHERE c.customer = $1
         AND ($2::timestamptz IS NULL OR (c.created_at, c.id) < ($2, $3::uuid))
       ORDER BY c.created_at DESC, c.id DESC
       LIMIT $4
      """.formatted(COLUMNS);

  /** By this, two messages that begin the same conversation at once wait for each other. */
  private static final String TAKE_THREAD = """
      SELECT pg_advisory_xact_lock(hashtextextended('conversation:' || $1 || ':' || $2 || ':' || $3, 0))
      """;

  private static final String TAKE = """
      SELECT %s FROM conversation c WHERE c.id = $1 FOR NO KEY UPDATE
      """.formatted(COLUMNS);

  private static final String INSERT = """
      INSERT INTO conversation AS c (id, channel, carrier, entrance, thread, correspondent, customer, subject, created_at)
      VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9)
      RETURNING %s
      """.formatted(COLUMNS);

  private static final String BEGIN_TURN = """
      WITH begun AS (
        UPDATE conversation
           SET turns = $2, contact = $3, customer = $4
         WHERE id = $1
           AND contact IS NULL
           AND turns = $2 - 1
        RETURNING messages)
      INSERT INTO conversation_contact (contact, conversation, turn, queue, opened_at, first_number, orders)
      SELECT $3, $1, $2, $5, $6, $7, $8 FROM begun
      RETURNING contact
      """;

  private static final String TURNS = """
      SELECT t.contact, t.conversation, t.turn, c.subject, t.first_number, t.ended_at,
             coalesce(t.last_number, c.messages) AS last_number,
             (SELECT count(*)::integer
                FROM message m
               WHERE m.conversation = t.conversation
                 AND m.number BETWEEN t.first_number AND coalesce(t.last_number, c.messages)
                 AND m.direction = 'in') AS customers,
             coalesce((SELECT left(m.text, $2)
                         FROM message m
                        WHERE m.conversation = t.conversation
                          AND m.number = t.first_number), '') AS line
        FROM conversation_contact t
        JOIN conversation c ON c.id = t.conversation
       WHERE t.contact = ANY ($1::uuid[])
      """;

  /** The first outcome counts: a repeat must not hide messages that came after it. */
  private static final String READ_TO = """
      UPDATE conversation_contact t
         SET read_to = least(coalesce(n.read_to, c.messages), c.messages)
        FROM unnest($1::uuid[], $2::integer[]) AS n (contact, read_to), conversation c
       WHERE t.contact = n.contact
         AND t.read_to IS NULL
         AND c.id = t.conversation
      """;

  private static final String LEFT = """
      UPDATE conversation_contact t
         SET left_number = c.messages
        FROM conversation c
       WHERE t.contact = $1
         AND t.left_number IS NULL
         AND c.id = t.conversation
      """;

  /**
   * Waits for messages that are being added. A later statement sees them; one that waits itself
   * would not.
   */
  private static final String TAKE_OF_CONTACT = """
      SELECT c.id
        FROM conversation_contact t
        JOIN conversation c ON c.id = t.conversation
       WHERE t.contact = $1
         AND t.ended_at IS NULL
         FOR NO KEY UPDATE OF c
      """;

  /**
   * A customer who has left waits only if they wrote afterwards. Where nobody has said how far the
   * agent had read, the contact has ended by itself, and what is unread waits.
   */
  private static final String END_TURN = """
      WITH ended AS (
        UPDATE conversation_contact t
           SET ended_at = $2, last_number = c.messages
          FROM conversation c
         WHERE t.contact = $1
           AND t.ended_at IS NULL
           AND c.id = t.conversation
        RETURNING t.conversation, t.read_to, t.left_number, t.first_number)
      UPDATE conversation c
         SET contact = NULL, last_agent = coalesce($3, c.last_agent)
        FROM ended e
       WHERE c.id = e.conversation
      RETURNING %s,
             (SELECT min(m.number)
                FROM message m
               WHERE m.conversation = e.conversation
                 AND m.number >= e.first_number
                 AND m.direction = 'in'
                 AND CASE
                       WHEN $4 AND e.left_number IS NOT NULL THEN m.number > e.left_number
                       WHEN $4 THEN m.at > $2
                       WHEN e.read_to IS NULL THEN m.at > $2 OR m.number > c.agent_read
                       ELSE m.number > e.read_to
                     END) AS unanswered
      """.formatted(COLUMNS);

  /** The customer waits since the first message that no answer of an agent has followed. */
  private static final String GLANCES = """
      SELECT c.id, c.channel, c.entrance, c.subject, c.messages, c.correspondent::text AS correspondent,
             (SELECT count(*)::integer
                FROM message m
               WHERE m.conversation = c.id
                 AND m.number > c.agent_read
                 AND m.direction = 'in') AS unread,
             l.author, l.at,
             left(CASE
                    WHEN l.details ->> 'quoted_at' ~ '^[1-9][0-9]{0,8}$' THEN left(l.text, (l.details ->> 'quoted_at')::integer)
                    ELSE l.text
                  END, $2) AS line,
             (SELECT min(m.at)
                FROM message m
               WHERE m.conversation = c.id
                 AND m.direction = 'in'
                 AND m.number >= coalesce((SELECT t.first_number
                                             FROM conversation_contact t
                                            WHERE t.contact = c.contact), 1)
                 AND m.number > coalesce((SELECT max(a.number)
                                            FROM message a
                                           WHERE a.conversation = c.id
                                             AND a.author = 'agent'), 0)) AS waits_since
        FROM conversation c
        LEFT JOIN message l ON l.conversation = c.id AND l.number = c.messages
       WHERE c.id = ANY ($1::uuid[])
      """;

  private static final String FOLLOW = """
      UPDATE conversation c SET customer = $2
        FROM conversation_contact t
       WHERE t.contact = $1
         AND c.id = t.conversation
         AND c.contact = $1
      """;

  private static final String AGENT_HAS_READ = """
      UPDATE conversation
         SET agent_read = least($2, messages)
       WHERE id = $1
         AND agent_read < least($2, messages)
      RETURNING agent_read
      """;

  private static final String CUSTOMER_HAS_READ = """
      WITH reader AS (
        UPDATE conversation
           SET customer_read = least($2, messages)
         WHERE id = $1
           AND customer_read < least($2, messages)
        RETURNING id, customer_read),
      told AS (
        UPDATE message m
           SET delivery = 'read', delivered_at = $3
          FROM reader r
         WHERE m.conversation = r.id
           AND m.number <= r.customer_read
           AND m.direction = 'out'
           AND m.delivery IN ('queued', 'sent', 'delivered'))
      SELECT customer_read FROM reader
      """;

  /**
   * A conversation that is to be made.
   *
   * @param thread as in {@link Conversation}
   */
  public record NewConversation(
      ConversationId id,
      Channel channel,
      String carrier,
      String entrance,
      Optional<String> thread,
      Correspondent correspondent,
      String subject) {

    public NewConversation {
      Failure.require(
          channel.isWritten(), "a conversation of channel " + channel.word() + " is not stored");
      subject = Text.beginning(Text.plain(subject).strip(), Conversation.SUBJECT_LENGTH_MAX);
    }
  }

  /**
   * A contact that has ended.
   *
   * @param unanswered the number of the first message of the customer that came after the agent was
   *     done, or after the customer had left
   */
  public record Ended(Conversation conversation, Optional<Integer> unanswered) {}

  public Future<Optional<Conversation>> find(SqlClient sql, ConversationId id) {
    return one(sql.preparedQuery(BY_ID).execute(Tuple.of(id.value())));
  }

  /** Returns the conversations of these ids; unknown ones are left out. */
  public Future<Map<ConversationId, Conversation>> find(
      SqlClient sql, Collection<ConversationId> ids) {
    return sql.preparedQuery(BY_IDS)
        .execute(Tuple.of((Object) ids.stream().map(ConversationId::value).toArray(UUID[]::new)))
        .map(rows -> {
          var found = new HashMap<ConversationId, Conversation>();
          rows.forEach(row -> found.put(new ConversationId(row.getUUID("id")), read(row)));
          return found;
        });
  }

  /** Returns the numbers of the last messages of conversations. */
  public Future<Map<ConversationId, Integer>> lastNumbers(
      SqlClient sql, Collection<ConversationId> ids) {
    return sql.preparedQuery(LAST_NUMBERS)
        .execute(Tuple.of((Object) ids.stream().map(ConversationId::value).toArray(UUID[]::new)))
        .map(rows -> rows.stream()
            .collect(Collectors.toMap(
                row -> new ConversationId(row.getUUID("id")), row -> row.getInteger("messages"))));
  }

  public Future<Conversation> get(SqlClient sql, ConversationId id) {
    return find(sql, id)
        .map(found -> found.orElseThrow(() -> new Failure.NotFound("conversation", id)));
  }

  /** Returns the conversation that the carrier names so. */
  public Future<Optional<Conversation>> find(
      SqlClient sql, String carrier, String entrance, String thread) {
    return one(sql.preparedQuery(BY_THREAD).execute(Tuple.of(carrier, entrance, thread)));
  }

  /** Returns the conversation to which a contact belongs; empty for a call. */
  public Future<Optional<Conversation>> of(SqlClient sql, ContactId contact) {
    return one(sql.preparedQuery(OF_CONTACT).execute(Tuple.of(contact.value())));
  }

  /** Returns a customer's conversations, the newest first. */
  public Future<List<Conversation>> of(
      SqlClient sql, CustomerId customer, Optional<Conversation> before, int limit) {
    return sql.preparedQuery(OF_CUSTOMER)
        .execute(Tuple.of(
            customer.value(),
            before.map(last -> last.createdAt().atOffset(UTC)).orElse(null),
            before.map(last -> last.id().value()).orElse(null),
            Math.clamp(limit, 1, PAGE_MAX)))
        .map(rows -> rows.stream().map(Conversations::read).toList());
  }

  /** Returns these conversations as a list of work shows them; unknown ones are left out. */
  public Future<Map<ConversationId, Glance>> glances(
      SqlClient sql, Collection<ConversationId> ids) {
    return ids.isEmpty()
        ? Future.succeededFuture(Map.of())
        : sql.preparedQuery(GLANCES)
            .execute(Tuple.of(
                ids.stream().map(ConversationId::value).toArray(UUID[]::new),
                Glance.LINE_LENGTH_MAX * 2))
            .map(rows -> {
              var found = new HashMap<ConversationId, Glance>();
              rows.forEach(row -> found.put(new ConversationId(row.getUUID("id")), glance(row)));
              return found;
            });
  }

  /** Takes the turn to make or change the conversation that the carrier names so. */
  public Future<Optional<Conversation>> take(
      SqlConnection tx, String carrier, String entrance, String thread) {
    return tx.preparedQuery(TAKE_THREAD)
        .execute(Tuple.of(carrier, entrance, thread))
        .compose(_ -> find(tx, carrier, entrance, thread))
        .compose(found -> found
            .map(known -> take(tx, known.id()))
            .orElseGet(() -> Future.succeededFuture(Optional.empty())));
  }

  /** Locks a conversation: no message is added and no contact begun until the transaction ends. */
  public Future<Optional<Conversation>> take(SqlConnection tx, ConversationId id) {
    return one(tx.preparedQuery(TAKE).execute(Tuple.of(id.value())));
  }

  public Future<Conversation> make(
      SqlConnection tx, NewConversation made, CustomerId customer, Instant now) {
    return tx.preparedQuery(INSERT)
        .execute(Tuple.of(
            made.id().value(),
            made.channel().word(),
            made.carrier(),
            made.entrance(),
            made.thread().orElse(null),
            Json.write(made.correspondent()),
            customer.value(),
            made.subject(),
            now.atOffset(UTC)))
        .map(rows -> read(rows.iterator().next()));
  }

  /** Returns the id that the next contact of a conversation will have. */
  public static ContactId next(Conversation conversation) {
    return Ids.contact(conversation.id(), conversation.turns() + 1);
  }

  /**
   * Begins the next contact of a locked conversation that has no open one.
   *
   * @param first the number of the contact's first message
   * @param orders the customer's orders that this message names
   */
  public Future<Void> begin(
      SqlConnection tx,
      Conversation conversation,
      CustomerId customer,
      QueueId queue,
      int first,
      List<OrderId> orders,
      Instant now) {
    var contact = next(conversation);
    return tx.preparedQuery(BEGIN_TURN)
        .execute(Tuple.of(
            conversation.id().value(),
            conversation.turns() + 1,
            contact.value(),
            customer.value(),
            queue.value(),
            now.atOffset(UTC),
            first,
            orders.stream().map(OrderId::value).toArray(UUID[]::new)))
        .map(rows -> {
          if (rows.size() == 0) {
            throw new IllegalStateException("conversation " + conversation.id() + " is not locked");
          }
          return null;
        });
  }

  /** Returns these contacts as turns of their conversations; calls are left out. */
  public Future<Map<ContactId, Turn>> turns(SqlClient sql, Collection<ContactId> contacts) {
    return contacts.isEmpty()
        ? Future.succeededFuture(Map.of())
        : sql.preparedQuery(TURNS)
            .execute(Tuple.of(ids(contacts), Turn.LINE_LENGTH_MAX * 2))
            .map(rows -> {
              var found = new HashMap<ContactId, Turn>();
              rows.forEach(row -> found.put(new ContactId(row.getUUID("contact")), turn(row)));
              return found;
            });
  }

  /**
   * Notes up to which message an agent had read when the outcome of a contact was recorded. Later
   * messages of the customer begin a new contact when this one has ended.
   *
   * @param contacts each with the number of the last message that the agent saw; empty means the
   *     last one that there is
   */
  public Future<Void> readTo(SqlConnection tx, Map<ContactId, Optional<Integer>> contacts) {
    return contacts.isEmpty()
        ? Future.succeededFuture()
        : tx.preparedQuery(READ_TO)
            .execute(Tuple.of(ids(contacts.keySet()), (Object)
                contacts.values().stream().map(one -> one.orElse(null)).toArray(Integer[]::new)))
            .mapEmpty();
  }

  /** The customer of a contact has left; what they write afterwards waits for an answer. */
  public Future<Void> left(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(LEFT).execute(Tuple.of(contact.value())).mapEmpty();
  }

  /**
   * Ends a contact of a conversation. Empty if it is none, or has ended before.
   *
   * @param agent the agent who had it; empty if the customer left before one did
   * @param now when the contact ended
   */
  public Future<Optional<Ended>> end(
      SqlConnection tx, ContactId contact, Optional<AgentId> agent, Instant now) {
    return tx.preparedQuery(TAKE_OF_CONTACT)
        .execute(Tuple.of(contact.value()))
        .compose(_ -> tx.preparedQuery(END_TURN)
            .execute(Tuple.of(
                contact.value(),
                now.atOffset(UTC),
                agent.map(AgentId::value).orElse(null),
                agent.isEmpty())))
        .map(rows -> rows.stream()
            .findFirst()
            .map(row -> new Ended(read(row), Optional.ofNullable(row.getInteger("unanswered")))));
  }

  /** The open contact of a conversation turned out to be of another customer. */
  public Future<Void> follow(SqlConnection tx, ContactId contact, CustomerId customer) {
    return tx.preparedQuery(FOLLOW)
        .execute(Tuple.of(contact.value(), customer.value()))
        .mapEmpty();
  }

  /** Notes that the firm has read up to a message; whether this is news. */
  public Future<Boolean> agentHasRead(SqlClient sql, ConversationId id, int number) {
    return sql.preparedQuery(AGENT_HAS_READ)
        .execute(Tuple.of(id.value(), number))
        .map(rows -> rows.size() > 0);
  }

  /** Notes that the customer has read up to a message; whether this is news. */
  public Future<Boolean> customerHasRead(
      SqlClient sql, ConversationId id, int number, Instant now) {
    return sql.preparedQuery(CUSTOMER_HAS_READ)
        .execute(Tuple.of(id.value(), number, now.atOffset(UTC)))
        .map(rows -> rows.size() > 0);
  }

  private static UUID[] ids(Collection<ContactId> contacts) {
    return contacts.stream().map(ContactId::value).toArray(UUID[]::new);
  }

  private static Future<Optional<Conversation>> one(Future<RowSet<Row>> rows) {
    return rows.map(found -> found.stream().findFirst().map(Conversations::read));
  }

  private static Conversation read(Row row) {
    return new Conversation(
        new ConversationId(row.getUUID("id")),
        Channel.of(row.getString("channel")),
        row.getString("carrier"),
        row.getString("entrance"),
        Optional.ofNullable(row.getString("thread")),
        Json.read(row.getString("correspondent"), Correspondent.class),
        new CustomerId(row.getUUID("customer")),
        row.getString("subject"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getInteger("messages"),
        row.getInteger("agent_read"),
        row.getInteger("customer_read"),
        row.getInteger("turns"),
        Optional.ofNullable(row.getUUID("contact")).map(ContactId::new),
        Optional.ofNullable(row.getString("last_agent")).map(AgentId::new));
  }

  private static Glance glance(Row row) {
    return new Glance(
        new ConversationId(row.getUUID("id")),
        Channel.of(row.getString("channel")),
        row.getString("entrance"),
        Json.read(row.getString("correspondent"), Correspondent.class),
        row.getString("subject"),
        row.getInteger("messages"),
        row.getInteger("unread"),
        Optional.ofNullable(row.getString("author"))
            .map(author -> new Glance.Last(
                Writer.of(author),
                Glance.line(row.getString("line")),
                row.getOffsetDateTime("at").toInstant())),
        Optional.ofNullable(row.getOffsetDateTime("waits_since")).map(OffsetDateTime::toInstant));
  }

  private static Turn turn(Row row) {
    return new Turn(
        new ContactId(row.getUUID("contact")),
        new ConversationId(row.getUUID("conversation")),
        row.getInteger("turn"),
        row.getString("subject"),
        row.getInteger("first_number"),
        row.getInteger("last_number"),
        row.getInteger("customers"),
        Text.beginning(Text.plain(row.getString("line")).strip(), Turn.LINE_LENGTH_MAX),
        Optional.ofNullable(row.getOffsetDateTime("ended_at")).map(OffsetDateTime::toInstant));
  }
}
