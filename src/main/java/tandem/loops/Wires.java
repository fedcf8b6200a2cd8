package tandem.loops;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.AsciiString;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The connections below HTTP and SQL. Vert.x sends everything that waits before it closes a
 * connection, and a peer that does not read would keep it as long as it likes.
 */
public final class Wires {

  private static final AttributeKey<SocketAddress> NAMED =
      AttributeKey.valueOf(Wires.class, "named");

  private Wires() {}

  /**
   * Closes a connection at once; what waits to be sent is lost. A WebSocket's is that of its
   * request. Any thread may call.
   */
  public static void cut(HttpConnection connection) {
    cut(channel(connection));
  }

  /** The same for a connection that may not have begun yet. */
  public static void cut(Channel channel) {
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

  /**
   * Takes the names of headers as they were sent. Vert.x 5.0.12 knows the usual ones by some of
   * their letters, and takes {@code Content-Xength} for {@code Content-Length}: a proxy in front
   * sees another end of the request, and what follows it is read as a body (CVE-2026-102479). Call
   * it when the connection has opened, before anything of it is read.
   *
   * @param options those of the server
   */
  public static void takeNamesAsSent(HttpConnection connection, HttpServerOptions options) {
    var pipeline = channel(connection).pipeline();
    var decoder = pipeline.context(VertxHttpRequestDecoder.class);
    if (decoder == null) {
      throw new IllegalStateException("Vert.x reads requests in another way now");
    }
    pipeline.replace(decoder.name(), decoder.name(), new NamesAsSent(options));
  }

  /**
   * Reads the header of the PROXY protocol before anything else of a connection. Vert.x would read
   * it before it tells of the connection: one of a stranger would be nowhere counted, and would
   * last for as long as its bytes come. Call it when the connection has opened.
   *
   * @param come called when the header is whole, on the loop of the connection; a connection that
   *     begins in another way is closed
   */
  public static void awaitProxyHeader(HttpConnection connection, Runnable come) {
    channel(connection).pipeline().addFirst(new HAProxyMessageDecoder(), new ProxyHeader(come));
  }

  /** The client that a proxy has named by the PROXY protocol; its own checks name none. */
  public static Optional<SocketAddress> named(HttpConnection connection) {
    return Optional.ofNullable(channel(connection).attr(NAMED).get());
  }

  /**
   * Lets the peer read the last answer although it is still sending: the connection ends in our
   * direction first, and what comes is read and dropped until the peer ends too. Without this the
   * system resets a connection that is closed with unread bytes, and the answer is lost. Call it on
   * the loop of the connection, before the answer.
   *
   * @param limit after which the connection is closed although the peer still sends
   */
  public static void readRestBeforeClose(HttpConnection connection, Duration limit) {
    channel(connection).pipeline().addFirst(new LastRead(limit));
  }

  private static final class LastRead extends ChannelOutboundHandlerAdapter {
    private final Duration limit;
    private boolean ending;

    LastRead(Duration limit) {
      this.limit = limit;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
      if (ending || !(ctx.channel() instanceof DuplexChannel channel)) {
        var _ = ctx.close(promise);
        return;
      }
      ending = true;
      var timer = ctx.executor().schedule(() -> end(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
      channel.closeFuture().addListener(_ -> {
        timer.cancel(false);
        promise.trySuccess();
      });
      var _ = channel.shutdownOutput();
    }

    private static void end(ChannelHandlerContext ctx) {
      var _ = ctx.close();
    }
  }

  private static final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
    private final Runnable come;

    ProxyHeader(Runnable come) {
      this.come = come;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
      var protocol = header.proxiedProtocol();
      if (protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6) {
        ctx.channel()
            .attr(NAMED)
            .set(SocketAddress.inetSocketAddress(header.sourcePort(), header.sourceAddress()));
      }
      ctx.pipeline().remove(this);
      come.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }

  private static final class NamesAsSent extends VertxHttpRequestDecoder {

    NamesAsSent(HttpServerOptions options) {
      super(options);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
      var known = super.splitHeaderName(line, start, length);
      var sent = new AsciiString(line, start, length, true);
      return known.contentEqualsIgnoreCase(sent) ? known : sent;
    }
  }

  /** The connection of the network below. */
  public static Channel channel(HttpConnection connection) {
    if (!(connection instanceof ConnectionBase base)) {
      throw new IllegalStateException("Vert.x has other connections now");
    }
    return base.channel();
  }
}
