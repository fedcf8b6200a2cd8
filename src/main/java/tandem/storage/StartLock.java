package tandem.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import tandem.base.Failure;

/**
 * One node at a time looks whether it is the first and does what the first does; the others wait
 * and find it done. The database frees it when its holder dies.
 */
public final class StartLock implements AutoCloseable {

  /** Longer than some nodes take over it, one after the other, on a slow machine. */
  private static final Duration WAIT_MAX = Duration.ofMinutes(2);

  private static final String TAKE = "SELECT pg_advisory_lock(hashtextextended(?, 0))";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Connection connection;

  private StartLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Blocks.
   *
   * @param part of a start: each has its own turns
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
