package tandem.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import tandem.loops.Wires;

/** The end of a socket whose client may not read any more. */
public final class Hangup {

  /** The time in which a client may read the reason and answer the close frame. */
  private static final Duration FAREWELL_MAX = Duration.ofSeconds(5);

  private Hangup() {}

  /** Tells a socket why it is closed, and cuts it off when it does not answer. */
  public static void of(Vertx vertx, ServerWebSocket socket, short code, String reason) {
    socket.close(code, reason);
    vertx.setTimer(FAREWELL_MAX.toMillis(), _ -> Wires.cut(socket));
  }
}
