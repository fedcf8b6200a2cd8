package tandem.customers;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.customers.OrderBatch.Given;
import tandem.customers.OrderBatch.Owner;
import tandem.storage.Database;

/**
 * Orders, taken over from a shop in batches. What a batch says of an order is the order from then
 * on; what it does not name stays as it is.
 */
public final class Orders {

  /**
   * A batch locks as many contact points as it has orders; one at a time on a node leaves the
   * database's locks and connections to live callers.
   */
  private static final int WAITING_MAX = 16;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** How many of several possible owners an error names. */
  private static final int OWNERS_NAMED_MAX = 5;

  private static final String EXISTING = """
      SELECT o.number, o.customer
        FROM customer_order o
       WHERE o.number = ANY($1)
      """;

  /**
   * Customer first, then the rest, in one order: who writes to a history never locks up with
   * another.
   */
  private static final String LOCK_CUSTOMERS = """
      SELECT joined_into
        FROM customer
       WHERE id = ANY($1)
       ORDER BY id
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
        INSERT INTO customer (id, name, provisional, created_at)
        SELECT id, name, name = '', $5
          FROM unnest($1::uuid[], $2::text[]) AS new (id, name))
      INSERT INTO contact_point (kind, value, customer)
      SELECT kind, value, id
        FROM unnest($1::uuid[], $3::text[], $4::text[]) AS new (id, kind, value)
      """;

  /** A stranger who called before is somebody now. */
  private static final String NAME_STRANGERS = """
      UPDATE customer c
         SET name = known.name, provisional = false
        FROM unnest($1::uuid[], $2::text[]) AS known (id, name)
       WHERE c.id = known.id
         AND c.provisional
      RETURNING c.id
      """;

  private static final String UPSERT = """
      INSERT INTO customer_order AS o (id, number, customer, state, currency, tracking, placed_at, updated_at)
      SELECT id, number, customer, state, currency, tracking, placed_at, $8
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
          AS given (id, number, customer, state, currency, tracking, placed_at)
       ORDER BY number
      ON CONFLICT (number) DO UPDATE
         SET customer = excluded.customer, state = excluded.state, currency = excluded.currency,
             tracking = excluded.tracking, placed_at = excluded.placed_at, updated_at = excluded.updated_at
       WHERE (o.customer, o.state, o.currency, o.tracking, o.placed_at)
             IS DISTINCT FROM
             (excluded.customer, excluded.state, excluded.currency, excluded.tracking, excluded.placed_at)
      RETURNING number
      """;

  private static final String UPSERT_LINES = """
      INSERT INTO order_line AS l (id, order_id, position, article, title, quantity, price_minor)
      SELECT given.id, o.id, given.position, given.article, given.title, given.quantity, given.price_minor
        FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::integer[], $7::bigint[])
          AS given (id, number, position, article, title, quantity, price_minor)
        JOIN customer_order o USING (number)
      ON CONFLICT (order_id, position) DO UPDATE
         SET article = excluded.article, title = excluded.title,
             quantity = excluded.quantity, price_minor = excluded.price_minor
       WHERE (l.article, l.title, l.quantity, l.price_minor)
             IS DISTINCT FROM
             (excluded.article, excluded.title, excluded.quantity, excluded.price_minor)
      RETURNING (SELECT number FROM customer_order WHERE id = l.order_id) AS number
      """;

  /** A line for which something was given stays: the remedy hangs on it. */
  private static final String DELETE_OTHER_LINES = """
      DELETE FROM order_line l
       USING customer_order o
       WHERE o.id = l.order_id
         AND o.number = ANY($1)
         AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::integer[]) AS given (number, position)
                          WHERE given.number = o.number AND given.position = l.position)
         AND NOT EXISTS (SELECT FROM history_remedy r WHERE r.order_line = l.id)
      RETURNING o.number
      """;

  /** What became of a batch. */
  public record Imported(int created, int changed, int unchanged, int newCustomers) {}

  private record Waiting(OrderBatch batch, Promise<Imported> answer) {}

  private final Database database;
  private final Customers customers;
  private final InstantSource clock;
  private final Ids ids;
  private final Queue<Waiting> line = new ArrayDeque<>();

  public Orders(Database database, Customers customers, InstantSource clock, Ids ids) {
    this.database = database;
    this.customers = customers;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * All or nothing. {@link Failure.Invalid} names the orders whose customer is unknown or cannot be
   * told from others; {@link Failure.TooMany} when many batches wait already.
   */
  public Future<Imported> take(OrderBatch batch) {
    var waiting = new Waiting(batch, Promise.promise());
    synchronized (line) {
      if (line.size() >= WAITING_MAX) {
        return Future.failedFuture(new Failure.TooMany("many batches of orders wait", RETRY_AFTER));
      }
      line.add(waiting);
      if (line.size() > 1) {
        return waiting.answer().future();
      }
    }
    work(waiting);
    return waiting.answer().future();
  }

  private void work(Waiting first) {
    database
        .transaction(tx -> new Import(tx, first.batch(), clock.instant()).run())
        .onComplete(first.answer())
        .onComplete(_ -> next());
  }

  private void next() {
    Optional<Waiting> next;
    synchronized (line) {
      line.remove();
      next = Optional.ofNullable(line.peek());
    }
    next.ifPresent(this::work);
  }

  /** One batch on its way through its transaction. */
  private final class Import {
    private final SqlConnection tx;
    private final List<Given> orders;
    private final List<Given> asGiven;
    private final Instant now;
    private final String[] numbers;

    private Map<String, CustomerId> ownerBefore = Map.of();
    private Map<CustomerId, CustomerId> byId = Map.of();
    private final Map<ContactPoint, List<Holder>> byPoint = new HashMap<>();
    private final Map<String, CustomerId> owner = new HashMap<>();
    private final Set<CustomerId> changed = new HashSet<>();
    private final Set<String> changedOrders = new HashSet<>();
    private int newCustomers;

    private record Holder(CustomerId id, boolean provisional) {}

    /** In the order of their numbers, so that two batches wait for each other and never lock up. */
    Import(SqlConnection tx, OrderBatch batch, Instant now) {
      this.tx = tx;
      this.asGiven = batch.orders();
      this.orders =
          batch.orders().stream().sorted(Comparator.comparing(Given::number)).toList();
      this.now = now;
      this.numbers = orders.stream().map(Given::number).toArray(String[]::new);
    }

    Future<Imported> run() {
      return findOwners()
          .compose(_ -> makeOwners())
          .compose(_ -> settleOwners())
          .compose(_ -> lockOwners())
          .compose(_ -> nameStrangers())
          .compose(_ -> writeOrders())
          .compose(_ -> customers.touch(tx, changed))
          .map(_ -> {
            int created = numbers.length - ownerBefore.size();
            int different =
                (int) changedOrders.stream().filter(ownerBefore::containsKey).count();
            return new Imported(created, different, ownerBefore.size() - different, newCustomers);
          });
    }

    private Future<Void> findOwners() {
      var asked = orders.stream()
          .flatMap(
              order -> order.owner() instanceof Owner.ById(var id) ? Stream.of(id) : Stream.of())
          .map(CustomerId::value)
          .distinct()
          .toArray(UUID[]::new);
      var existing = tx.preparedQuery(EXISTING)
          .execute(Tuple.of(numbers))
          .onSuccess(rows -> ownerBefore = map(
              rows,
              row -> row.getString("number"),
              row -> new CustomerId(row.getUUID("customer"))));
      var named = tx.preparedQuery(BY_IDS)
          .execute(Tuple.of(asked))
          .onSuccess(rows -> byId = map(
              rows,
              row -> new CustomerId(row.getUUID("asked")),
              row -> new CustomerId(row.getUUID("id"))));
      return Future.all(existing, named, findHolders(points())).mapEmpty();
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
          .execute(Tuple.of(Customers.kinds(points), (Object) Customers.values(points)))
          .onSuccess(rows -> rows.forEach(row -> byPoint
              .computeIfAbsent(
                  new ContactPoint(
                      ContactPoint.Kind.of(row.getString("kind")), row.getString("value")),
                  _ -> new ArrayList<>())
              .add(new Holder(new CustomerId(row.getUUID("id")), row.getBoolean("provisional")))))
          .mapEmpty();
    }

    /** Looks again under the locks: a caller may just have become a customer. */
    private Future<Void> makeOwners() {
      var missing = points();
      missing.removeAll(byPoint.keySet());
      if (missing.isEmpty()) {
        return Future.succeededFuture();
      }
      return Customers.lock(tx, missing).compose(_ -> findHolders(missing)).compose(_ -> {
        missing.removeAll(byPoint.keySet());
        return insert(missing);
      });
    }

    private Future<Void> insert(Set<ContactPoint> points) {
      if (points.isEmpty()) {
        return Future.succeededFuture();
      }
      newCustomers = points.size();
      var names = names();
      var made = new LinkedHashMap<ContactPoint, CustomerId>();
      points.forEach(point -> made.put(point, new CustomerId(ids.next())));
      made.forEach((point, id) ->
          byPoint.put(point, List.of(new Holder(id, names.get(point) == null))));
      return tx.preparedQuery(INSERT_CUSTOMERS)
          .execute(Tuple.of(
              uuids(made.values()),
              made.keySet().stream()
                  .map(point -> names.getOrDefault(point, ""))
                  .toArray(String[]::new),
              Customers.kinds(made.keySet()),
              Customers.values(made.keySet()),
              now.atOffset(UTC)))
          .mapEmpty();
    }

    /** What the batch calls the owner of each contact point; the first name counts. */
    private Map<ContactPoint, String> names() {
      var names = new HashMap<ContactPoint, String>();
      for (var order : asGiven) {
        if (order.owner() instanceof Owner.ByPoint(var point, var name) && !name.isEmpty()) {
          names.putIfAbsent(point, name);
        }
      }
      return names;
    }

    private Future<Void> settleOwners() {
      var errors = new ArrayList<String>();
      for (int i = 0; i < asGiven.size() && errors.size() < OrderBatch.ERRORS_MAX; i++) {
        var order = asGiven.get(i);
        var path = "orders[" + i + "].customer";
        switch (order.owner()) {
          case Owner.ById(var id) ->
            Optional.ofNullable(byId.get(id))
                .ifPresentOrElse(
                    found -> owner.put(order.number(), found),
                    () -> errors.add(path + ".id must be a customer's; there is none of this id"));
          case Owner.ByPoint(var point, var name) ->
            ownerOf(order, byPoint.getOrDefault(point, List.of()))
                .ifPresentOrElse(
                    found -> owner.put(order.number(), found),
                    () -> errors.add(
                        path + "." + point.kind().word() + " is shared by several customers ("
                            + some(byPoint.getOrDefault(point, List.of()))
                            + "): customer.id must say which"));
        }
      }
      return errors.isEmpty() ? nameStrangers() : Future.failedFuture(new Failure.Invalid(errors));
    }

    /** An order that we have keeps its owner as long as that is one of those it may be. */
    private Optional<CustomerId> ownerOf(Given order, List<Holder> holders) {
      var known = holders.stream().filter(holder -> !holder.provisional()).toList();
      var entitled =
          (known.isEmpty() ? holders : known).stream().map(Holder::id).toList();
      return entitled.size() == 1
          ? Optional.of(entitled.getFirst())
          : Optional.ofNullable(ownerBefore.get(order.number())).filter(entitled::contains);
    }

    private static String some(List<Holder> holders) {
      return String.join(
          ", ",
          holders.stream()
              .limit(OWNERS_NAMED_MAX)
              .map(holder -> holder.id().toString())
              .toList());
    }

    private Future<Void> lockOwners() {
      var all = Stream.concat(owner.values().stream(), ownerBefore.values().stream())
          .distinct()
          .toList();
      return tx.preparedQuery(LOCK_CUSTOMERS)
          .execute(Tuple.of(uuids(all)))
          .compose(rows -> rows.stream().allMatch(row -> row.getUUID("joined_into") == null)
              ? Future.succeededFuture()
              : Future.failedFuture(new Failure.Unavailable(
                  "a customer of these orders was identified at the same time", RETRY_AFTER)));
    }

    private Future<Void> nameStrangers() {
      var known = new LinkedHashMap<CustomerId, String>();
      names()
          .forEach((point, name) -> byPoint.getOrDefault(point, List.of()).stream()
              .filter(Holder::provisional)
              .filter(holder -> owner.containsValue(holder.id()))
              .forEach(holder -> known.putIfAbsent(holder.id(), name)));
      if (known.isEmpty()) {
        return Future.succeededFuture();
      }
      return tx.preparedQuery(NAME_STRANGERS)
          .execute(Tuple.of(uuids(known.keySet()), (Object) known.values().toArray(String[]::new)))
          .onSuccess(rows -> rows.forEach(row -> changed.add(new CustomerId(row.getUUID("id")))))
          .mapEmpty();
    }

    private Future<Void> writeOrders() {
      var lines = orders.stream()
          .flatMap(
              order -> order.lines().stream().map(line -> new NumberedLine(order.number(), line)))
          .toList();
      var lineNumbers = lines.stream().map(NumberedLine::number).toArray(String[]::new);
      var positions = lines.stream().map(one -> one.line().position()).toArray(Integer[]::new);
      return note(
              UPSERT,
              Tuple.of(
                  newIds(orders.size()),
                  numbers,
                  uuids(orders.stream().map(order -> ownerNow(order.number())).toList()),
                  orders.stream().map(Given::state).toArray(String[]::new),
                  orders.stream().map(Given::currency).toArray(String[]::new),
                  orders.stream()
                      .map(order -> order.tracking().orElse(null))
                      .toArray(String[]::new),
                  orders.stream()
                      .map(order -> order.placedAt().atOffset(UTC))
                      .toArray(OffsetDateTime[]::new),
                  now.atOffset(UTC)))
          .compose(_ -> note(
              UPSERT_LINES,
              Tuple.of(
                  newIds(lines.size()),
                  lineNumbers,
                  positions,
                  lines.stream().map(one -> one.line().article()).toArray(String[]::new),
                  lines.stream().map(one -> one.line().title()).toArray(String[]::new),
                  lines.stream().map(one -> one.line().quantity()).toArray(Integer[]::new),
                  lines.stream().map(one -> one.line().priceMinor()).toArray(Long[]::new))))
          .compose(_ -> note(DELETE_OTHER_LINES, Tuple.of(numbers, lineNumbers, positions)));
    }

    private record NumberedLine(String number, OrderBatch.Line line) {}

    /** Remembers whose history the statement has changed: who has the order, and who had it. */
    private Future<Void> note(String statement, Tuple arguments) {
      return tx.preparedQuery(statement)
          .execute(arguments)
          .onSuccess(rows -> rows.forEach(row -> {
            var number = row.getString("number");
            changedOrders.add(number);
            changed.add(ownerNow(number));
            Optional.ofNullable(ownerBefore.get(number)).ifPresent(changed::add);
          }))
          .mapEmpty();
    }

    private CustomerId ownerNow(String number) {
      return Optional.ofNullable(owner.get(number)).orElseThrow();
    }

    private UUID[] newIds(int count) {
      return Stream.generate(ids::next).limit(count).toArray(UUID[]::new);
    }
  }

  private static UUID[] uuids(Collection<CustomerId> customers) {
    return customers.stream().map(CustomerId::value).toArray(UUID[]::new);
  }

  private static <K, V> Map<K, V> map(
      RowSet<Row> rows, Function<Row, K> key, Function<Row, V> value) {
    var map = new HashMap<K, V>();
    rows.forEach(row -> map.put(key.apply(row), value.apply(row)));
    return map;
  }
}
