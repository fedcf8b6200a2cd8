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
   * transaction rolled back for another's sake.
   */
  private static final List<String> PASSING = List.of("08", "57P", "53", "40");

  private static final String WAITED_TOO_LONG = "Timeout";

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
      case VertxException e -> text(e.getMessage()).contains("closed");
      // the pool's own word, in a class of its own, for waiting too long for a connection
      case Throwable e -> text(e.getMessage()).equals(WAITED_TOO_LONG);
    };
    return passes ? new Failure.Unavailable("the database is away", RETRY_AFTER) : failure;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
