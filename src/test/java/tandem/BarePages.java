package tandem;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import tandem.web.Pages;

/**
 * The pages in a Chromium, and their modules with their tests in {@code /web-tests}; behind them is
 * no server. A test calls the functions of the modules, bundled as those of the pages are.
 */
final class BarePages implements AutoCloseable {

  private final Chromium chromium = new Chromium();
  private final Page page = chromium.browser().newPage();

  BarePages(Vertx vertx) {
    var router = Router.router(vertx);
    new Pages().mount((path, handler) -> router.get(path).handler(handler));
    router.get("/web-tests/*").handler(StaticHandler.create("web-tests"));
    var server =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await();
    page.navigate("http://127.0.0.1:" + server.actualPort() + "/login");
  }

  /** Evaluates a JavaScript function there. */
  Object evaluate(String script) {
    return page.evaluate(script);
  }

  @Override
  public void close() {
    chromium.close();
  }
}
