package tandem.customers;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Objects;

/** The arrival of a single contact. */
final class Arriving {

  private Arriving() {}

  static Future<Origin> one(Customers customers, SqlConnection tx, Arrival arrival) {
    return new Arrivals(customers)
        .all(tx, List.of(arrival))
        .map(origins -> Objects.requireNonNull(origins.get(arrival.contact())));
  }
}
