package tandem;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/** A web site of another origin than ours, at a free port of this machine. */
final class WebSite implements AutoCloseable {

  private final HttpServer server;

  private WebSite(HttpServer server) {
    this.server = server;
  }

  /**
   * Serves texts.
   *
   * @param files returns the text of an address, empty if there is none
   * @param headers of every answer
   */
  static WebSite serve(Function<URI, String> files, Map<String, String> headers) {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> {
        var address = exchange.getRequestURI();
        var bytes = files.apply(address).getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", type(address.getPath()));
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
          out.write(bytes);
        }
      });
      server.start();
      return new WebSite(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String path) {
    return path.endsWith(".css")
        ? "text/css"
        : path.endsWith(".js") ? "text/javascript" : "text/html;charset=utf-8";
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
