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
 * The client of the server's public interface: requests over connections that stay open, repeated
 * while the server is not available.
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
        // a connection that breaks between two requests is ignored; during a request it fails the
        // request
        .withConnectHandler(connection -> connection.exceptionHandler(_ -> connection.close()))
        .build();
  }

  /** The server's answer. */
  public record Answer(int status, String body) {

    private static final int SHORT_MAX = 300;
    private static final int OK_FIRST = 200;
    private static final int OK_LAST = 299;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR_FIRST = 500;

    public boolean taken() {
      return status >= OK_FIRST && status <= OK_LAST;
    }

    /** Whether nothing was done and the same request may be sent again. */
    boolean askAgain() {
      return isPassing(status);
    }

    /** Whether a refusal with this status says nothing about the request itself. */
    public static boolean isPassing(int status) {
      return status == TOO_MANY || status >= SERVER_ERROR_FIRST;
    }

    /** The status and the beginning of the body, for people. */
    public String inShort() {
      return status + " " + body.substring(0, Math.min(body.length(), SHORT_MAX));
    }

    /** The body as JSON; an empty object when it is not JSON. */
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

  /** Sends a request once; fails when there is no answer. */
  @SuppressWarnings("ReachabilityFenceUsage") // it waits for the end of a future, not of a block
  public Future<Answer> send(
      HttpMethod method, String path, Map<String, String> headers, String body) {
    if (closed) {
      return Future.failedFuture(new Failure.Conflict("the client is closed"));
    }
    var options = new RequestOptions()
        .setMethod(method)
        .setHost(base.getHost())
        .setPort(port(base))
        .setURI(path)
        .setConnectTimeout(CONNECT_TIMEOUT_MS)
        .setIdleTimeout(ANSWER_TIMEOUT_MS);
    headers.forEach(options::putHeader);
    return Future.<Void>succeededFuture()
        // a client that is being closed throws
        .compose(_ -> client.request(options))
        // the body is requested on the answer's own loop; a request from another thread may be too
        // late
        .compose(request -> request
            .send(Buffer.buffer(body))
            .compose(answer ->
                answer.body().map(text -> new Answer(answer.statusCode(), text.toString()))))
        // the garbage collector closes an unreferenced client with its requests
        .onComplete(_ -> Reference.reachabilityFence(client));
  }

  /** Posts JSON. */
  public Future<Answer> post(String path, Map<String, String> headers, String body) {
    return send(HttpMethod.POST, path, headers, body);
  }

  /**
   * Repeats a request, with growing pauses, until the server has accepted or refused it.
   *
   * @param request sends the request; called for each try, because a signature contains the time
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
        answer.fail(new Failure.Conflict("the client was closed before there was an answer"));
      } else {
        vertx.setTimer(pause, _ -> {
          again.run();
          attempt(request, again, Math.min(pause * 2, PAUSE_MAX_MS), answer);
        });
      }
    });
  }

  /** Stops all repeats and closes the client. */
  public Future<Void> close() {
    closed = true;
    return client.close();
  }

  /** Returns the port of a URL, also when the URL has none. */
  public static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? 443 : 80;
  }
}
