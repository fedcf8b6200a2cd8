package tandem.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the head of a request (its line and headers) may take from its first byte to its last:
 * the idle timeout begins anew with each byte, so that one byte now and then would keep a
 * connection for ever. A connection between two requests, the time an answer takes and a socket
 * after its upgrade are not its business.
 */
public final class HeadLimit {

  /** Ample for a phone on a bad line. */
  public static final Duration HEAD_DURATION_MAX = Duration.ofSeconds(15);

  private final Duration limit;

  public HeadLimit() {
    this(HEAD_DURATION_MAX);
  }

  HeadLimit(Duration limit) {
    this.limit = limit;
  }

  /** For a server's {@code connectionHandler}. */
  public void watch(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) {
      var behind = server.channelHandlerContext();
      var watch = new Watch(limit);
      behind.pipeline().addFirst(watch.bytes);
      behind.pipeline().addBefore(behind.name(), null, watch.heads);
    }
  }

  /** One connection, seen before and behind the decoder; on its event loop alone. */
  private static final class Watch {

    private final Duration limit;
    private boolean headAwaited = true;
    private @Nullable Future<?> due;

    Watch(Duration limit) {
      this.limit = limit;
    }

    final ChannelInboundHandlerAdapter bytes = new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (headAwaited && due == null && readsRequests(ctx)) {
          arm(ctx);
        }
        ctx.fireChannelRead(read);
      }

      @Override
      public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        ctx.fireChannelInactive();
      }
    };

    final ChannelInboundHandlerAdapter heads = new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object decoded) {
        if (decoded instanceof HttpRequest) {
          headAwaited = false;
          disarm();
        }
        if (decoded instanceof LastHttpContent) {
          headAwaited = true;
        }
        ctx.fireChannelRead(decoded);
      }
    };

    /** Not after the upgrade to a socket. */
    private static boolean readsRequests(ChannelHandlerContext ctx) {
      return ctx.pipeline().get(HttpObjectDecoder.class) != null;
    }

    private void arm(ChannelHandlerContext ctx) {
      due = ctx.executor()
          .schedule(
              () -> {
                if (ctx.channel().config().isAutoRead()) {
                  var _ = ctx.close();
                } else {
                  // it is we who do not read: requests before it are not answered yet
                  arm(ctx);
                }
              },
              limit.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    private void disarm() {
      if (due != null) {
        due.cancel(false);
        due = null;
      }
    }
  }
}
