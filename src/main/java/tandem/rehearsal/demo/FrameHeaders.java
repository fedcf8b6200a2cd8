package tandem.rehearsal.demo;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The headers that let the demo's page show desks and wallboard in frames. Without the demo no page
 * may frame them. All other rules of the server stay.
 */
final class FrameHeaders {

  private static final String POLICY = "Content-Security-Policy";
  private static final String NO_ANCESTORS = "frame-ancestors 'none'";
  private static final String OWN_FRAMES = "frame-src 'self'";

  private FrameHeaders() {}

  /**
   * The headers of the page's own port: it may frame the seats, and itself the wallboard. The page
   * learns from {@code Server-Timing} that the demo is running.
   */
  static Seat.Headers ofFront(Supplier<List<Integer>> seats) {
    return (request, answer) -> {
      var frames = seats.get().stream()
          .map(port -> " " + origin(request, port))
          .collect(Collectors.joining());
      change(answer, OWN_FRAMES, OWN_FRAMES + frames);
      change(answer, NO_ANCESTORS, "frame-ancestors 'self'");
      answer.headers().remove("X-Frame-Options").set("Server-Timing", "demo");
    };
  }

  /** The headers of a seat: only the demo's page may frame it. */
  static Seat.Headers ofSeat(IntSupplier front) {
    return (request, answer) -> {
      change(answer, NO_ANCESTORS, "frame-ancestors 'self' " + origin(request, front.getAsInt()));
      answer.headers().remove("X-Frame-Options");
    };
  }

  private static void change(ProxyResponse answer, String from, String to) {
    var policy = answer.headers().get(POLICY);
    if (policy != null) {
      answer.headers().set(POLICY, policy.replace(from, to));
    }
  }

  /** Another port under the name that the browser uses for this machine. */
  private static String origin(HttpServerRequest request, int port) {
    return "http://" + request.authority().host() + ":" + port;
  }
}
