package tandem.desk;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.storage.Database;

/**
 * Transactions that are repeated when PostgreSQL breaks them off in favour of another. They are
 * rolled back and repeated from the start, a few times. Each repeat is logged, because our order of
 * locks should prevent it.
 */
public final class Transactions {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  private static final int TRIES_MAX = 3;
  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** serialization_failure, deadlock_detected. */
  private static final Set<String> BROKEN_OFF = Set.of("40001", "40P01");

  private final Database database;

  public Transactions(Database database) {
    this.database = database;
  }

  public <T> Future<T> run(Function<SqlConnection, Future<T>> work) {
    return run(work, 1);
  }

  private <T> Future<T> run(Function<SqlConnection, Future<T>> work, int tries) {
    return database.transaction(work).recover(failure -> {
      if (!(failure instanceof PgException e) || !BROKEN_OFF.contains(e.getSqlState())) {
        return Future.failedFuture(failure);
      }
      LOG.warn("transaction broken off state={} try={}", e.getSqlState(), tries);
      return tries < TRIES_MAX
          ? run(work, tries + 1)
          : Future.failedFuture(new Failure.Unavailable(
              "too many other transactions are writing to the same history", COME_AGAIN));
    });
  }
}
