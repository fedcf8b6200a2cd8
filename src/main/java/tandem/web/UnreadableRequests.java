package tandem.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import tandem.loops.Wires;

/**
 * The answer to a request whose head cannot be read. What follows it on the connection cannot be
 * read either, so the connection ends.
 */
public final class UnreadableRequests implements Handler<HttpServerRequest> {

  /** The time in which the client may read the answer while it is still sending. */
  private static final Duration FAREWELL_MAX = Duration.ofSeconds(1);

  @Override
  public void handle(HttpServerRequest request) {
    Wires.readRestBeforeClose(request.connection(), FAREWELL_MAX);
    var problem = problem(request.decoderResult().cause());
    var _ = request
        .response()
        .setStatusCode(problem.status())
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(problem.json().toString());
  }

  private static Problem problem(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
        Problem.plain(
            414, "a request line has at most " + Limits.REQUEST_LINE_BYTES_MAX + " bytes");
      case TooLongHttpHeaderException _ ->
        Problem.plain(
            431, "the headers have at most " + Limits.HEADER_BYTES_MAX + " bytes together");
      default -> Problem.plain(400, "this is not a request of HTTP/1.1");
    };
  }
}
