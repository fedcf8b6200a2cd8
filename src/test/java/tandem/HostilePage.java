package tandem;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A web site of another origin that embeds the widget: with a strict content security policy, style
 * rules against everything, and changed prototypes.
 */
final class HostilePage implements AutoCloseable {

  private static final String SCRIPT = """
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
      for (const type of [Object, Array, String, Function, Promise]) {
        Object.defineProperty(type.prototype, 'hostile', { value: 'here', enumerable: true, configurable: true });
      }
      Array.prototype.toJSON = () => 'broken';
      String.prototype.toJSON = () => 'broken';
      for (const name of ['forEach', 'map', 'filter', 'includes']) Array.prototype[name] = () => { throw new Error('hostile'); };
      JSON.stringify = JSON.parse = () => { throw new Error('hostile'); };
      window.fetch = window.WebSocket = window.XMLHttpRequest = undefined;
      Element.prototype.remove = Element.prototype.matches = () => { throw new Error('hostile'); };
      Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('hostile'); };
      document.createRange = () => { throw new Error('hostile'); };
      """;

  private final HttpServer server;

  private HostilePage(HttpServer server) {
    this.server = server;
  }

  /**
   * Serves a page with these rules; its visitors are those of the sample shop, or of a strict one.
   */
  static HostilePage serve(URI tandem, String css) {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var origin = "http://" + tandem.getAuthority();
      server.createContext("/", exchange -> {
        var path = exchange.getRequestURI().getPath();
        var site = "strict".equals(exchange.getRequestURI().getQuery()) ? "strict" : "shop";
        var body = switch (path) {
          case "/hostile.css" -> css;
          case "/hostile.js" -> SCRIPT;
          case "/" ->
            "<!doctype html><html lang=en><title>A shop</title><link rel=icon href=data:,>"
                + "<link rel=stylesheet href=/hostile.css><script src=/hostile.js></script>"
                + "<body><h1>A shop</h1><script src='" + origin + "/widget.js' data-site='" + site
                + "' async></script>";
          default -> "";
        };
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set(
            "Content-Type",
            path.endsWith(".css")
                ? "text/css"
                : path.endsWith(".js") ? "text/javascript" : "text/html");
        headers.set(
            "Content-Security-Policy",
            "default-src 'none'; img-src data:; style-src 'self'; script-src 'self' " + origin
                + "/widget.js; frame-src " + origin
                + "; base-uri 'none'; require-trusted-types-for 'script'");
        headers.set("Cross-Origin-Embedder-Policy", "unsafe-none");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
          out.write(bytes);
        }
      });
      server.start();
      return new HostilePage(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
