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

/** Tells PostgreSQL being away from something being wrong. */
public final class Outage {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /**
   * SQL states that pass: connection lost or refused, shutting down or starting, out of something,
   * transaction rolled back for another's sake, or cut because its node was frozen.
   */
  private static final List<String> PASSING = List.of("08", "57P", "53", "40", "25P03");

  /** The client has no types for a connection that went away, and for waiting too long for one. */
  private static final List<String> SAID_BY_THE_POOL = List.of("closed", "not active", "Timeout");

  private Outage() {}

  /** {@link Failure.Unavailable} when the same request may succeed later, else what it was. */
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
    return passes ? new Failure.Unavailable("the database is away", RETRY_AFTER) : failure;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
