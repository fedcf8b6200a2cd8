package tandem.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tandem.base.Failure;

/** The limits on the requests of one client at a time. */
public final class Limits implements Handler<RoutingContext> {

  /** The limit is high, because a carrier or a proxy is one address for many people. */
  public static final int IN_FLIGHT_PER_ADDRESS_MAX = 512;

  public static final int HEADER_BYTES_MAX = 16 * 1024;
  public static final int REQUEST_LINE_BYTES_MAX = 8 * 1024;
  public static final int SOCKET_MESSAGE_BYTES_MAX = 128 * 1024;

  /** The timeout is longer than the pause between pings of our sockets and streams. */
  public static final int IDLE_SECONDS_MAX = 60;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int inFlightMax;
  private final ConcurrentMap<String, Integer> inFlight = new ConcurrentHashMap<>();

  public Limits() {
    this(IN_FLIGHT_PER_ADDRESS_MAX);
  }

  Limits(int inFlightMax) {
    this.inFlightMax = inFlightMax;
  }

  /**
   * The limits of the HTTP server itself, before there is a request. It speaks HTTP/1.1 only, for
   * which {@link HeadLimit} and these numbers are made.
   */
  public static HttpServerOptions server() {
    return new HttpServerOptions()
        .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
        .setMaxHeaderSize(HEADER_BYTES_MAX)
        .setIdleTimeout(IDLE_SECONDS_MAX)
        .setHttp2ClearTextEnabled(false)
        .setMaxWebSocketFrameSize(SOCKET_MESSAGE_BYTES_MAX)
        .setMaxWebSocketMessageSize(SOCKET_MESSAGE_BYTES_MAX)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setWebSocketSubProtocols(List.of("tandem.v1"))
        .setCompressionSupported(true)
        .setHandle100ContinueAutomatically(true);
  }

  /** Counts requests until they are answered; a socket is not counted here. */
  @Override
  public void handle(RoutingContext ctx) {
    if (ctx.request().getHeader("Upgrade") != null) {
      ctx.next();
      return;
    }
    var address = address(ctx);
    if (inFlight.merge(address, 1, Integer::sum) > inFlightMax) {
      leave(address);
      ctx.fail(new Failure.TooMany(
          "at most " + inFlightMax + " requests at once from one address", RETRY_AFTER));
      return;
    }
    ctx.addEndHandler(_ -> leave(address));
    ctx.next();
  }

  /** Returns the client's network address; a header could contain any address. */
  public static String address(RoutingContext ctx) {
    var address = ctx.request().remoteAddress();
    return address == null ? "" : String.valueOf(address.hostAddress());
  }

  int inFlight() {
    return inFlight.size();
  }

  private void leave(String address) {
    inFlight.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
