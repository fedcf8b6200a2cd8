package tandem.customers;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.storage.Database;

/**
 * The orders, imported from a shop in batches. A batch replaces the orders that it names; other
 * orders stay unchanged.
 */
public final class Orders {

  /**
   * A batch locks as many contact points as it has orders; one at a time on a node leaves the
   * database's locks and connections to live callers.
   */
  private static final int WAITING_MAX = 16;

  static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** The result of an import. */
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
   * Imports a batch as a whole or not at all. {@link Failure.Invalid} names the orders whose
   * customer is unknown or ambiguous; {@link Failure.TooMany} when many batches wait already.
   */
  public Future<Imported> take(OrderBatch batch) {
    var waiting = new Waiting(batch, Promise.promise());
    synchronized (line) {
      if (line.size() >= WAITING_MAX) {
        return Future.failedFuture(
            new Failure.TooMany("too many batches of orders are waiting", RETRY_AFTER));
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
        .transaction(
            tx -> new OrderImport(tx, customers, ids, first.batch(), clock.instant()).run())
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
}
