package tandem.storage;

import java.net.UnknownHostException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tandem.base.Failure;

/** The wait for a PostgreSQL that is still starting; it is announced and has a limit. */
public final class DatabaseWait {

  public static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String TRY_SECONDS_MAX = "&connectTimeout=5&loginTimeout=5";
  private static final String STARTING = "57P03";
  private static final String FULL = "53300";

  private DatabaseWait() {}

  /**
   * Blocks until the database accepts a connection.
   *
   * @param say gets one line at the first failed try @throws Failure with one line, when the
   *     database refuses the log-in, or does not answer for {@link #WAIT_MAX}
   */
  public static void until(DatabaseAddress address, InstantSource clock, Consumer<String> say) {
    var until = clock.instant().plus(WAIT_MAX);
    var limit = WAIT_MAX.toSeconds() + " s";
    for (boolean first = true; ; first = false) {
      try (var _ = DriverManager.getConnection(
          address.jdbcUrl() + TRY_SECONDS_MAX, address.user(), address.password())) {
        return;
      } catch (SQLException e) {
        if (!mayPass(e)) {
          throw new Failure.Invalid(named(address) + " refuses the connection: " + why(e));
        }
        if (first) {
          say.accept("waiting up to " + limit + " for " + address + ": " + why(e));
        }
        if (!clock.instant().isBefore(until)) {
          throw new Failure.Unavailable(
              named(address) + " has not answered for " + limit + ": " + why(e), WAIT_MAX);
        }
        pause();
      }
    }
  }

  private static String named(DatabaseAddress address) {
    return "database.url (TANDEM_DATABASE_URL): " + address;
  }

  /**
   * Whether a later try may succeed: the database is not running yet or has no free connection. Any
   * other error would come again.
   */
  private static boolean mayPass(SQLException e) {
    var state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.equals(STARTING) || state.equals(FULL);
  }

  /** The reason in one line, for people. */
  public static String why(SQLException e) {
    return e.getCause() instanceof UnknownHostException
        ? "the host is unknown"
        : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static void pause() {
    try {
      var nothing = new CountDownLatch(1);
      if (nothing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts it down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the database", e);
    }
  }
}
