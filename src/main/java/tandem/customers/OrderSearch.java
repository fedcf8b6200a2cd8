package tandem.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import tandem.base.CustomerId;

/** The search for orders by their numbers as people say them. */
public final class OrderSearch {

  private static final String FOUND = """
      SELECT o.number, o.state, o.placed_at, o.customer
        FROM unnest($1::text[], $2::boolean[]) AS said (number, begins)
       CROSS JOIN LATERAL (
             SELECT n.number, n.state, n.placed_at, n.customer, number_as_said(n.number) COLLATE "C" AS plain
               FROM customer_order n
              WHERE number_as_said(n.number) COLLATE "C" >= number_as_said(said.number)
                AND number_as_said(n.number) COLLATE "C"
                    <= number_as_said(said.number) || CASE WHEN said.begins THEN U&'\\+10FFFF' ELSE '' END
              ORDER BY number_as_said(n.number) COLLATE "C"
              LIMIT $3) o
       WHERE number_as_said(said.number) <> ''
       ORDER BY o.plain, o.number
       LIMIT $3
      """;

  /** A number that somebody said, and whether more may follow. */
  public record Said(String number, boolean begins) {}

  /** An order that was found, with its customer. */
  public record Found(String number, String state, Instant placedAt, CustomerId customer) {}

  private OrderSearch() {}

  /**
   * Finds orders by their numbers. Capitals do not matter, nor do spaces, dashes and the like. An
   * order whose number is exactly so comes before those whose numbers only begin so.
   */
  public static Future<List<Found>> find(SqlClient sql, Collection<Said> said, int limit) {
    return said.isEmpty()
        ? Future.succeededFuture(List.of())
        : sql.preparedQuery(FOUND)
            .execute(Tuple.of(
                said.stream().map(Said::number).toArray(String[]::new),
                said.stream().map(Said::begins).toArray(Boolean[]::new),
                limit))
            .map(rows -> rows.stream()
                .map(row -> new Found(
                    row.getString("number"),
                    row.getString("state"),
                    row.getOffsetDateTime("placed_at").toInstant(),
                    new CustomerId(row.getUUID("customer"))))
                .distinct()
                .toList());
  }
}
