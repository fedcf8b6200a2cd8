package tandem.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.lang.ref.Reference;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * The server as seen from outside: requests over connections that stay open, repeated for as long
 * as it cannot answer.
 */
public final class FrontDoor {

  private static final int CONNECTIONS_MAX = 64;
  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final int ANSWER_TIMEOUT_MS = 10_000;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final long FIRST_PAUSE_MS = 50;
  private static final long PAUSE_MAX_MS = 1_000;

  private final Vertx vertx;
  private final URI base;
  private final HttpClientAgent client;
  private boolean closed;

  public FrontDoor(Vertx vertx, URI base) {
    this.vertx = vertx;
    this.base = base;
    this.client = vertx
        .httpClientBuilder()
        .with(new HttpClientOptions()
            .setSsl("https".equals(base.getScheme()))
            .setKeepAlive(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setTcpNoDelay(true)
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .setIdleTimeout(KEEP_ALIVE_SECONDS * 1000)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
        .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX))
        // a connection that breaks between two requests is no news; in a request it fails that
        .withConnectHandler(connection -> connection.exceptionHandler(_ -> connection.close()))
        .build();
  }

  /** What the server said. */
  public record Answer(int status, String body) {

    private static final int SHORT_MAX = 300;
    private static final int OK_FIRST = 200;
    private static final int OK_LAST = 299;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR_FIRST = 500;

    public boolean taken() {
      return status >= OK_FIRST && status <= OK_LAST;
    }

    /** Nothing was done, and the same request may be sent again. */
    boolean askAgain() {
      return status == TOO_MANY || status >= SERVER_ERROR_FIRST;
    }

    /** Status and the beginning of the body, for people. */
    public String inShort() {
      return status + " " + body.substring(0, Math.min(body.length(), SHORT_MAX));
    }

    /** The body as JSON; an object without members when it is none. */
    public JsonNode json() {
      try {
        var node = Json.MAPPER.readTree(body);
        return node == null || node.isMissingNode() ? Json.MAPPER.createObjectNode() : node;
      } catch (JsonProcessingException e) {
        return Json.MAPPER.createObjectNode();
      }
    }
  }

  public URI base() {
    return base;
  }

  /** One request; fails when there is no answer. */
  @SuppressWarnings("ReachabilityFenceUsage") // the end it waits for is no block's, but a future's
  public Future<Answer> send(
      HttpMethod method, String path, Map<String, String> headers, String body) {
    if (closed) {
      return Future.failedFuture(new Failure.Conflict("the door is closed"));
    }
    var options = new RequestOptions()
        .setMethod(method)
        .setHost(base.getHost())
        .setPort(port(base))
        .setURI(path)
        .setConnectTimeout(CONNECT_TIMEOUT_MS)
        .setIdleTimeout(ANSWER_TIMEOUT_MS);
    headers.forEach(options::putHeader);
    return client
        .request(options)
        // the body is asked for on the answer's own loop: who asks from elsewhere may be too late
        .compose(request -> request
            .send(Buffer.buffer(body))
            .compose(answer ->
                answer.body().map(text -> new Answer(answer.statusCode(), text.toString()))))
        // a client that nobody holds any more is closed by the collector, and its requests with it
        .onComplete(_ -> Reference.reachabilityFence(client));
  }

  /** A JSON post. */
  public Future<Answer> post(String path, Map<String, String> headers, String body) {
    return send(HttpMethod.POST, path, headers, body);
  }

  /**
   * The same request again and again, with growing pauses, until the server has said yes or no.
   *
   * @param request makes the request anew, since a signature has its time
   * @param again called before each repeat
   */
  public Future<Answer> insist(Supplier<Future<Answer>> request, Runnable again) {
    Promise<Answer> answer = Promise.promise();
    attempt(request, again, FIRST_PAUSE_MS, answer);
    return answer.future();
  }

  private void attempt(
      Supplier<Future<Answer>> request, Runnable again, long pause, Promise<Answer> answer) {
    request.get().onComplete(sent -> {
      if (sent.succeeded() && !sent.result().askAgain()) {
        answer.complete(sent.result());
      } else if (closed) {
        answer.fail(new Failure.Conflict("the door was closed before there was an answer"));
      } else {
        vertx.setTimer(pause, _ -> {
          again.run();
          attempt(request, again, Math.min(pause * 2, PAUSE_MAX_MS), answer);
        });
      }
    });
  }

  /** Nothing is repeated any more. */
  public Future<Void> close() {
    closed = true;
    return client.close();
  }

  /** Where an address listens, also when it does not say. */
  public static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? 443 : 80;
  }
}
