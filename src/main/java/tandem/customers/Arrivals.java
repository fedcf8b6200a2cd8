package tandem.customers;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Ids;
import tandem.document.Json;

/**
 * The finding of customers for arriving contacts. It finds or makes the customers and records them
 * as the contacts' origins, many at a time, with a few statements for all of them. A repeated call
 * gives the same result.
 */
public final class Arrivals {

  /**
   * Reads the first two holders of a point, in the order in which {@link Match} prefers them. The
   * first is the customer if there is no second, or if only the second is a stranger.
   */
  private static final String RECOGNIZE = """
      WITH arrival AS (
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])
                   AS a(contact, kind, value, called, at, came_as, unread)),
      holder AS (
        SELECT a.contact,
               array_agg(h.id ORDER BY h.provisional, h.created_at, h.id) AS ids,
               array_agg(h.provisional ORDER BY h.provisional) AS provisional
          FROM arrival a
         CROSS JOIN LATERAL (
               SELECT c.id, c.provisional, c.created_at
                 FROM contact_point p
                 JOIN customer c ON c.id = p.customer
                WHERE p.kind = a.kind
                  AND p.value = a.value
                ORDER BY c.provisional, c.created_at, c.id
                LIMIT 2) h
         GROUP BY a.contact),
      recorded AS (
        INSERT INTO contact_origin (contact, customer, kind, value, called, at, came_as, unread)
        SELECT a.contact, h.ids[1], a.kind, a.value, a.called, a.at, a.came_as, a.unread::jsonb
          FROM arrival a
          JOIN holder h ON h.contact = a.contact
         WHERE (cardinality(h.ids) = 1 OR (NOT h.provisional[1] AND h.provisional[2]))
           AND NOT EXISTS (SELECT FROM customers_closed_contact k WHERE k.id = a.contact)
        ON CONFLICT (contact) DO NOTHING
        RETURNING contact, customer)
      SELECT r.contact, %s
        FROM recorded r
        JOIN customer c ON c.id = r.customer
      """.formatted(Customers.COLUMNS);

  private static final String RECORD = """
      INSERT INTO contact_origin (contact, kind, value, called, at, came_as, unread, customer, candidates)
      SELECT a.contact, a.kind, a.value, a.called, a.at, a.came_as, a.unread::jsonb, a.customer, a.candidates::uuid[]
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[],
                    $8::uuid[], $9::text[])
             AS a(contact, kind, value, called, at, came_as, unread, customer, candidates)
      ON CONFLICT (contact) DO NOTHING
      RETURNING contact
      """;

  /**
   * The customer found for an arrival that is not yet recorded.
   *
   * @param isNew whether the customer is a stranger who must still be made
   */
  private record Found(
      Arrival arrival, CustomerId customer, List<CustomerId> candidates, boolean isNew) {}

  private final Customers customers;
  private final Origins origins;

  public Arrivals(Customers customers) {
    this.customers = customers;
    this.origins = new Origins();
  }

  /**
   * Finds and records, with one statement, the origins of new, open contacts whose contact point
   * belongs to one customer. The others are left to {@link #all}.
   *
   * @param arrivals each contact once
   */
  public Future<Map<ContactId, Origin>> recognized(SqlClient sql, Collection<Arrival> arrivals) {
    var named = arrivals.stream().filter(one -> one.point().isPresent()).toList();
    if (named.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    var byContact = named.stream().collect(Collectors.toMap(Arrival::contact, one -> one));
    return sql.preparedQuery(RECOGNIZE).execute(columns(named)).map(rows -> {
      var found = new HashMap<ContactId, Origin>();
      rows.forEach(row -> {
        var contact = new ContactId(row.getUUID("contact"));
        var arrival = Objects.requireNonNull(byContact.get(contact));
        found.put(contact, Origin.first(Customers.customer(row), List.of(), arrival.cameFrom()));
      });
      return found;
    });
  }

  /**
   * Finds and records the origins of all arrivals. An unknown contact point gets one new
   * provisional customer, even if many arrivals have it at once; a withheld or shared one gets a
   * stranger for each contact.
   *
   * @param arrivals each contact once
   */
  public Future<Map<ContactId, Origin>> all(SqlConnection tx, Collection<Arrival> arrivals) {
    var contacts = arrivals.stream().map(Arrival::contact).toList();
    return origins.of(tx, contacts).compose(known -> {
      var unknown =
          arrivals.stream().filter(one -> !known.containsKey(one.contact())).toList();
      return unknown.isEmpty()
          ? Future.succeededFuture(known)
          : admitted(tx, unknown).map(admitted -> {
            admitted.putAll(known);
            return admitted;
          });
    });
  }

  private Future<Map<ContactId, Origin>> admitted(SqlConnection tx, List<Arrival> arrivals) {
    Set<ContactPoint> points = new LinkedHashSet<>();
    arrivals.stream()
        .filter(one -> one.known().isEmpty())
        .forEach(one -> one.point().ifPresent(points::add));
    // searched under the lock, because an earlier transaction may just have made the customer
    return ContactPoints.lock(tx, points)
        .compose(_ -> customers.find(tx, points))
        .compose(matches -> make(tx, arrivals, matches));
  }

  private Future<Map<ContactId, Origin>> make(
      SqlConnection tx, List<Arrival> arrivals, Map<ContactPoint, Match> matches) {
    Map<ContactPoint, CustomerId> newcomers = new LinkedHashMap<>();
    var found = arrivals.stream().map(one -> found(one, matches, newcomers)).toList();
    var strangers = found.stream().filter(Found::isNew).map(Found::customer).toList();
    return customers.insertStrangers(tx, strangers).compose(made -> {
      Map<CustomerId, Customer> known = new HashMap<>();
      made.forEach(customer -> known.put(customer.id(), customer));
      matches.values().forEach(match -> {
        if (match instanceof Match.One(var customer)) {
          known.put(customer.id(), customer);
        }
      });
      var told = arrivals.stream().flatMap(one -> one.known().stream()).toList();
      return customers.all(tx, told).compose(all -> {
        all.forEach(customer -> known.put(customer.id(), customer));
        return ContactPoints.insert(tx, newcomers).compose(_ -> record(tx, found, known));
      });
    });
  }

  private static Found found(
      Arrival arrival, Map<ContactPoint, Match> matches, Map<ContactPoint, CustomerId> newcomers) {
    if (arrival.known().isPresent()) {
      return new Found(arrival, arrival.known().get(), List.of(), false);
    }
    var stranger = Ids.strangerOf(arrival.contact());
    if (arrival.point().isEmpty()) {
      return new Found(arrival, stranger, List.of(), true);
    }
    var point = arrival.point().get();
    return switch (matches.getOrDefault(point, new Match.None())) {
      case Match.One(var customer) -> new Found(arrival, customer.id(), List.of(), false);
      case Match.Several(var candidates) ->
        new Found(arrival, stranger, candidates.stream().map(Customer::id).toList(), true);
      case Match.None _ -> {
        var newcomer = newcomers.computeIfAbsent(point, _ -> stranger);
        yield new Found(arrival, newcomer, List.of(), newcomer.equals(stranger));
      }
    };
  }

  private Future<Map<ContactId, Origin>> record(
      SqlConnection tx, List<Found> found, Map<CustomerId, Customer> known) {
    return tx.preparedQuery(RECORD).execute(recordColumns(found)).compose(rows -> {
      var recorded = rows.stream()
          .map(row -> new ContactId(row.getUUID("contact")))
          .collect(Collectors.toSet());
      Map<ContactId, Origin> admitted = new HashMap<>();
      found.stream()
          .filter(one -> recorded.contains(one.arrival().contact()))
          .forEach(one -> admitted.put(
              one.arrival().contact(),
              Origin.first(
                  Objects.requireNonNull(known.get(one.customer())),
                  one.candidates(),
                  one.arrival().cameFrom())));
      var others = found.stream()
          .map(one -> one.arrival().contact())
          .filter(contact -> !recorded.contains(contact))
          .toList();
      return origins.of(tx, others).map(before -> {
        admitted.putAll(before);
        return admitted;
      });
    });
  }

  private static Tuple columns(List<Arrival> arrivals) {
    return Tuple.from(List.of(
        each(arrivals, UUID.class, one -> one.contact().value()),
        each(arrivals, String.class, one -> one.kind().word()),
        each(arrivals, String.class, one -> one.point().map(ContactPoint::value).orElse(null)),
        each(arrivals, String.class, Arrival::called),
        each(arrivals, OffsetDateTime.class, one -> one.at().atOffset(UTC)),
        each(arrivals, String.class, one -> one.cameFrom().asCame().orElse(null)),
        each(arrivals, String.class, one -> Json.write(one.cameFrom().unread()))));
  }

  private static Tuple recordColumns(List<Found> found) {
    var tuple = columns(found.stream().map(Found::arrival).toList());
    tuple.addArrayOfUUID(each(found, UUID.class, one -> one.customer().value()));
    tuple.addArrayOfString(each(
        found,
        String.class,
        one -> one.candidates().stream()
            .map(CustomerId::toString)
            .collect(Collectors.joining(",", "{", "}"))));
    return tuple;
  }

  @SuppressWarnings("unchecked")
  private static <S, T> T[] each(List<S> items, Class<T> type, Function<S, @Nullable T> part) {
    var values = (T[]) Array.newInstance(type, items.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = part.apply(items.get(i));
    }
    return values;
  }
}
