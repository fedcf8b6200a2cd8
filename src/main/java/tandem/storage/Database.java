package tandem.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The access to PostgreSQL: a pool for work in parallel, and single connections for work in strict
 * order.
 */
public final class Database {

  /** At 64, two connections do all the work and commits queue behind each other. */
  private static final int PIPELINING_MAX = 8;

  /** With more waiting requests than this, a request fails at once. */
  private static final int WAITING_MAX = 2_000;

  private static final int CONNECTION_WAIT_SECONDS_MAX = 5;

  private final Vertx vertx;
  private final DatabaseAddress address;
  private final Pool pool;

  public Database(Vertx vertx, DatabaseAddress address, int connections) {
    this.vertx = vertx;
    this.address = address;
    this.pool = PgBuilder.pool()
        .with(new PoolOptions()
            .setMaxSize(connections)
            .setMaxWaitQueueSize(WAITING_MAX)
            .setConnectionTimeout(CONNECTION_WAIT_SECONDS_MAX)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(address
            .connectOptions()
            .setPipeliningLimit(PIPELINING_MAX)
            .setCachePreparedStatements(true))
        .with(new NetClientOptions().setTcpKeepAlive(true).setTcpNoDelay(true))
        .using(vertx)
        .build();
  }

  public Pool pool() {
    return pool;
  }

  public DatabaseAddress address() {
    return address;
  }

  /** Runs work in a transaction: commits when it succeeds, rolls back when it fails. */
  public <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(work);
  }

  /**
   * Opens a single connection: for a lock that lasts as long as the connection, or for statements
   * in strict order.
   */
  public Future<PgConnection> connect(int pipelining) {
    return PgConnection.connect(
        vertx,
        address.connectOptions().setPipeliningLimit(pipelining).setCachePreparedStatements(true));
  }

  public Future<Void> close() {
    return pool.close();
  }
}
