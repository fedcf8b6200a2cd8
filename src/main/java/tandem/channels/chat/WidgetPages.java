package tandem.channels.chat;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.conversations.Site;
import tandem.desk.conversations.SiteKeys;
import tandem.desk.conversations.VisitorDesk;
import tandem.web.Pages;

/**
 * The pages of the chat widget: the launcher that a site puts on its pages, and the frame that it
 * opens on our own origin. Only pages of the site may frame it.
 */
public final class WidgetPages {

  private static final String FRAME = String.join(
      "; ",
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types lit-html",
      "frame-ancestors 'self'");

  /** What a careful shop would allow on its pages, and our frame. */
  private static final String SHOP = String.join(
      "; ",
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "frame-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "frame-ancestors 'none'");

  private final Pages pages;
  private final VisitorDesk desk;
  private final boolean hasShop;

  /** @param hasShop whether the sample shop is shown */
  public WidgetPages(Pages pages, VisitorDesk desk, boolean hasShop) {
    this.pages = pages;
    this.desk = desk;
    this.hasShop = hasShop;
  }

  public void mount(Guard guard) {
    for (var method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
      guard.allow(Who.PUBLIC, method, "/widget").handle(this::frame);
      guard.allow(Who.PUBLIC, method, Pages.LAUNCHER).handle(this::launcher);
      if (hasShop) {
        guard.allow(Who.PUBLIC, method, Pages.SAMPLE_SHOP).handle(this::shop);
      }
    }
  }

  private void launcher(RoutingContext ctx) {
    ctx.response().putHeader("Cross-Origin-Resource-Policy", "cross-origin");
    pages.answer(ctx, Pages.LAUNCHER);
  }

  private void frame(RoutingContext ctx) {
    var id = ChatDoor.site(ctx);
    var site = desk.site(id).orElseThrow(() -> SiteKeys.unknown(id));
    var headers = ctx.response().headers();
    headers.remove("X-Frame-Options"); // it cannot name other origins than our own
    headers.set("Content-Security-Policy", policy(site));
    headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    headers.set("Referrer-Policy", "no-referrer");
    pages.answer(ctx, "/widget");
  }

  private static String policy(Site site) {
    return Stream.concat(Stream.of(FRAME), site.origins().stream())
        .collect(Collectors.joining(" "));
  }

  private void shop(RoutingContext ctx) {
    ctx.response().putHeader("Content-Security-Policy", SHOP);
    pages.answer(ctx, "/demo-shop");
  }
}
