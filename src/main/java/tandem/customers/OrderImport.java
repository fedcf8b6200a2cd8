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

/** The import of one batch of orders in its transaction. */
final class OrderImport {

  private static final String UPSERT = """
      INSERT INTO customer_order AS o (id, number, customer, state, currency, tracking, paid_minor, placed_at, updated_at)
      SELECT id, number, customer, state, currency, tracking, paid_minor, placed_at, $9
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                    $8::timestamptz[])
          AS given (id, number, customer, state, currency, tracking, paid_minor, placed_at)
       ORDER BY number
      ON CONFLICT (number) DO UPDATE
         SET customer = excluded.customer, state = excluded.state, currency = excluded.currency,
             tracking = excluded.tracking, paid_minor = excluded.paid_minor, placed_at = excluded.placed_at,
             updated_at = excluded.updated_at
       WHERE (o.customer, o.state, o.currency, o.tracking, o.paid_minor, o.placed_at)
             IS DISTINCT FROM
             (excluded.customer, excluded.state, excluded.currency, excluded.tracking, excluded.paid_minor,
              excluded.placed_at)
      RETURNING number, id
      """;

  private final SqlConnection tx;
  private final Customers customers;
  private final OrderOwners owners;
  private final OrderLineImport lines;
  private final List<Given> orders;
  private final UUID[] newIds;
  private final Instant now;
  private final Set<String> changedOrders = new HashSet<>();

  /** Sorts orders by number, so that two batches wait for each other and never deadlock. */
  OrderImport(SqlConnection tx, Customers customers, Ids ids, OrderBatch batch, Instant now) {
    this.tx = tx;
    this.customers = customers;
    this.owners = new OrderOwners(tx, ids, batch.orders(), now);
    this.lines = new OrderLineImport(tx, ids, batch.orders(), owners::currencyBefore, now);
    this.orders =
        batch.orders().stream().sorted(Comparator.comparing(Given::number)).toList();
    this.newIds = Stream.generate(ids::next).limit(orders.size()).toArray(UUID[]::new);
    this.now = now;
  }

  Future<Orders.Imported> run() {
    return owners
        .settle()
        .compose(_ -> write())
        .compose(_ -> lines.write())
        .compose(withOtherLines -> {
          changedOrders.addAll(withOtherLines);
          return customers.touch(tx, whoseHistoryChanged());
        })
        .map(_ -> {
          int created = orders.size() - owners.known();
          int different = (int) changedOrders.stream()
              .filter(number -> owners.before(number).isPresent())
              .count();
          return new Orders.Imported(created, different, owners.known() - different, owners.made());
        });
  }

  /**
   * {@link tandem.base.Failure.Unavailable} when another batch has just made one of these orders.
   */
  private Future<Void> write() {
    var ours = Set.of(newIds);
    return tx.preparedQuery(UPSERT)
        .execute(Tuple.of(
            newIds,
            orders.stream().map(Given::number).toArray(String[]::new),
            OrderOwners.uuids(
                orders.stream().map(order -> owners.now(order.number())).toList()),
            orders.stream().map(Given::state).toArray(String[]::new),
            orders.stream().map(Given::currency).toArray(String[]::new),
            orders.stream().map(order -> order.tracking().orElse(null)).toArray(String[]::new),
            orders.stream().map(order -> order.paidMinor().orElse(null)).toArray(Long[]::new),
            orders.stream()
                .map(order -> order.placedAt().atOffset(UTC))
                .toArray(OffsetDateTime[]::new),
            now.atOffset(UTC)))
        .compose(rows -> {
          int made = 0;
          for (var row : rows) {
            changedOrders.add(row.getString("number"));
            made += ours.contains(row.getUUID("id")) ? 1 : 0;
          }
          return made == orders.size() - owners.known()
              ? Future.succeededFuture()
              : Future.failedFuture(OrderOwners.takenMeanwhile());
        });
  }

  /** Returns the customers of changed orders, both the earlier and the new ones. */
  private Set<CustomerId> whoseHistoryChanged() {
    var changed = new HashSet<>(owners.named());
    for (var number : changedOrders) {
      changed.add(owners.now(number));
      owners.before(number).ifPresent(changed::add);
    }
    return changed;
  }
}
