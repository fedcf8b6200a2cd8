package tandem.console.casework;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.customers.OrderBatch;
import tandem.customers.Orders;
import tandem.customers.PhoneNumbers;
import tandem.web.Bodies;

/** The route that imports the orders of a shop. */
public final class OrderRoutes {

  private final Orders orders;
  private final PhoneNumbers phones;

  public OrderRoutes(Orders orders, PhoneNumbers phones) {
    this.orders = orders;
    this.phones = phones;
  }

  public void mount(Guard guard) {
    guard
        .allow(Who.SUPERVISOR, HttpMethod.POST, "/api/v1/orders/import")
        .bodyUpTo(Bodies.IMPORT_BYTES_MAX)
        .answer(this::take);
  }

  private Future<Orders.Imported> take(RoutingContext ctx) {
    return orders.take(OrderBatch.read(Bodies.tree(ctx), phones));
  }
}
