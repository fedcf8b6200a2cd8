package tandem.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private static final Duration SAID_EVERY = Duration.ofSeconds(5);

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final Logger LOG = LoggerFactory.getLogger(StartLock.class);

  private final Connection connection;

  private StartLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the lock; blocks, and says every few seconds for what it waits.
   *
   * @param part the part of the start; each part has a lock of its own
   */
  public static StartLock take(DatabaseAddress address, String part) {
    try {
      var connection = address.open();
      try (var statement = connection.createStatement();
          var taking = connection.prepareStatement(TAKE)) {
        statement.execute("SET lock_timeout = " + SAID_EVERY.toMillis());
        taking.setString(1, "tandem start " + part);
        for (var waited = Duration.ZERO; !isTaken(taking); waited = waited.plus(SAID_EVERY)) {
          if (waited.compareTo(WAIT_MAX) >= 0) {
            throw new Failure.Unavailable(
                "other nodes have been starting for " + WAIT_MAX.toSeconds() + " s (" + part
                    + "); end those that do not go on",
                WAIT_MAX);
          }
          LOG.warn(
              "waiting up to {} s: another node on this database is starting ({})",
              WAIT_MAX.toSeconds(),
              part);
        }
        return new StartLock(connection);
      } catch (SQLException | Failure e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot take the lock of a start", e);
    }
  }

  private static boolean isTaken(PreparedStatement taking) throws SQLException {
    try {
      taking.execute();
      return true;
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
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
