package tandem.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a connection may take until the head of its next request (its line and headers) is
 * complete: the idle timeout begins anew with each byte, so that one byte now and then would keep a
 * connection for ever. The time that an answer takes and a socket after its upgrade do not count.
 */
public final class HeadLimit implements Handler<RoutingContext> {

  /** From the opening of the connection; ample for a phone on a bad line. */
  public static final Duration FIRST_HEAD_MAX = Duration.ofSeconds(15);

  /** From the last answer: a connection that says nothing is kept as long. */
  public static final Duration NEXT_HEAD_MAX = Duration.ofSeconds(Limits.IDLE_SECONDS_MAX);

  private static final int SWITCHING_PROTOCOLS = 101;

  private final Vertx vertx;
  private final Duration first;
  private final Duration next;
  private final Map<HttpConnection, Watch> watches = new ConcurrentHashMap<>();

  public HeadLimit(Vertx vertx) {
    this(vertx, FIRST_HEAD_MAX, NEXT_HEAD_MAX);
  }

  HeadLimit(Vertx vertx, Duration first, Duration next) {
    this.vertx = vertx;
    this.first = first;
    this.next = next;
  }

  /** For a server's {@code connectionHandler}. */
  public void opened(HttpConnection connection) {
    var watch = new Watch(connection);
    watches.put(connection, watch);
    connection.closeHandler(_ -> {
      watches.remove(connection);
      watch.disarm();
    });
    watch.arm(first);
  }

  /** A head is complete; to be asked before every other handler. */
  @Override
  public void handle(RoutingContext ctx) {
    var watch = watches.get(ctx.request().connection());
    if (watch != null) {
      watch.begun();
      ctx.addEndHandler(_ -> watch.answered(ctx.response().getStatusCode()));
    }
    ctx.next();
  }

  /** One connection; on its event loop alone. */
  private final class Watch {

    private final HttpConnection connection;

    /** More than one when the client has sent the next request before it had its answer. */
    private int unanswered;

    private OptionalLong timer = OptionalLong.empty();

    Watch(HttpConnection connection) {
      this.connection = connection;
    }

    void begun() {
      unanswered++;
      disarm();
    }

    void answered(int status) {
      unanswered--;
      if (unanswered == 0 && status != SWITCHING_PROTOCOLS && watches.containsKey(connection)) {
        arm(next);
      }
    }

    void arm(Duration limit) {
      disarm();
      timer = OptionalLong.of(vertx.setTimer(limit.toMillis(), _ -> connection.close()));
    }

    void disarm() {
      timer.ifPresent(vertx::cancelTimer);
      timer = OptionalLong.empty();
    }
  }
}
