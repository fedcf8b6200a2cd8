package tandem.desk.customers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import tandem.base.CustomerId;
import tandem.storage.nodes.NodeNews;

/**
 * The news, for all nodes, that a person has changed a customer or their cases in a way that no
 * entry of a timeline tells. It contains only the customer's id, and each node then reads the
 * customer. A screen that misses it sees the change with its next snapshot.
 */
public final class CustomerNews {

  private final NodeNews<CustomerId> news;

  public CustomerNews(Vertx vertx) {
    news = new NodeNews<>(vertx, "tandem.customers", CustomerId::toString, CustomerId::parse);
  }

  /** Starts to receive news, also from this node. */
  public Future<Void> start() {
    return news.start();
  }

  public Future<Void> stop() {
    return news.stop();
  }

  /** Adds a listener. It is called on the bus's event loop and must not block. */
  public void listen(Consumer<CustomerId> listener) {
    news.listen(listener);
  }

  /** Publishes that a customer has changed. Call it after the commit. */
  public void say(CustomerId customer) {
    news.say(customer);
  }
}
