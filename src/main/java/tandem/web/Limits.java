package tandem.web;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import tandem.base.Failure;

/**
 * The limits on the requests of one client at a time. Whole requests are counted, and those whose
 * sender is known; {@link Connections} bounds the others.
 */
public final class Limits {

  /** The limit is high, because an address may be that of many people. */
  public static final int IN_FLIGHT_MAX = 512;

  public static final int HEADER_BYTES_MAX = 16 * 1024;
  public static final int REQUEST_LINE_BYTES_MAX = 8 * 1024;
  public static final int SOCKET_MESSAGE_BYTES_MAX = 128 * 1024;

  /** The timeout is longer than the pause between pings of our sockets and streams. */
  public static final int IDLE_SECONDS_MAX = 60;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int inFlightMax;
  private final Places inFlight;

  public Limits() {
    this(IN_FLIGHT_MAX);
  }

  Limits(int inFlightMax) {
    this.inFlightMax = inFlightMax;
    this.inFlight = new Places(inFlightMax);
  }

  /**
   * The limits of the HTTP server itself, before there is a request. It speaks HTTP/1.1 only, for
   * which {@link Connections} and these numbers are made.
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

  /** Counts a request of an account until it is answered, and lets it go on if it may. */
  public void passOfAccount(RoutingContext ctx, String account) {
    pass(ctx, "account " + account, "one account");
  }

  /** Counts a request without an account until it is answered, and lets it go on if it may. */
  public void passOfClient(RoutingContext ctx) {
    pass(ctx, "address " + ClientAddress.of(ctx), "one address");
  }

  /** A socket is counted until its handshake is done. */
  private void pass(RoutingContext ctx, String client, String which) {
    if (inFlight.take(client)) {
      Upgrades.whenEnded(ctx, () -> inFlight.leave(client));
      ctx.next();
    } else {
      ctx.fail(new Failure.TooMany(
          "at most " + inFlightMax + " requests at once from " + which, RETRY_AFTER));
    }
  }
}
