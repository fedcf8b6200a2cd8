package tandem.storage;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tandem.base.Failure;

/** The wait for a PostgreSQL that is still starting; it is announced and has a limit. */
public final class DatabaseWait {

  public static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration SAID_EVERY = Duration.ofSeconds(5);
  private static final String TRY_SECONDS_MAX = "&connectTimeout=5&loginTimeout=5&socketTimeout=5";
  private static final String STARTING = "57P03";
  private static final String FULL = "53300";
  private static final String REJECTED = "08004";
  private static final String BROKEN = "08006";

  private DatabaseWait() {}

  /**
   * Blocks until the database accepts a connection, and tells its time.
   *
   * @param clock times the wait; the database's time is not known yet
   * @param say gets a line at the first failed try, and every few seconds after it
   * @throws Failure with one line, when the database refuses the log-in, or does not answer for
   *     {@link #WAIT_MAX}
   */
  public static DatabaseClock until(
      DatabaseAddress address, InstantSource clock, Consumer<String> say) {
    var until = clock.instant().plus(WAIT_MAX);
    var limit = WAIT_MAX.toSeconds() + " s";
    var sayAfter = Instant.MIN;
    while (true) {
      try (var connection = DriverManager.getConnection(
          address.jdbcUrl() + TRY_SECONDS_MAX, address.user(), address.password())) {
        return DatabaseClock.of(connection);
      } catch (SQLException e) {
        if (!mayPass(e)) {
          throw new Failure.Invalid(DatabaseCheck.named(address)
              + (isOfConnecting(e) ? " gives no connection: " : " refuses the connection: ")
              + why(e));
        }
        var now = clock.instant();
        if (!now.isBefore(sayAfter)) {
          say.accept("waiting up to " + limit + " for " + address + ": " + why(e));
          sayAfter = now.plus(SAID_EVERY);
        }
        if (!now.isBefore(until)) {
          throw new Failure.Unavailable(
              DatabaseCheck.named(address) + " has not answered for " + limit + ": " + why(e),
              WAIT_MAX);
        }
        pause();
      }
    }
  }

  /**
   * Whether a later try may succeed: the database is not running yet or has no free connection. Any
   * other error would come again, like a certificate that is not believed.
   */
  private static boolean mayPass(SQLException e) {
    var state = String.valueOf(e.getSQLState());
    return state.equals(STARTING) || state.equals(FULL) || (isOfConnecting(e) && !isOfTls(e));
  }

  private static boolean isOfConnecting(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("08");
  }

  /** The server has no TLS, or a certificate that is not believed, or one for another name. */
  private static boolean isOfTls(SQLException e) {
    return REJECTED.equals(e.getSQLState())
        || causes(e).anyMatch(cause -> cause instanceof GeneralSecurityException)
        || (BROKEN.equals(e.getSQLState())
            && causes(e).noneMatch(cause -> cause instanceof IOException));
  }

  private static Stream<Throwable> causes(SQLException e) {
    return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause);
  }

  /** The reason in one line, for people. */
  public static String why(SQLException e) {
    return causes(e).anyMatch(cause -> cause instanceof UnknownHostException)
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
