package tandem.web;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;

/**
 * Requests to the servers of others, which may do nothing, be slow or never end. A request has a
 * time for everything: the wait for a connection, the name, the connection, and the whole answer.
 * An answer has a number of bytes, as they come over the line: nothing is decompressed. When a
 * bound is reached, the connection is closed. Redirects are not followed.
 */
public final class PeerClient {

  /**
   * A try of the outbox holds one connection. So this many calls or customers whose requests hang
   * at one host do not delay those of others.
   */
  public static final int CONNECTIONS_MAX = 256;

  /** With more requests waiting for a connection to a host, a request fails at once. */
  public static final int WAITING_MAX = 1_000;

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final String USER_AGENT = "tandem";

  /**
   * The bounds of one request.
   *
   * @param time from the call to the end of the answer
   * @param bytes the largest body of an answer
   */
  public record Bounds(Duration time, int bytes) {
    public Bounds {
      if (!time.isPositive() || bytes < 0) {
        throw new IllegalArgumentException("an answer needs some time, and no negative bytes");
      }
    }
  }

  /**
   * A whole answer.
   *
   * @param sent when it was sent, by the sender's clock
   */
  public record Answer(int status, Buffer body, Optional<Instant> sent) {

    /** The body as UTF-8. */
    public String text() {
      return body.toString(StandardCharsets.UTF_8);
    }
  }

  private final Vertx vertx;
  private final HttpClient client;

  /** Makes a client with connections of its own, for {@link #CONNECTIONS_MAX} of one host. */
  public PeerClient(Vertx vertx) {
    this(vertx, CONNECTIONS_MAX, WAITING_MAX);
  }

  /** Makes a client for other numbers of connections to, and waiting requests for, one host. */
  public PeerClient(Vertx vertx, int connectionsMax, int waitingMax) {
    this.vertx = vertx;
    this.client = connections(vertx, new HttpClientOptions(), connectionsMax, waitingMax);
  }

  /**
   * Makes connections with the same bounds, for requests whose answers are streams. Who uses them
   * bounds the time and the size of each answer, and resets the request when one is reached.
   */
  public static HttpClient connections(Vertx vertx) {
    return connections(vertx, new HttpClientOptions());
  }

  /** Makes connections likewise, with other trust and without reuse for example. */
  static HttpClient connections(Vertx vertx, HttpClientOptions options) {
    return connections(vertx, options, CONNECTIONS_MAX, WAITING_MAX);
  }

  private static HttpClient connections(
      Vertx vertx, HttpClientOptions options, int connectionsMax, int waitingMax) {
    return vertx.createHttpClient(
        bounded(options),
        new PoolOptions().setHttp1MaxSize(connectionsMax).setMaxWaitQueueSize(waitingMax));
  }

  private static HttpClientOptions bounded(HttpClientOptions options) {
    return new HttpClientOptions(options)
        .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
        .setSslHandshakeTimeout(CONNECT_LIMIT.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setDecompressionSupported(false);
  }

  /**
   * Sends a request; completes with the whole answer. It fails with {@link Failure.Unavailable}
   * when a bound is reached.
   */
  public Future<Answer> send(
      HttpMethod method, String url, MultiMap headers, Buffer body, Bounds bounds) {
    return new Asking(bounds)
        .start(
            new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(url)
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                    .set("User-Agent", USER_AGENT)
                    .addAll(headers))
                .setConnectTimeout(bounds.time().toMillis())
                .setFollowRedirects(false),
            body);
  }

  public Future<Void> close() {
    return client.close();
  }

  /** One request. Its timer and its connection may have different threads. */
  private final class Asking {

    private final Bounds bounds;
    private final Promise<Answer> done = Promise.promise();
    private final Buffer received = Buffer.buffer();
    private @Nullable HttpClientRequest open;
    private boolean isOver;

    Asking(Bounds bounds) {
      this.bounds = bounds;
    }

    Future<Answer> start(RequestOptions options, Buffer body) {
      long timer = vertx.setTimer(
          bounds.time().toMillis(),
          _ -> giveUp("there was no whole answer within " + seconds(bounds.time()) + " s"));
      client.request(options).onComplete(request -> begin(request, body), done::tryFail);
      return done.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    /** A connection that comes too late goes back to the others. */
    private synchronized void begin(HttpClientRequest request, Buffer body) {
      open = request;
      if (isOver) {
        request.reset();
        return;
      }
      // before it is sent: an answer that nobody hears is lost
      request.response().onComplete(this::read, done::tryFail);
      request.send(body).onFailure(done::tryFail);
    }

    private void read(HttpClientResponse answer) {
      answer.exceptionHandler(done::tryFail);
      answer.handler(this::take);
      answer.endHandler(
          _ -> done.tryComplete(new Answer(answer.statusCode(), received, sent(answer))));
    }

    private void take(Buffer piece) {
      if (received.length() + piece.length() > bounds.bytes()) {
        giveUp("the answer has more than " + bounds.bytes() + " bytes");
      } else if (!done.future().isComplete()) {
        received.appendBuffer(piece);
      }
    }

    /** Ends the request. This closes its connection, on which the rest of the answer would come. */
    private void giveUp(String why) {
      HttpClientRequest last;
      synchronized (this) {
        isOver = true;
        last = open;
      }
      if (done.tryFail(new Failure.Unavailable(why, bounds.time())) && last != null) {
        last.reset();
      }
    }
  }

  private static Optional<Instant> sent(HttpClientResponse answer) {
    var date = answer.getHeader(HttpHeaders.DATE);
    try {
      return date == null
          ? Optional.empty()
          : Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0
        ? Long.toString(time.toSeconds())
        : Double.toString(time.toMillis() / 1000.0);
  }
}
