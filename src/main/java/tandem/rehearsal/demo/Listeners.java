package tandem.rehearsal.demo;

import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The pages that listen, each to a stream of server-sent events. A state that equals the last one
 * is not told again. It belongs to one event loop.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class Listeners {

  private final List<HttpServerResponse> pages = new ArrayList<>();
  private String last = "";

  void add(HttpServerResponse page, String state) {
    page.setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .closeHandler(_ -> pages.remove(page));
    pages.add(page);
    write(page, state);
  }

  void tell(String state) {
    if (state.equals(last)) {
      return;
    }
    last = state;
    List.copyOf(pages).forEach(page -> write(page, state));
  }

  /** A page that does not read misses states; the next one that it gets is whole. */
  private static void write(HttpServerResponse page, String state) {
    if (!page.ended() && !page.closed() && !page.writeQueueFull()) {
      var _ = page.write("data: " + state + "\n\n");
    }
  }
}
