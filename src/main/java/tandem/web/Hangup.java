package tandem.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import tandem.loops.Wires;

/** The end of a socket whose client may not read any more. */
public final class Hangup {

  /** The time in which a client may read the reason and answer the close frame. */
  private static final Duration FAREWELL_MAX = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final HttpConnection connection;

  /** @param ctx the request that becomes the socket; a socket does not tell its connection */
  public Hangup(Vertx vertx, RoutingContext ctx) {
    this.vertx = vertx;
    this.connection = ctx.request().connection();
  }

  /** Tells a socket why it is closed, and cuts it off when it does not answer. */
  public void end(ServerWebSocket socket, short code, String reason) {
    var timer = vertx.setTimer(FAREWELL_MAX.toMillis(), _ -> Wires.cut(connection));
    socket.close(code, reason).onComplete(_ -> {
      if (socket.isClosed()) {
        vertx.cancelTimer(timer);
      }
    });
  }
}
