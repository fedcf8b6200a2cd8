package tandem.web;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import tandem.base.Failure;

/**
 * The server's URL for the outside world; behind a proxy it differs from the address on which the
 * server listens.
 *
 * @param origin scheme and authority, {@code https://tandem.example}; empty when there is no proxy
 *     and the request's Host header is used
 */
public record PublicUrl(String origin) {

  /** Reads the configured URL; a path or a missing scheme is an error. */
  public static PublicUrl of(String configured) {
    if (configured.isBlank()) {
      return new PublicUrl("");
    }
    try {
      var url = new URI(configured.strip());
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      var path = url.getPath() == null ? "" : url.getPath();
      if (web
          && url.getHost() != null
          && url.getUserInfo() == null
          && (path.isEmpty() || path.equals("/"))) {
        return new PublicUrl(
            (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT));
      }
    } catch (URISyntaxException e) {
      throw new Failure.Invalid(rule() + ": " + e.getReason());
    }
    throw new Failure.Invalid(rule());
  }

  public boolean isSecure() {
    return origin.startsWith("https://");
  }

  /** Returns the full URL to which a request was sent, as its sender wrote it. */
  public String of(HttpServerRequest request) {
    return base(request) + request.uri();
  }

  /** Whether an origin is that of our own pages. */
  public boolean isOurs(String claimed, HttpServerRequest request) {
    var lower = claimed.toLowerCase(Locale.ROOT);
    return origin.isEmpty()
        ? lower.equals("http://" + host(request)) || lower.equals("https://" + host(request))
        : lower.equals(origin);
  }

  /** Returns scheme and authority for links. */
  public String base(HttpServerRequest request) {
    return origin.isEmpty() ? request.scheme() + "://" + host(request) : origin;
  }

  private static String host(HttpServerRequest request) {
    var host = request.getHeader("Host");
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }

  private static String rule() {
    return "http.public_url must be empty or like https://tandem.example, without a path";
  }
}
