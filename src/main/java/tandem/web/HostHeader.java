package tandem.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/**
 * The check that a request names its host once (RFC 9112, 3.2). With two names, a proxy may have
 * judged another one than we use. It stands before the router, which makes nothing of a request
 * without a host.
 */
public final class HostHeader implements Handler<HttpServerRequest> {

  private final Handler<HttpServerRequest> next;
  private final boolean mayBeMissing;

  private HostHeader(Handler<HttpServerRequest> next, boolean mayBeMissing) {
    this.next = next;
    this.mayBeMissing = mayBeMissing;
  }

  /** @param next gets the requests that name their host */
  public HostHeader(Handler<HttpServerRequest> next) {
    this(next, false);
  }

  /**
   * Also passes on requests of HTTP/1.0 that name no host, as programs send them that ask after the
   * health of a server.
   */
  public static HostHeader orNone(Handler<HttpServerRequest> next) {
    return new HostHeader(next, true);
  }

  @Override
  public void handle(HttpServerRequest request) {
    wrong(request).ifPresentOrElse(why -> refuse(request, why), () -> next.handle(request));
  }

  private Optional<String> wrong(HttpServerRequest request) {
    int named = request.headers().getAll("Host").size();
    if (mayBeMissing && named == 0 && request.version() == HttpVersion.HTTP_1_0) {
      return Optional.empty();
    }
    if (named != 1) {
      return Optional.of("a request has one Host header; this one has " + named);
    }
    var host = request.authority();
    return host == null || host.host().isEmpty()
        ? Optional.of("the Host header must be a host and an optional port")
        : Optional.empty();
  }

  /** Nothing else has seen the request, so the time of its connection goes on. */
  private static void refuse(HttpServerRequest request, String why) {
    var problem = Problem.plain(400, why);
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(problem.json().toString());
  }
}
