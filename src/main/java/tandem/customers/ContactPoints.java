package tandem.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tandem.base.CustomerId;

/** The writing of customers' contact points, always inside the caller's transaction. */
final class ContactPoints {

  /** Held until the end of the transaction, so that no other makes a customer for these points. */
  private static final String LOCK = """
      SELECT pg_advisory_xact_lock(key)
        FROM (SELECT DISTINCT hashtextextended(kind || ':' || value, 0) AS key
                FROM unnest($1::text[], $2::text[]) AS point (kind, value)
               ORDER BY key
              OFFSET 0) AS in_one_order
      """;

  private static final String INSERT = """
      INSERT INTO contact_point (kind, value, customer)
      SELECT kind, value, $3
        FROM unnest($1::text[], $2::text[]) AS point (kind, value)
      ON CONFLICT DO NOTHING
      """;

  private static final String INSERT_EACH = """
      INSERT INTO contact_point (kind, value, customer)
      SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[])
      ON CONFLICT DO NOTHING
      """;

  private static final String DELETE_OTHERS = """
      DELETE FROM contact_point p
       WHERE p.customer = $3
         AND NOT EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS point (kind, value)
                          WHERE point.kind = p.kind AND point.value = p.value)
      """;

  private ContactPoints() {}

  static Future<Void> insert(
      SqlConnection tx, CustomerId customer, Collection<ContactPoint> points) {
    return points.isEmpty()
        ? Future.succeededFuture()
        : tx.preparedQuery(INSERT)
            .execute(Tuple.of(kinds(points), values(points), customer.value()))
            .mapEmpty();
  }

  /** Writes each point with its customer. */
  static Future<Void> insert(SqlConnection tx, Map<ContactPoint, CustomerId> owners) {
    var points = List.copyOf(owners.keySet());
    return points.isEmpty()
        ? Future.succeededFuture()
        : tx.preparedQuery(INSERT_EACH)
            .execute(Tuple.of(
                kinds(points),
                values(points),
                points.stream()
                    .map(point -> Objects.requireNonNull(owners.get(point)).value())
                    .toArray(UUID[]::new)))
            .mapEmpty();
  }

  static Future<Void> removeOthers(
      SqlConnection tx, CustomerId customer, Collection<ContactPoint> points) {
    return tx.preparedQuery(DELETE_OTHERS)
        .execute(Tuple.of(kinds(points), values(points), customer.value()))
        .mapEmpty();
  }

  /** Locks contact points: needed to make a customer for one, or to give one to a customer. */
  static Future<Void> lock(SqlConnection tx, Collection<ContactPoint> points) {
    return points.isEmpty()
        ? Future.succeededFuture()
        : tx.preparedQuery(LOCK)
            .execute(Tuple.of(kinds(points), (Object) values(points)))
            .mapEmpty();
  }

  static String[] kinds(Collection<ContactPoint> points) {
    return points.stream().map(point -> point.kind().word()).toArray(String[]::new);
  }

  static String[] values(Collection<ContactPoint> points) {
    return points.stream().map(ContactPoint::value).toArray(String[]::new);
  }
}
