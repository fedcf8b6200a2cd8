package tandem.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The security headers of every answer: a browser may load and run only what this server serves.
 */
public final class SecurityHeaders implements Handler<RoutingContext> {

  private final String policy;

  /**
   * Takes the SHA-256 of each inline script of the pages (the import map), as
   * {@code sha256-<base64>}; no other inline script or style runs.
   */
  public SecurityHeaders(List<String> inlineScripts) {
    var scripts =
        inlineScripts.stream().map(hash -> " '" + hash + "'").collect(Collectors.joining());
    this.policy = String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self'" + scripts,
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types lit-html");
  }

  @Override
  public void handle(RoutingContext ctx) {
    ctx.response()
        .putHeader("Content-Security-Policy", policy)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    ctx.next();
  }
}
