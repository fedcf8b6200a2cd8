package tandem.loops;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The connections below HTTP. Vert.x sends everything that waits before it closes a connection, and
 * a peer that does not read would keep it as long as it likes.
 */
public final class Wires {

  private Wires() {}

  /** Closes a connection at once; what waits to be sent is lost. Any thread may call. */
  public static void cut(HttpConnection connection) {
    // closing the channel itself would wait too, because Vert.x handles that
    var _ = base(connection).channelHandlerContext().close();
  }

  /** Closes the connection of a socket at once; what waits to be sent is lost. */
  public static void cut(ServerWebSocket socket) {
    if (!(socket instanceof WebSocketInternal open)) {
      throw new IllegalStateException("Vert.x has other sockets now");
    }
    var _ = open.channelHandlerContext().close();
  }

  /**
   * The bytes that the peer has left unread, beyond those in the buffers of the network. Call it on
   * the loop of the connection.
   */
  public static long unsent(HttpConnection connection) {
    var waiting = base(connection).channel().unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
  }

  private static ConnectionBase base(HttpConnection connection) {
    if (!(connection instanceof ConnectionBase base)) {
      throw new IllegalStateException("Vert.x has other connections now");
    }
    return base;
  }
}
