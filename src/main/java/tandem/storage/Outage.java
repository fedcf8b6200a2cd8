package tandem.storage;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.TransactionRollbackException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;

/** The distinction between an outage of PostgreSQL and a bug. */
public final class Outage {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /**
   * SQL states of passing failures: connection lost or refused, shutdown or start, lack of
   * resources, transaction rolled back in favour of another.
   */
  private static final List<String> PASSING = List.of("08", "57P", "53", "40");

  /**
   * Messages of the pool; it has no exception types for a lost connection and for a wait that was
   * too long.
   */
  private static final List<String> SAID_BY_THE_POOL = List.of("closed", "not active", "Timeout");

  private Outage() {}

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
          SocketException _,
          UnknownHostException _,
          ClosedChannelException _,
          TimeoutException _ -> true;
      case VertxException e -> SAID_BY_THE_POOL.stream().anyMatch(text(e.getMessage())::contains);
      case Throwable _ -> false;
    };
    return passes ? new Failure.Unavailable("the database is not available", RETRY_AFTER) : failure;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
