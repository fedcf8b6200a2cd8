package tandem.loops;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;

/**
 * The connections below HTTP and SQL. Vert.x sends everything that waits before it closes a
 * connection, and a peer that does not read would keep it as long as it likes.
 */
public final class Wires {

  private Wires() {}

  /**
   * Closes a connection at once; what waits to be sent is lost. A WebSocket's is that of its
   * request. Any thread may call.
   */
  public static void cut(HttpConnection connection) {
    var channel = channel(connection);
    // closing the channel itself would wait too, because Vert.x handles that
    if (channel.eventLoop().inEventLoop()) {
      channel.unsafe().close(channel.voidPromise());
    } else {
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }
  }

  /** Does something when a connection is gone, also one that has become a WebSocket's. */
  public static void whenClosed(HttpConnection connection, Runnable act) {
    channel(connection).closeFuture().addListener(_ -> act.run());
  }

  /**
   * The bytes that the peer has left unread, beyond those in the buffers of the network. Call it on
   * the loop of the connection.
   */
  public static long unsent(HttpConnection connection) {
    var waiting = channel(connection).unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
  }

  /** The handlers of the messages of a connection to PostgreSQL. */
  public static ChannelPipeline pipeline(SqlConnection connection) {
    Connection inner = ((SqlConnectionInternal) connection).unwrap();
    while (!(inner instanceof SocketConnectionBase)) {
      inner = inner.unwrap();
    }
    return ((SocketConnectionBase) inner).socket().channelHandlerContext().pipeline();
  }

  private static Channel channel(HttpConnection connection) {
    if (!(connection instanceof ConnectionBase base)) {
      throw new IllegalStateException("Vert.x has other connections now");
    }
    return base.channel();
  }
}
