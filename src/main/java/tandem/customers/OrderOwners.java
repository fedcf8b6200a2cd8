package tandem.customers;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.customers.OrderBatch.Given;
import tandem.customers.OrderBatch.Owner;

/**
 * The customers of one batch's orders: known ones, strangers who get a name from it, or new ones.
 * It is used within the batch's transaction only.
 */
final class OrderOwners {

  /** How many of several possible owners an error names. */
  private static final int OWNERS_NAMED_MAX = 5;

  private static final String EXISTING = """
      SELECT o.number, o.customer
        FROM customer_order o
       WHERE o.number = ANY($1)
      """;

  /**
   * Locks customers before all other rows, in one order, so that two writers to a history never
   * deadlock.
   */
  private static final String LOCK_CUSTOMERS = """
      SELECT joined_into
        FROM customer
       WHERE id = ANY($1)
       ORDER BY id
         FOR NO KEY UPDATE
      """;

  /** Locks orders after the customers; lines are locked after the orders. */
  private static final String LOCK_ORDERS = """
      SELECT number, customer, currency
        FROM customer_order
       WHERE number = ANY($1)
       ORDER BY number
         FOR NO KEY UPDATE
      """;

  private static final String BY_IDS = """
      SELECT asked.id AS asked, c.id
        FROM customer asked
        JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id)
       WHERE asked.id = ANY($1)
      """;

  private static final String BY_POINTS = """
      SELECT wanted.kind, wanted.value, holder.id, holder.provisional
        FROM unnest($1::text[], $2::text[]) AS wanted (kind, value)
       CROSS JOIN LATERAL (
             SELECT c.id, c.provisional
               FROM contact_point p
               JOIN customer c ON c.id = p.customer
              WHERE p.kind = wanted.kind
                AND p.value = wanted.value
              ORDER BY c.provisional, c.created_at, c.id
              LIMIT %d) holder
      """.formatted(Customers.CANDIDATES_MAX);

  private static final String INSERT_CUSTOMERS = """
      WITH made AS (
        INSERT INTO customer (id, name, words, provisional, created_at)
        SELECT id, name, words::tsvector, name = '', $5
          FROM unnest($1::uuid[], $2::text[], $6::text[]) AS new (id, name, words))
      INSERT INTO contact_point (kind, value, customer)
      SELECT kind, value, id
        FROM unnest($1::uuid[], $3::text[], $4::text[]) AS new (id, kind, value)
      """;

  /** Gives names to strangers who called before. */
  private static final String NAME_STRANGERS = """
      UPDATE customer c
         SET name = known.name, words = known.words::tsvector, provisional = false
        FROM unnest($1::uuid[], $2::text[], $3::text[]) AS known (id, name, words)
       WHERE c.id = known.id
         AND c.provisional
      RETURNING c.id
      """;

  private record Holder(CustomerId id, boolean provisional) {}

  private final SqlConnection tx;
  private final Ids ids;
  private final List<Given> orders;
  private final Instant now;

  private Map<String, CustomerId> before = Map.of();
  private Map<String, String> currencies = Map.of();
  private Map<CustomerId, CustomerId> byId = Map.of();
  private final Map<ContactPoint, List<Holder>> byPoint = new HashMap<>();
  private final Map<String, CustomerId> settled = new HashMap<>();
  private final Set<CustomerId> named = new HashSet<>();
  private int made;

  /** @param orders in the order of the batch: errors name an order by its place */
  OrderOwners(SqlConnection tx, Ids ids, List<Given> orders, Instant now) {
    this.tx = tx;
    this.ids = ids;
    this.orders = orders;
    this.now = now;
  }

  /**
   * Finds or makes all these customers, and locks their histories and the stored orders.
   * {@link Failure.Invalid} names the orders whose customer is unknown or ambiguous;
   * {@link Failure.Unavailable} when a customer was just joined into another, or an order has just
   * moved to another customer.
   */
  Future<Void> settle() {
    return find()
        .compose(_ -> makeMissing())
        .compose(_ -> choose())
        .compose(_ -> lock())
        .compose(_ -> lockOrders())
        .compose(_ -> nameStrangers());
  }

  /** Returns the customer of the order after the import. */
  CustomerId now(String number) {
    return Optional.ofNullable(settled.get(number)).orElseThrow();
  }

  /** Returns the customer of the order before the import; empty when the order is new. */
  Optional<CustomerId> before(String number) {
    return Optional.ofNullable(before.get(number));
  }

  /** Returns the currency of the order before the import; empty when the order is new. */
  Optional<String> currencyBefore(String number) {
    return Optional.ofNullable(currencies.get(number));
  }

  /** The number of orders that were stored already. */
  int known() {
    return before.size();
  }

  /** The number of new customers. */
  int made() {
    return made;
  }

  /** The strangers who got a name. */
  Set<CustomerId> named() {
    return Set.copyOf(named);
  }

  private Future<Void> find() {
    var asked = orders.stream()
        .flatMap(order -> order.owner() instanceof Owner.ById(var id) ? Stream.of(id) : Stream.of())
        .map(CustomerId::value)
        .distinct()
        .toArray(UUID[]::new);
    var existing = tx.preparedQuery(EXISTING)
        .execute(Tuple.of(orders.stream().map(Given::number).toArray(String[]::new)))
        .onSuccess(rows -> before = map(
            rows, row -> row.getString("number"), row -> new CustomerId(row.getUUID("customer"))));
    var asTheyAre = tx.preparedQuery(BY_IDS)
        .execute(Tuple.of(asked))
        .onSuccess(rows -> byId = map(
            rows,
            row -> new CustomerId(row.getUUID("asked")),
            row -> new CustomerId(row.getUUID("id"))));
    return Future.all(existing, asTheyAre, findHolders(points())).mapEmpty();
  }

  private Set<ContactPoint> points() {
    var points = new HashSet<ContactPoint>();
    for (var order : orders) {
      if (order.owner() instanceof Owner.ByPoint owner) {
        points.add(owner.point());
      }
    }
    return points;
  }

  private Future<Void> findHolders(Collection<ContactPoint> points) {
    return tx.preparedQuery(BY_POINTS)
        .execute(Tuple.of(ContactPoints.kinds(points), (Object) ContactPoints.values(points)))
        .onSuccess(rows -> rows.forEach(row -> byPoint
            .computeIfAbsent(
                new ContactPoint(
                    ContactPoint.Kind.of(row.getString("kind")), row.getString("value")),
                _ -> new ArrayList<>())
            .add(new Holder(new CustomerId(row.getUUID("id")), row.getBoolean("provisional")))))
        .mapEmpty();
  }

  /** Searches again under the locks, because a caller may just have become a customer. */
  private Future<Void> makeMissing() {
    var missing = points();
    missing.removeAll(byPoint.keySet());
    if (missing.isEmpty()) {
      return Future.succeededFuture();
    }
    return ContactPoints.lock(tx, missing).compose(_ -> findHolders(missing)).compose(_ -> {
      missing.removeAll(byPoint.keySet());
      return insert(missing);
    });
  }

  private Future<Void> insert(Set<ContactPoint> points) {
    if (points.isEmpty()) {
      return Future.succeededFuture();
    }
    made = points.size();
    var names = names();
    var fresh = new LinkedHashMap<ContactPoint, CustomerId>();
    points.forEach(point -> fresh.put(point, new CustomerId(ids.next())));
    fresh.forEach((point, id) ->
        byPoint.put(point, List.of(new Holder(id, names.get(point) == null))));
    var given =
        fresh.keySet().stream().map(point -> names.getOrDefault(point, "")).toList();
    return tx.preparedQuery(INSERT_CUSTOMERS)
        .execute(Tuple.of(
            uuids(fresh.values()),
            given.toArray(String[]::new),
            ContactPoints.kinds(fresh.keySet()),
            ContactPoints.values(fresh.keySet()),
            now.atOffset(UTC),
            words(given)))
        .mapEmpty();
  }

  /** The name that the batch gives each contact point's customer; the first one counts. */
  private Map<ContactPoint, String> names() {
    var names = new HashMap<ContactPoint, String>();
    for (var order : orders) {
      if (order.owner() instanceof Owner.ByPoint(var point, var name) && !name.isEmpty()) {
        names.putIfAbsent(point, name);
      }
    }
    return names;
  }

  private Future<Void> choose() {
    var errors = new ArrayList<String>();
    for (int i = 0; i < orders.size() && errors.size() < OrderBatch.ERRORS_MAX; i++) {
      var order = orders.get(i);
      var path = "orders[" + i + "].customer";
      switch (order.owner()) {
        case Owner.ById(var id) ->
          Optional.ofNullable(byId.get(id))
              .ifPresentOrElse(
                  found -> settled.put(order.number(), found),
                  () -> errors.add(
                      path + ".id must be the id of a customer; no customer has this id"));
        case Owner.ByPoint(var point, var name) ->
          ownerOf(order, byPoint.getOrDefault(point, List.of()))
              .ifPresentOrElse(
                  found -> settled.put(order.number(), found),
                  () -> errors.add(
                      path + "." + point.kind().word() + " is shared by several customers ("
                          + some(byPoint.getOrDefault(point, List.of()))
                          + "): customer.id must name one of them"));
      }
    }
    return errors.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(new Failure.Invalid(errors));
  }

  /** A stored order keeps its owner while that is one of the possible ones. */
  private Optional<CustomerId> ownerOf(Given order, List<Holder> holders) {
    var known = holders.stream().filter(holder -> !holder.provisional()).toList();
    var entitled = (known.isEmpty() ? holders : known).stream().map(Holder::id).toList();
    return entitled.size() == 1
        ? Optional.of(entitled.getFirst())
        : before(order.number()).filter(entitled::contains);
  }

  private static String some(List<Holder> holders) {
    return String.join(
        ", ",
        holders.stream()
            .limit(OWNERS_NAMED_MAX)
            .map(holder -> holder.id().toString())
            .toList());
  }

  private Future<Void> lock() {
    var all = Stream.concat(settled.values().stream(), before.values().stream())
        .distinct()
        .toList();
    return tx.preparedQuery(LOCK_CUSTOMERS)
        .execute(Tuple.of(uuids(all)))
        .compose(rows -> rows.stream().allMatch(row -> row.getUUID("joined_into") == null)
            ? Future.succeededFuture()
            : Future.failedFuture(new Failure.Unavailable(
                "a customer of these orders was identified at the same time", Orders.RETRY_AFTER)));
  }

  /** Locks the stored orders and reads their customers: another batch may just have moved one. */
  private Future<Void> lockOrders() {
    var locked = new HashSet<>(settled.values());
    locked.addAll(before.values());
    return tx.preparedQuery(LOCK_ORDERS)
        .execute(Tuple.of(orders.stream().map(Given::number).toArray(String[]::new)))
        .compose(rows -> {
          before = map(
              rows, row -> row.getString("number"), row -> new CustomerId(row.getUUID("customer")));
          currencies = map(rows, row -> row.getString("number"), row -> row.getString("currency"));
          return locked.containsAll(before.values())
              ? Future.succeededFuture()
              : Future.failedFuture(takenMeanwhile());
        });
  }

  /** The failure when another batch has imported one of these orders first. */
  static Failure takenMeanwhile() {
    return new Failure.Unavailable(
        "one of these orders was imported at the same time", Orders.RETRY_AFTER);
  }

  private Future<Void> nameStrangers() {
    var known = new LinkedHashMap<CustomerId, String>();
    names()
        .forEach((point, name) -> byPoint.getOrDefault(point, List.of()).stream()
            .filter(Holder::provisional)
            .filter(holder -> settled.containsValue(holder.id()))
            .forEach(holder -> known.putIfAbsent(holder.id(), name)));
    if (known.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.preparedQuery(NAME_STRANGERS)
        .execute(Tuple.of(
            uuids(known.keySet()), known.values().toArray(String[]::new), words(known.values())))
        .onSuccess(rows -> rows.forEach(row -> named.add(new CustomerId(row.getUUID("id")))))
        .mapEmpty();
  }

  private static String[] words(Collection<String> names) {
    return names.stream().map(NameWords::stored).toArray(String[]::new);
  }

  static UUID[] uuids(Collection<CustomerId> customers) {
    return customers.stream().map(CustomerId::value).toArray(UUID[]::new);
  }

  private static <K, V> Map<K, V> map(
      RowSet<Row> rows, Function<Row, K> key, Function<Row, V> value) {
    var map = new HashMap<K, V>();
    rows.forEach(row -> map.put(key.apply(row), value.apply(row)));
    return map;
  }
}
