package tandem.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import tandem.base.Failure;

/**
 * A lock for the steps of a start that only the first node on a database does. One node at a time
 * checks and does them; the others wait and find them done. The database frees the lock when its
 * holder dies.
 */
public final class StartLock implements AutoCloseable {

  /** Longer than several nodes need, one after the other, on a slow machine. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(2);

  private static final String TAKE = "SELECT pg_advisory_lock(hashtextextended(?, 0))";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Connection connection;

  private StartLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the lock; blocks.
   *
   * @param part the part of the start; each part has a lock of its own
   */
  public static StartLock take(DatabaseAddress address, String part) {
    try {
      var connection = address.open();
      try (var statement = connection.createStatement();
          var taking = connection.prepareStatement(TAKE)) {
        statement.execute("SET lock_timeout = " + WAIT_MAX.toMillis());
        taking.setString(1, "tandem start " + part);
        taking.execute();
        return new StartLock(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw new Failure.Unavailable(
            "other nodes have been starting for " + WAIT_MAX.toSeconds() + " s (" + part + ")",
            WAIT_MAX);
      }
      throw new IllegalStateException("cannot take the lock of a start", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot free the lock of a start", e);
    }
  }
}
