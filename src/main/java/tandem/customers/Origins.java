package tandem.customers;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.document.Json;

/**
 * The stored customer behind each contact. A query takes the pool or a connection; a change takes
 * the connection of the caller's transaction.
 */
public final class Origins {

  private static final String OF = """
      SELECT o.contact, o.candidates, o.value, o.came_as, o.unread::text AS unread,
             coalesce(o.came_with, asked.joined_with) AS stranger, %s
        FROM contact_origin o
        JOIN customer asked ON asked.id = o.customer
        JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id)
       WHERE o.contact = ANY($1)
      """.formatted(Customers.COLUMNS);

  private static final String RECORDED = "SELECT customer FROM contact_origin WHERE contact = $1";

  /**
   * A number that the earlier customer has only from calls moves along, because it is the caller's.
   */
  private static final String SAY = """
      WITH said AS (
        UPDATE contact_origin SET customer = $3 WHERE contact = $1 RETURNING kind, value),
      learnt AS (
        DELETE FROM contact_point p
         USING said
         WHERE p.kind = said.kind
           AND p.value = said.value
           AND p.customer = $2
           AND p.came_with IS NOT NULL
        RETURNING p.kind, p.value, p.came_with)
      INSERT INTO contact_point (kind, value, customer, came_with)
      SELECT kind, value, $3, came_with FROM learnt
      ON CONFLICT DO NOTHING
      """;

  /** Returns the stored customer behind a contact. */
  public Future<Optional<Origin>> of(SqlClient sql, ContactId contact) {
    return of(sql, List.of(contact)).map(found -> Optional.ofNullable(found.get(contact)));
  }

  /** Returns the stored customers behind contacts; contacts without one are left out. */
  Future<Map<ContactId, Origin>> of(SqlClient sql, Collection<ContactId> contacts) {
    return contacts.isEmpty()
        ? Future.succeededFuture(new HashMap<>())
        : sql.preparedQuery(OF)
            .execute(Tuple.of(contacts.stream().map(ContactId::value).toArray(UUID[]::new)))
            .map(rows -> {
              Map<ContactId, Origin> found = new HashMap<>();
              rows.forEach(
                  row -> found.put(new ContactId(row.getUUID("contact")), remembered(row)));
              return found;
            });
  }

  /**
   * Returns the customer that the contact's origin names, even if that customer was joined into
   * another since.
   */
  public static Future<Optional<CustomerId>> recorded(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(RECORDED)
        .execute(Tuple.of(contact.value()))
        .map(rows -> rows.stream().findFirst().map(row -> new CustomerId(row.getUUID("customer"))));
  }

  private static Origin remembered(Row row) {
    var candidates = Arrays.stream(row.getArrayOfUUIDs("candidates")).map(CustomerId::new);
    return new Origin(
        Customers.customer(row),
        candidates.toList(),
        cameFrom(row),
        Optional.ofNullable(row.getUUID("stranger")).map(CustomerId::new),
        false);
  }

  private static CameFrom cameFrom(Row row) {
    var unread = new LinkedHashMap<String, String>();
    Json.read(row.getString("unread"), JsonNode.class)
        .properties()
        .forEach(field -> unread.put(field.getKey(), field.getValue().asText()));
    return new CameFrom(
        Optional.ofNullable(row.getString("value")),
        Optional.ofNullable(row.getString("came_as")),
        unread);
  }

  /** Records the right customer of a contact, in place of another one. */
  public Future<Void> say(
      SqlConnection tx, ContactId contact, CustomerId before, CustomerId customer) {
    return tx.preparedQuery(SAY)
        .execute(Tuple.of(contact.value(), before.value(), customer.value()))
        .mapEmpty();
  }
}
