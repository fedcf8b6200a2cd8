package tandem.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The answers that are files from outside. A browser stores such a file and never shows or runs it
 * as a page of ours.
 */
public final class Downloads {

  private Downloads() {}

  /** Sends the head of the answer; the content follows. */
  public static void begin(RoutingContext ctx, String name, String type, long size) {
    ctx.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(size))
        .putHeader("Content-Disposition", disposition(name))
        .putHeader("Content-Security-Policy", "sandbox; default-src 'none'")
        .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
  }

  public static void end(RoutingContext ctx) {
    if (!ctx.response().ended() && !ctx.response().closed()) {
      ctx.response().end();
    }
  }

  /** An answer that has begun cannot become an error: its connection is closed. */
  public static void broken(RoutingContext ctx, Throwable failure) {
    if (ctx.response().headWritten()) {
      ctx.request().connection().close();
    } else {
      ctx.response().headers().remove(HttpHeaders.CONTENT_LENGTH);
      ctx.fail(failure);
    }
  }

  /** Writes a file's name of any script (RFC 6266, RFC 8187). */
  static String disposition(String name) {
    return "attachment; filename*=UTF-8''"
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
