package tandem.console.casework;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.base.Text;
import tandem.customers.CustomerSearch;
import tandem.desk.search.FindAnything;
import tandem.web.Bodies;

/**
 * The route that finds customers, orders, cases and contacts by one text. It is a POST, because an
 * address is written to logs and histories, and the text is somebody's name or number.
 */
public final class SearchRoutes {

  private final FindAnything finding;

  public SearchRoutes(FindAnything finding) {
    this.finding = finding;
  }

  public void mount(Guard guard) {
    guard.allow(Who.AGENT, HttpMethod.POST, "/api/v1/search").answer(this::find);
  }

  record Wanted(String text) {
    Wanted {
      text = Text.required("text", text, CustomerSearch.TEXT_LENGTH_MAX);
    }
  }

  private Future<FindAnything.Found> find(RoutingContext ctx) {
    return finding.find(Bodies.read(ctx, Wanted.class).text());
  }
}
