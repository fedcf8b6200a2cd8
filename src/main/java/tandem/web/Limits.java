package tandem.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import tandem.base.Failure;

/**
 * The limits on the requests of one client at a time. Whole requests are counted, and those with a
 * log-in; {@link Connections} bounds the others. Files that strangers send are counted by
 * themselves while they come in.
 */
public final class Limits {

  /** The limit is high, because an address may be that of many people. */
  public static final int IN_FLIGHT_MAX = 512;

  /** Files may take minutes, so they take no place of other requests from the same address. */
  public static final int UPLOADS_MAX = 32;

  public static final int HEADER_BYTES_MAX = 16 * 1024;
  public static final int REQUEST_LINE_BYTES_MAX = 8 * 1024;
  public static final int SOCKET_MESSAGE_BYTES_MAX = 128 * 1024;

  /** The timeout is longer than the pause between pings of our sockets and streams. */
  public static final int IDLE_SECONDS_MAX = 60;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int inFlightMax;
  private final Places inFlight;
  private final Places uploads = new Places(UPLOADS_MAX);

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

  /** A place that a request has taken. It is left when the request ends, or earlier. */
  public static final class Place {
    private final Places places;
    private final String client;
    private boolean left;

    private Place(Places places, String client) {
      this.places = places;
      this.client = client;
    }

    /** Leaves the place, once; on the loop of the request. */
    public void leave() {
      if (!left) {
        left = true;
        places.leave(client);
      }
    }
  }

  /**
   * Counts a request of an account until it is answered; {@link Failure.TooMany} if it may not go
   * on. A socket is counted until its handshake is done.
   */
  public Place takeOfAccount(RoutingContext ctx, String account) {
    return take(
        ctx, inFlight, "account " + account, inFlightMax + " requests at once from one account");
  }

  /** Counts a request of an account until it is answered, and lets it go on if it may. */
  public void passOfAccount(RoutingContext ctx, String account) {
    // it may be called when no handler runs that could throw
    Future.succeededFuture()
        .map(_ -> takeOfAccount(ctx, account))
        .onSuccess(_ -> ctx.next())
        .onFailure(ctx::fail);
  }

  /** Counts a request without an account likewise; {@link Failure.TooMany}. */
  public Place takeOfClient(RoutingContext ctx) {
    return take(ctx, inFlight, address(ctx), inFlightMax + " requests at once from one address");
  }

  /** Counts a request without an account until it is answered, and lets it go on if it may. */
  public void passOfClient(RoutingContext ctx) {
    var _ = takeOfClient(ctx);
    ctx.next();
  }

  /** Counts a file of a client without an account from its first byte on, likewise. */
  public void passUpload(RoutingContext ctx) {
    var _ = take(ctx, uploads, address(ctx), UPLOADS_MAX + " files at once from one address");
    ctx.next();
  }

  private static String address(RoutingContext ctx) {
    return "address " + ClientAddress.of(ctx);
  }

  private static Place take(RoutingContext ctx, Places places, String client, String max) {
    if (!places.take(client)) {
      throw new Failure.TooMany("at most " + max, RETRY_AFTER);
    }
    var place = new Place(places, client);
    Upgrades.whenEnded(ctx, place::leave);
    return place;
  }
}
