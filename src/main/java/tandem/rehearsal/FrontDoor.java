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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tandem.base.Failure;
import tandem.document.Json;

/**
 * The client of the server's public interface: requests over connections that stay open, repeated
 * while the server is not available. An installation may have several nodes: when one does not
 * answer, or answers that it cannot, the next request goes to the next.
 */
public final class FrontDoor {

  private static final int CONNECTIONS_MAX = 64;
  private static final int CONNECT_TIMEOUT_MS = 2_000;
  private static final int ANSWER_TIMEOUT_MS = 10_000;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final long FIRST_PAUSE_MS = 50;
  private static final long PAUSE_MAX_MS = 1_000;

  private final Vertx vertx;
  private final List<URI> nodes;
  private final AtomicInteger current = new AtomicInteger();
  private final HttpClientAgent client;
  private boolean closed;

  public FrontDoor(Vertx vertx, URI base) {
    this(vertx, List.of(base));
  }

  /** @param nodes the URLs of the nodes, the preferred one first; all http or all https */
  public FrontDoor(Vertx vertx, List<URI> nodes) {
    Failure.require(!nodes.isEmpty(), "a client needs the URL of a node");
    this.vertx = vertx;
    this.nodes = List.copyOf(nodes);
    this.client = vertx
        .httpClientBuilder()
        .with(new HttpClientOptions()
            .setSsl("https".equals(nodes.getFirst().getScheme()))
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

  /** The URL of the node that gets the next request. */
  public URI base() {
    return node(0);
  }

  /** The URL of the node that is so many steps after the one that gets the next request. */
  private URI node(int steps) {
    return nodes.get((current.get() + steps) % nodes.size());
  }

  /** Goes on to the next node, unless another request has done so already. */
  public void leave(URI node) {
    int now = current.get();
    if (nodes.get(now).equals(node)) {
      current.compareAndSet(now, (now + 1) % nodes.size());
    }
  }

  /** Sends a request once; fails when there is no answer. */
  public Future<Answer> send(
      HttpMethod method, String path, Map<String, String> headers, String body) {
    return send(base(), method, path, headers, body);
  }

  @SuppressWarnings("ReachabilityFenceUsage") // it waits for the end of a future, not of a block
  private Future<Answer> send(
      URI node, HttpMethod method, String path, Map<String, String> headers, String body) {
    if (closed) {
      return Future.failedFuture(new Failure.Conflict("the client is closed"));
    }
    var options = new RequestOptions()
        .setMethod(method)
        .setHost(node.getHost())
        .setPort(port(node))
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
        .onComplete(_ -> Reference.reachabilityFence(client))
        .onSuccess(answer -> {
          if (answer.status() >= Answer.SERVER_ERROR_FIRST) {
            leave(node);
          }
        })
        .onFailure(_ -> leave(node));
  }

  /** Posts JSON. */
  public Future<Answer> post(String path, Map<String, String> headers, String body) {
    return post(0, path, headers, body);
  }

  /** Posts JSON to the node that is so many steps after the one whose turn it is. */
  public Future<Answer> post(int steps, String path, Map<String, String> headers, String body) {
    return send(node(steps), HttpMethod.POST, path, headers, body);
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
