package tandem.storage;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.TransactionRollbackException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;

/** The distinction between an outage of PostgreSQL and a bug. */
public final class Outage {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /**
   * SQL states of passing failures: connection lost or refused, no access or no such database at
   * this moment, transaction rolled back in favour of another, a lock not given, lack of resources
   * such as space on the disk, a statement cancelled, shutdown or start, errors of the machine, a
   * server that only reads, a transaction ended because its node was frozen or took too long, and
   * our own fence: another node owns the floor now.
   *
   * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">Error Codes</a>
   */
  private static final List<String> PASSING =
      List.of("08", "28", "3D", "40", "53", "55", "57", "58", "25006", "25P03", "25P04", "TF001");

  /** Classes of SQL states that the values in a statement cause: data, and constraints. */
  private static final List<String> OF_VALUES = List.of("22", "23");

  /**
   * Messages of the pool; it has no exception types for a lost connection and for a wait that was
   * too long.
   */
  private static final List<String> SAID_BY_THE_POOL = List.of("closed", "not active", "Timeout");

  private Outage() {}

  /** Whether the same statement with the same values must fail again. */
  public static boolean isFaultOfValues(Throwable failure) {
    return failure instanceof PgException e
        && OF_VALUES.stream().anyMatch(text(e.getSqlState())::startsWith);
  }

  /**
   * Returns {@link Failure.Unavailable} if the same request may succeed later, else the given
   * failure.
   */
  public static Throwable meaning(Throwable failure) {
    boolean passes = switch (failure) {
      case PgException e -> PASSING.stream().anyMatch(text(e.getSqlState())::startsWith);
      case ClosedConnectionException _,
          ConnectionPoolTooBusyException _,
          TransactionRollbackException _,
          TimeoutException _ -> true;
      // what reads or writes a connection; what reads a file of ours has exceptions of its own
      case IOException e ->
        !(e instanceof FileSystemException || e instanceof FileNotFoundException);
      case VertxException e -> SAID_BY_THE_POOL.stream().anyMatch(text(e.getMessage())::contains);
      case Throwable _ -> false;
    };
    return passes ? new Failure.Unavailable("the database is not available", RETRY_AFTER) : failure;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
