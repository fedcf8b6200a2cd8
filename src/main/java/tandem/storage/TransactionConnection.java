package tandem.storage;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.spi.DatabaseMetadata;

/**
 * A connection as the work of one transaction sees it: it takes no statement after the transaction
 * has ended. When one branch of the work fails, another may still go on. A statement that it sends
 * then would be written outside the transaction, which was rolled back.
 */
final class TransactionConnection implements SqlConnection {

  private final SqlConnection connection;
  private volatile boolean ended;

  TransactionConnection(SqlConnection connection) {
    this.connection = connection;
  }

  /** From now on every statement is refused. */
  void end() {
    ended = true;
  }

  private SqlConnection open() {
    if (ended) {
      throw new IllegalStateException("the transaction has ended");
    }
    return connection;
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return open().query(sql);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return open().preparedQuery(sql);
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return open().preparedQuery(sql, options);
  }

  @Override
  public Future<PreparedStatement> prepare(String sql) {
    return open().prepare(sql);
  }

  @Override
  public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
    return open().prepare(sql, options);
  }

  @Override
  public Future<Transaction> begin() {
    return open().begin();
  }

  @Override
  public Transaction transaction() {
    return open().transaction();
  }

  @Override
  public SqlConnection exceptionHandler(Handler<Throwable> handler) {
    connection.exceptionHandler(handler);
    return this;
  }

  @Override
  public SqlConnection closeHandler(Handler<Void> handler) {
    connection.closeHandler(handler);
    return this;
  }

  @Override
  public boolean isSSL() {
    return connection.isSSL();
  }

  @Override
  public DatabaseMetadata databaseMetadata() {
    return connection.databaseMetadata();
  }

  @Override
  public Future<Void> close() {
    return connection.close();
  }
}
