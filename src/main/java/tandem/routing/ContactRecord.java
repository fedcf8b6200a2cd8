package tandem.routing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.storage.OneStatement;

/**
 * A contact read from its row, also long after the engine has forgotten it.
 *
 * @param department the department of its queue
 * @param agent the present or last agent
 * @param connected when customer and agent began to talk
 * @param wrapUp when the conversation ended
 * @param ended how it ended; empty while it is open
 */
public record ContactRecord(
    ContactId id,
    Channel channel,
    QueueId queue,
    DepartmentId department,
    CustomerId customer,
    Optional<AgentId> agent,
    Instant arrived,
    Optional<Instant> connected,
    Optional<Instant> wrapUp,
    Optional<String> ended) {

  /** The name of the part that finds contacts; its column {@code known} has their ids. */
  public static final String PART = "known_contact";

  private static final String FIND = """
      SELECT c.id AS known, c.channel, c.queue, q.department, c.customer, c.agent AS had_by, c.arrived_at, c.connected_at,
             c.wrap_up_at, c.ended
        FROM contact c
        JOIN queue q ON q.id = c.queue
       WHERE c.id = ANY ($1::uuid[])
      """;

  private static final String DEPARTMENTS =
      "SELECT id, department FROM queue WHERE id = ANY ($1::text[])";

  public boolean isClosed() {
    return ended.isPresent();
  }

  /** Whether an agent handled the contact until its end. */
  public boolean wasHandled() {
    return ended.filter("handled"::equals).isPresent();
  }

  /** Finds these contacts; unknown ones are left out. */
  public static Future<Map<ContactId, ContactRecord>> find(
      SqlClient sql, Collection<ContactId> contacts) {
    return sql.preparedQuery(FIND).execute(Tuple.of(ids(contacts))).map(ContactRecord::found);
  }

  /** Adds the part {@link #PART} to a statement, which finds these contacts. */
  public static void find(OneStatement statement, Collection<ContactId> contacts) {
    statement.with(PART, FIND, (Object) ids(contacts));
  }

  /** The contacts in the rows of a statement with this part. */
  public static Map<ContactId, ContactRecord> found(RowSet<Row> rows) {
    Map<ContactId, ContactRecord> found = new HashMap<>();
    for (var row : rows) {
      var known = row.getUUID("known");
      if (known != null) {
        found.put(new ContactId(known), read(row));
      }
    }
    return found;
  }

  private static UUID[] ids(Collection<ContactId> contacts) {
    return contacts.stream().map(ContactId::value).toArray(UUID[]::new);
  }

  /** Finds one contact. */
  public static Future<Optional<ContactRecord>> find(SqlClient sql, ContactId contact) {
    return find(sql, List.of(contact)).map(found -> Optional.ofNullable(found.get(contact)));
  }

  /** Finds the departments of these queues. */
  public static Future<Map<QueueId, DepartmentId>> departments(
      SqlClient sql, Collection<QueueId> queues) {
    return sql.preparedQuery(DEPARTMENTS)
        .execute(Tuple.of(queues.stream().map(QueueId::value).toArray(String[]::new)))
        .map(rows -> {
          Map<QueueId, DepartmentId> found = new HashMap<>();
          rows.forEach(row -> found.put(
              new QueueId(row.getString("id")), new DepartmentId(row.getString("department"))));
          return found;
        });
  }

  private static ContactRecord read(Row row) {
    return new ContactRecord(
        new ContactId(row.getUUID("known")),
        Channel.valueOf(row.getString("channel").toUpperCase(Locale.ROOT)),
        new QueueId(row.getString("queue")),
        new DepartmentId(row.getString("department")),
        new CustomerId(row.getUUID("customer")),
        Optional.ofNullable(row.getString("had_by")).map(AgentId::new),
        row.getOffsetDateTime("arrived_at").toInstant(),
        time(row, "connected_at"),
        time(row, "wrap_up_at"),
        Optional.ofNullable(row.getString("ended")));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
