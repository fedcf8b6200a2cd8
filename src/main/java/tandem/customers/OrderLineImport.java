package tandem.customers;

import static java.time.ZoneOffset.UTC;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OrderLineId;
import tandem.customers.OrderBatch.Given;
import tandem.customers.OrderBatch.Line;
import tandem.customers.OrderLines.Stored;

/** The import of the lines of one batch's orders in its transaction, after the orders. */
final class OrderLineImport {

  /** Locks the lines: under this lock no remedy can be given for one of them. */
  private static final String LOCK_LINES = """
      SELECT o.number, l.id, l.shop_line, l.position, l.article, l.title, l.quantity, l.price_minor, l.paid_minor,
             l.gone_at IS NOT NULL AS gone
        FROM customer_order o
        JOIN order_line l ON l.order_id = o.id
       WHERE o.number = ANY($1)
       ORDER BY o.number, l.position, l.id
         FOR UPDATE OF l
      """;

  /** Runs after the lock, so that it sees all remedies given before. */
  private static final String REMEDIES = """
      SELECT order_line, kind_name, units
        FROM history_remedy
       WHERE order_line = ANY($1)
      """;

  private static final String DELETE = "DELETE FROM order_line WHERE id = ANY($1)";

  private static final String LEAVE_OUT = "UPDATE order_line SET gone_at = $2 WHERE id = ANY($1)";

  private static final String UPDATE = """
      UPDATE order_line l
         SET shop_line = given.shop_line, position = given.position, article = given.article, title = given.title,
             quantity = given.quantity, price_minor = given.price_minor, paid_minor = given.paid_minor, gone_at = NULL,
             former_articles = CASE WHEN l.article = given.article THEN l.former_articles
                                    ELSE array_append(array_remove(l.former_articles, l.article), l.article) END
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::integer[],
                    $8::bigint[], $9::bigint[])
          AS given (id, number, shop_line, position, article, title, quantity, price_minor, paid_minor)
       WHERE l.id = given.id
      """;

  private static final String INSERT = """
      INSERT INTO order_line (id, order_id, shop_line, position, article, title, quantity, price_minor, paid_minor)
      SELECT given.id, o.id, given.shop_line, given.position, given.article, given.title, given.quantity,
             given.price_minor, given.paid_minor
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::integer[],
                    $8::bigint[], $9::bigint[])
          AS given (id, number, shop_line, position, article, title, quantity, price_minor, paid_minor)
        JOIN customer_order o USING (number)
      """;

  /** A line as it is after the import. */
  private record Written(UUID id, String number, Optional<String> shopLine, Line line) {}

  private final SqlConnection tx;
  private final Ids ids;
  private final List<Given> orders;
  private final Function<String, Optional<String>> currencyBefore;
  private final Instant now;

  private final Set<String> changed = new HashSet<>();
  private final List<Written> updated = new ArrayList<>();
  private final List<Written> inserted = new ArrayList<>();
  private final List<UUID> deleted = new ArrayList<>();
  private final List<UUID> leftOut = new ArrayList<>();

  /**
   * @param orders in the order of the batch: errors name an order by its place
   * @param currencyBefore the currency of an order before; empty when the order is new
   */
  OrderLineImport(
      SqlConnection tx,
      Ids ids,
      List<Given> orders,
      Function<String, Optional<String>> currencyBefore,
      Instant now) {
    this.tx = tx;
    this.ids = ids;
    this.orders = orders;
    this.currencyBefore = currencyBefore;
    this.now = now;
  }

  /**
   * Returns the numbers of the orders whose lines have changed. {@link Failure.Invalid} names the
   * ambiguous lines.
   */
  Future<Set<String>> write() {
    return load()
        .compose(stored -> {
          decide(stored);
          return remove()
              .compose(_ -> write(UPDATE, updated))
              .compose(_ -> write(INSERT, inserted));
        })
        .map(_ -> Set.copyOf(changed));
  }

  private Future<Map<String, List<Stored>>> load() {
    return tx.preparedQuery(LOCK_LINES)
        .execute(Tuple.of(orders.stream().map(Given::number).toArray(String[]::new)))
        .compose(rows -> tx.preparedQuery(REMEDIES)
            .execute(Tuple.of(rows.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new)))
            .map(remedies -> stored(rows, remedies)));
  }

  private static Map<String, List<Stored>> stored(RowSet<Row> lines, RowSet<Row> remedies) {
    Map<UUID, Set<String>> given = new HashMap<>();
    Map<UUID, Integer> highestUnits = new HashMap<>();
    for (var row : remedies) {
      var line = row.getUUID("order_line");
      given.computeIfAbsent(line, _ -> new TreeSet<>()).add(row.getString("kind_name"));
      for (var unit : row.getArrayOfIntegers("units")) {
        highestUnits.merge(line, Objects.requireNonNull(unit), Math::max);
      }
    }
    Map<String, List<Stored>> byOrder = new HashMap<>();
    for (var row : lines) {
      var id = row.getUUID("id");
      byOrder
          .computeIfAbsent(row.getString("number"), _ -> new ArrayList<>())
          .add(new Stored(
              new OrderLineId(id),
              Optional.ofNullable(row.getString("shop_line")),
              row.getInteger("position"),
              row.getString("article"),
              row.getString("title"),
              row.getInteger("quantity"),
              row.getLong("price_minor"),
              Optional.ofNullable(row.getLong("paid_minor")),
              row.getBoolean("gone"),
              given.getOrDefault(id, Set.of()),
              highestUnits.getOrDefault(id, 0)));
    }
    return byOrder;
  }

  private void decide(Map<String, List<Stored>> stored) {
    var errors = new ArrayList<String>();
    for (int i = 0; i < orders.size() && errors.size() < OrderBatch.ERRORS_MAX; i++) {
      var order = orders.get(i);
      var lines = new OrderLines(
          "orders[" + i + "]",
          currencyBefore.apply(order.number()).orElse(order.currency()),
          stored.getOrDefault(order.number(), List.of()),
          order);
      errors.addAll(lines.errors());
      if (errors.isEmpty()) {
        plan(order.number(), lines.outcome());
      }
    }
    if (!errors.isEmpty()) {
      throw new Failure.Invalid(errors.subList(0, Math.min(errors.size(), OrderBatch.ERRORS_MAX)));
    }
  }

  private void plan(String number, OrderLines.Outcome outcome) {
    for (var kept : outcome.kept()) {
      if (kept.isChanged()) {
        updated.add(new Written(kept.stored().id().value(), number, kept.shopLine(), kept.line()));
        changed.add(number);
      }
    }
    for (var line : outcome.fresh()) {
      inserted.add(new Written(ids.next(), number, line.id(), line));
      changed.add(number);
    }
    for (var line : outcome.leftOut()) {
      if (!line.hasRemedy()) {
        deleted.add(line.id().value());
        changed.add(number);
      } else if (!line.gone()) {
        leftOut.add(line.id().value());
        changed.add(number);
      }
    }
  }

  /** Deletes lines that were left out; those with a remedy stay and are marked as gone. */
  private Future<Void> remove() {
    var away = deleted.isEmpty()
        ? Future.<Void>succeededFuture()
        : tx.preparedQuery(DELETE)
            .execute(Tuple.of(deleted.toArray(UUID[]::new)))
            .<Void>mapEmpty();
    return leftOut.isEmpty()
        ? away
        : away.compose(_ -> tx.preparedQuery(LEAVE_OUT)
            .execute(Tuple.of(leftOut.toArray(UUID[]::new), now.atOffset(UTC)))
            .mapEmpty());
  }

  private Future<Void> write(String statement, List<Written> lines) {
    return lines.isEmpty()
        ? Future.succeededFuture()
        : tx.preparedQuery(statement)
            .execute(Tuple.tuple()
                .addValue(column(lines, Written::id, UUID[]::new))
                .addValue(column(lines, Written::number, String[]::new))
                .addValue(column(lines, one -> one.shopLine().orElse(null), String[]::new))
                .addValue(column(lines, one -> one.line().position(), Integer[]::new))
                .addValue(column(lines, one -> one.line().article(), String[]::new))
                .addValue(column(lines, one -> one.line().title(), String[]::new))
                .addValue(column(lines, one -> one.line().quantity(), Integer[]::new))
                .addValue(column(lines, one -> one.line().priceMinor(), Long[]::new))
                .addValue(column(lines, one -> one.line().paidMinor().orElse(null), Long[]::new)))
            .mapEmpty();
  }

  private static <T> T[] column(
      List<Written> lines, Function<Written, ? extends T> value, IntFunction<T[]> array) {
    return lines.stream().map(value).toArray(array);
  }
}
