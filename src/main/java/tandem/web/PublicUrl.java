package tandem.web;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import tandem.base.Failure;

/**
 * How the world reaches us, which behind a proxy is not what we listen on.
 *
 * @param origin scheme and authority, {@code https://tandem.example}; empty when there is no proxy
 *     and a request's own Host header says it
 */
public record PublicUrl(String origin) {

  /** From the configuration, where a path or a missing scheme is a mistake. */
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

  /** The full URL a request was sent to, as its sender wrote it. */
  public String of(HttpServerRequest request) {
    return base(request) + request.uri();
  }

  /** Whether a page of this origin is one of ours. */
  public boolean isOurs(String claimed, HttpServerRequest request) {
    var lower = claimed.toLowerCase(Locale.ROOT);
    return origin.isEmpty()
        ? lower.equals("http://" + host(request)) || lower.equals("https://" + host(request))
        : lower.equals(origin);
  }

  /** Scheme and authority to make links with. */
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
