package tandem.customers;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import tandem.base.CustomerId;
import tandem.base.Ids;
import tandem.customers.OrderBatch.Given;

/** One batch of orders on its way through its transaction. */
final class OrderImport {

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

  private record NumberedLine(String number, OrderBatch.Line line) {}

  private final SqlConnection tx;
  private final Customers customers;
  private final Ids ids;
  private final OrderOwners owners;
  private final List<Given> orders;
  private final String[] numbers;
  private final Instant now;
  private final Set<CustomerId> changed = new HashSet<>();
  private final Set<String> changedOrders = new HashSet<>();

  /** In the order of their numbers, so that two batches wait for each other and never lock up. */
  OrderImport(SqlConnection tx, Customers customers, Ids ids, OrderBatch batch, Instant now) {
    this.tx = tx;
    this.customers = customers;
    this.ids = ids;
    this.owners = new OrderOwners(tx, ids, batch.orders(), now);
    this.orders =
        batch.orders().stream().sorted(Comparator.comparing(Given::number)).toList();
    this.numbers = orders.stream().map(Given::number).toArray(String[]::new);
    this.now = now;
  }

  Future<Orders.Imported> run() {
    return owners
        .settle()
        .compose(_ -> write())
        .compose(_ -> {
          changed.addAll(owners.named());
          return customers.touch(tx, changed);
        })
        .map(_ -> {
          int created = numbers.length - owners.known();
          int different = (int) changedOrders.stream()
              .filter(number -> owners.before(number).isPresent())
              .count();
          return new Orders.Imported(created, different, owners.known() - different, owners.made());
        });
  }

  private Future<Void> write() {
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
                OrderOwners.uuids(
                    orders.stream().map(order -> owners.now(order.number())).toList()),
                orders.stream().map(Given::state).toArray(String[]::new),
                orders.stream().map(Given::currency).toArray(String[]::new),
                orders.stream().map(order -> order.tracking().orElse(null)).toArray(String[]::new),
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

  /** Remembers whose history the statement has changed: who has the order, and who had it. */
  private Future<Void> note(String statement, Tuple arguments) {
    return tx.preparedQuery(statement)
        .execute(arguments)
        .onSuccess(rows -> rows.forEach(row -> {
          var number = row.getString("number");
          changedOrders.add(number);
          changed.add(owners.now(number));
          owners.before(number).ifPresent(changed::add);
        }))
        .mapEmpty();
  }

  private UUID[] newIds(int count) {
    return Stream.generate(ids::next).limit(count).toArray(UUID[]::new);
  }
}
