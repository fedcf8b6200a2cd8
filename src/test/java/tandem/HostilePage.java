package tandem;

import java.net.URI;
import java.util.Map;

/**
 * A web site of another origin that embeds the widget: with a strict content security policy, style
 * rules against everything, and changed prototypes.
 */
final class HostilePage {

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

  private HostilePage() {}

  /**
   * Serves a page with these rules; its visitors are those of the sample shop, or of a strict one.
   */
  static WebSite serve(URI tandem, String css) {
    var origin = "http://" + tandem.getAuthority();
    return WebSite.serve(
        address -> switch (address.getPath()) {
          case "/hostile.css" -> css;
          case "/hostile.js" -> SCRIPT;
          case "/" -> page(origin, "strict".equals(address.getQuery()) ? "strict" : "shop");
          default -> "";
        },
        Map.of(
            "Content-Security-Policy",
            "default-src 'none'; img-src data:; style-src 'self'; script-src 'self' " + origin
                + "/widget.js; frame-src " + origin
                + "; base-uri 'none'; require-trusted-types-for 'script'",
            "Cross-Origin-Embedder-Policy",
            "unsafe-none"));
  }

  private static String page(String origin, String site) {
    return "<!doctype html><html lang=en><title>A shop</title><link rel=icon href=data:,>"
        + "<link rel=stylesheet href=/hostile.css><script src=/hostile.js></script>"
        + "<body><h1>A shop</h1><script src='" + origin + "/widget.js' data-site='" + site
        + "' async></script>";
  }
}
