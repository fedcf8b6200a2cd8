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
 * The limit on the time until the head of a connection's next request (its line and headers) is
 * complete. The idle timeout starts again with each byte, so a client could otherwise keep a
 * connection for ever with one byte now and then. The time of answering and a socket after its
 * upgrade do not count.
 */
public final class HeadLimit implements Handler<RoutingContext> {

  /** Counts from the opening of the connection; long enough for a phone with a bad connection. */
  public static final Duration FIRST_HEAD_MAX = Duration.ofSeconds(15);

  /** Counts from the last answer; an idle connection is kept for the same time. */
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

  /** The handler for a server's {@code connectionHandler}. */
  public void opened(HttpConnection connection) {
    var watch = new Watch(connection);
    watches.put(connection, watch);
    connection.closeHandler(_ -> {
      watches.remove(connection);
      watch.disarm();
    });
    watch.arm(first);
  }

  /** Notes that a head is complete. It must run before every other handler. */
  @Override
  public void handle(RoutingContext ctx) {
    var watch = watches.get(ctx.request().connection());
    if (watch != null) {
      watch.begun();
      ctx.addEndHandler(_ -> watch.answered(ctx.response().getStatusCode()));
    }
    ctx.next();
  }

  /** The watch of one connection. It runs on its event loop only. */
  private final class Watch {

    private final HttpConnection connection;

    /** More than one when the client sends its next request before it has the answer. */
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
