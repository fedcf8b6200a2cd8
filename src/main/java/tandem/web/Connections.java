package tandem.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tandem.loops.Wires;

/**
 * The bounds on the connections of one port, in number and in time. A connection waits while the
 * server has no whole request of it. Waiting connections are closed, the oldest first, when there
 * are too many, so that senders that do not go on keep nobody out. The time until the head of a
 * request is complete is limited, because the idle timeout starts again with each byte; so is the
 * time in which a peer reads nothing of an answer. A socket has limits of its own.
 */
public final class Connections implements Handler<RoutingContext> {

  /**
   * The bounds.
   *
   * @param all connections of every kind
   * @param waitingPerClient connections of one client without a whole request
   * @param firstHead counts from the opening; long enough for a phone with a bad connection
   * @param nextHead counts from the last answer; an idle connection is kept for the same time
   * @param unread the time in which a peer must have read a part of an answer
   */
  public record Bounds(
      int all, int waitingPerClient, Duration firstHead, Duration nextHead, Duration unread) {

    /** Bounds for so many connections; one client may let a quarter of them wait. */
    public static Bounds of(int all) {
      return new Bounds(
          all,
          Math.max(1, all / WAITING_SHARE),
          FIRST_HEAD_MAX,
          Duration.ofSeconds(Limits.IDLE_SECONDS_MAX),
          UNREAD_MAX);
    }
  }

  private static final int WAITING_SHARE = 4;
  private static final Duration FIRST_HEAD_MAX = Duration.ofSeconds(15);
  private static final Duration UNREAD_MAX = Duration.ofSeconds(30);

  /** In which a client may read the last answer of a connection that is closed. */
  private static final Duration FAREWELL_MAX = Duration.ofSeconds(5);

  /** A slower reader only holds our memory: half a kilobyte a second. */
  private static final int READ_BYTES_MIN = 16 * 1024;

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final String KEY = "tandem.connection";

  private final Vertx vertx;
  private final Proxies proxies;
  private final Bounds bounds;

  // these three are used under the lock only
  private final Map<HttpConnection, Watch> open = new HashMap<>();
  private final SequencedSet<Watch> waiting = new LinkedHashSet<>();
  private final Map<ClientAddress, SequencedSet<Watch>> waitingByClient = new HashMap<>();

  public Connections(Vertx vertx, Proxies proxies, Bounds bounds) {
    this.vertx = vertx;
    this.proxies = proxies;
    this.bounds = bounds;
  }

  /** The handler for the {@code connectionHandler} of a server that {@link Limits} describes. */
  public void opened(HttpConnection connection) {
    if (!proxies.mayConnect(connection)) {
      Wires.cut(connection);
      return;
    }
    Wires.takeNamesAsSent(connection, Limits.server());
    var watch = new Watch(connection);
    Wires.whenClosed(connection, watch::closed);
    synchronized (this) {
      open.put(connection, watch);
    }
    watch.await(bounds.firstHead());
    if (proxies.protocol()) {
      Wires.awaitProxyHeader(connection, watch::named);
    }
  }

  /** Notes that a head is complete, and who sent it. It must run before every other handler. */
  @Override
  public void handle(RoutingContext ctx) {
    var request = ctx.request();
    var client = proxies.client(request);
    client.putInto(ctx);
    var watch = watch(request.connection());
    if (watch != null) {
      ctx.put(KEY, watch);
      watch.begun(client, request);
      var end = Upgrades.watch(ctx);
      watch.atClose.add(end);
      Upgrades.whenEnded(ctx, () -> {
        watch.atClose.remove(end);
        watch.answered(request);
      });
    }
    ctx.next();
  }

  /**
   * Notes that the whole request has come, or that its sender has shown who they are: the
   * connection is not closed to make room.
   */
  public static void keep(RoutingContext ctx) {
    if (ctx.<Object>get(KEY) instanceof Watch watch) {
      watch.keep();
    }
  }

  /**
   * Closes the connection some seconds after the answer that the request gets next. The answer says
   * so. A connection that was closed with it would lose the answer if the client is still sending.
   */
  public static void closeAfterAnswer(RoutingContext ctx) {
    if (ctx.response().headWritten()) {
      return;
    }
    ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    var connection = ctx.request().connection();
    Upgrades.whenEnded(
        ctx, () -> ctx.vertx().setTimer(FAREWELL_MAX.toMillis(), _ -> Wires.cut(connection)));
  }

  /** The open connections, sockets included. */
  public synchronized int open() {
    return open.size();
  }

  private synchronized @Nullable Watch watch(HttpConnection connection) {
    return open.get(connection);
  }

  /** Puts a connection last in the line of those that wait, and returns those without a place. */
  private synchronized List<Watch> wait(Watch watch, ClientAddress client) {
    goOn(watch);
    if (!open.containsKey(watch.connection)) {
      return List.of();
    }
    watch.client = client;
    waiting.add(watch);
    var ofClient = waitingByClient.computeIfAbsent(client, _ -> new LinkedHashSet<>());
    ofClient.add(watch);
    var tooMany = new ArrayList<Watch>();
    if (ofClient.size() > bounds.waitingPerClient() && !proxies.isShared(watch.connection)) {
      tooMany.add(ofClient.getFirst());
    }
    if (open.size() - tooMany.size() > bounds.all()) {
      tooMany.add(waiting.getFirst());
    }
    tooMany.forEach(this::forget);
    return tooMany;
  }

  private synchronized void goOn(Watch watch) {
    if (waiting.remove(watch)) {
      waitingByClient.computeIfPresent(watch.client, (_, ofClient) -> {
        ofClient.remove(watch);
        return ofClient.isEmpty() ? null : ofClient;
      });
    }
  }

  private synchronized void forget(Watch watch) {
    goOn(watch);
    open.remove(watch.connection);
  }

  /** The watch of one connection. It runs on its event loop only, except where noted. */
  private final class Watch {

    private final HttpConnection connection;

    /** Who waits here; used under the lock only. */
    private ClientAddress client = ClientAddress.NONE;

    /** More than one when the client sends its next request before it has the answer. */
    private int unanswered;

    private @Nullable HttpServerResponse response;
    private long delivered;
    private OptionalLong timer = OptionalLong.empty();

    /** A request that breaks off while it becomes a socket has no other end. */
    private final Set<Runnable> atClose = ConcurrentHashMap.newKeySet();

    Watch(HttpConnection connection) {
      this.connection = connection;
    }

    void begun(ClientAddress sender, HttpServerRequest request) {
      unanswered++;
      response = request.response();
      delivered = 0;
      arm(bounds.unread(), this::unlessItReads);
      if (announcesBody(request)) {
        line(sender);
      } else {
        keep();
      }
    }

    void keep() {
      goOn(this);
    }

    void answered(HttpServerRequest request) {
      unanswered--;
      if (unanswered > 0) {
        return;
      }
      if (request.response().getStatusCode() == SWITCHING_PROTOCOLS) {
        keep();
        disarm();
      } else {
        // the rest of a body that nobody reads must come to its end too
        await(
            request.isEnded() || !announcesBody(request) ? bounds.nextHead() : bounds.firstHead());
      }
    }

    /** Waits for the head of the next request. */
    void await(Duration limit) {
      line(proxies.client(connection));
      arm(limit, this::unlessItReadsTheLast);
    }

    /** The proxy has said whose connection it is, so that it waits as that client's. */
    void named() {
      line(proxies.client(connection));
    }

    private void line(ClientAddress sender) {
      Connections.this.wait(this, sender).forEach(Watch::hangUp);
    }

    /** An answer that takes the server long is not the peer's fault. */
    private void unlessItReads() {
      if (Wires.unsent(connection) == 0 || hasRead()) {
        arm(bounds.unread(), this::unlessItReads);
      } else {
        hangUp();
      }
    }

    /** A peer that still reads the last answer may take its time. */
    private void unlessItReadsTheLast() {
      if (Wires.unsent(connection) > 0 && hasRead()) {
        arm(bounds.unread(), this::unlessItReadsTheLast);
      } else {
        hangUp();
      }
    }

    private boolean hasRead() {
      long before = delivered;
      delivered = response == null ? 0 : response.bytesWritten() - Wires.unsent(connection);
      return delivered - before >= READ_BYTES_MIN;
    }

    /** Any thread may call. */
    private void hangUp() {
      Wires.cut(connection);
    }

    void closed() {
      atClose.forEach(Runnable::run);
      forget(this);
      disarm();
    }

    private void arm(Duration limit, Runnable act) {
      disarm();
      timer = OptionalLong.of(vertx.setTimer(limit.toMillis(), _ -> act.run()));
    }

    private void disarm() {
      timer.ifPresent(vertx::cancelTimer);
      timer = OptionalLong.empty();
    }
  }

  static boolean announcesBody(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }
}
