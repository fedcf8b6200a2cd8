package tandem.customers;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Ids;
import tandem.document.Json;

/**
 * The stored customer behind each contact. A query takes the pool or a connection; a change takes
 * the connection of the caller's transaction.
 */
public final class Origins {

  private static final String OF = """
      SELECT o.candidates, o.value, o.came_as, o.unread::text AS unread,
             coalesce(o.came_with, asked.joined_with) AS stranger, %s
        FROM contact_origin o
        JOIN customer asked ON asked.id = o.customer
        JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id)
       WHERE o.contact = $1
      """.formatted(Customers.COLUMNS);

  private static final String RECORDED = "SELECT customer FROM contact_origin WHERE contact = $1";

  private static final String INSERT = """
      INSERT INTO contact_origin (contact, customer, kind, value, called, candidates, at, came_as, unread)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb)
      ON CONFLICT (contact) DO NOTHING
      """;

  /** A number that the customer before has from calls alone moves along: it is the caller's. */
  private static final String SAY = """
      WITH said AS (
        UPDATE contact_origin SET customer = $3, candidates = '{}' WHERE contact = $1 RETURNING kind, value),
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

  private final Customers customers;

  public Origins(Customers customers) {
    this.customers = customers;
  }

  /**
   * Finds or makes the customer behind a contact, and stores it: asked again, the answer is the
   * same. An unknown contact point gets one new provisional customer however many ask at once; a
   * withheld or shared one gets a stranger for this contact alone.
   */
  public Future<Origin> arrived(SqlConnection tx, Arrival arrival) {
    var known = of(tx, arrival.contact());
    var match = arrival.point().map(point -> customers.find(tx, point));
    return known.compose(origin -> origin
        .map(Future::succeededFuture)
        .orElseGet(() -> match
            .map(found -> found.compose(who -> matched(tx, arrival, who)))
            .orElseGet(() -> stranger(tx, arrival, List.of()))));
  }

  /** The stored customer behind a contact. */
  public Future<Optional<Origin>> of(SqlClient sql, ContactId contact) {
    return sql.preparedQuery(OF)
        .execute(Tuple.of(contact.value()))
        .map(rows -> rows.stream().map(Origins::remembered).findFirst());
  }

  /** Whom the contact's origin names, joined into somebody since or not. */
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

  /** Records the right customer of a contact that was another's until now. */
  public Future<Void> say(
      SqlConnection tx, ContactId contact, CustomerId before, CustomerId customer) {
    return tx.preparedQuery(SAY)
        .execute(Tuple.of(contact.value(), before.value(), customer.value()))
        .mapEmpty();
  }

  private Future<Origin> matched(SqlConnection tx, Arrival arrival, Match match) {
    return switch (match) {
      case Match.One(var customer) -> remember(tx, arrival, customer, List.of());
      case Match.Several(var candidates) ->
        stranger(tx, arrival, candidates.stream().map(Customer::id).toList());
      case Match.None _ -> newcomer(tx, arrival, arrival.point().orElseThrow());
    };
  }

  /** Looks again under the lock: the transaction before may just have made the customer. */
  private Future<Origin> newcomer(SqlConnection tx, Arrival arrival, ContactPoint point) {
    var id = Ids.strangerOf(arrival.contact());
    return ContactPoints.lock(tx, List.of(point))
        .compose(_ -> customers.find(tx, point))
        .compose(match -> match instanceof Match.None
            ? customers
                .insert(tx, id, "", Optional.empty(), true)
                .compose(
                    customer -> ContactPoints.insert(tx, id, List.of(point)).map(customer))
                .compose(customer -> remember(tx, arrival, customer, List.of()))
            : matched(tx, arrival, match));
  }

  private Future<Origin> stranger(SqlConnection tx, Arrival arrival, List<CustomerId> candidates) {
    return customers
        .insert(tx, Ids.strangerOf(arrival.contact()), "", Optional.empty(), true)
        .compose(customer -> remember(tx, arrival, customer, candidates));
  }

  private Future<Origin> remember(
      SqlConnection tx, Arrival arrival, Customer customer, List<CustomerId> candidates) {
    var from = arrival.cameFrom();
    return tx.preparedQuery(INSERT)
        .execute(Tuple.of(
            arrival.contact().value(),
            customer.id().value(),
            arrival.kind().word(),
            arrival.point().map(ContactPoint::value).orElse(null),
            arrival.called(),
            candidates.stream().map(CustomerId::value).toArray(UUID[]::new),
            arrival.at().atOffset(UTC),
            from.asCame().orElse(null),
            Json.write(from.unread())))
        .compose(inserted -> inserted.rowCount() == 1
            ? Future.succeededFuture(new Origin(customer, candidates, from, Optional.empty(), true))
            : of(tx, arrival.contact()).map(Optional::orElseThrow));
  }
}
