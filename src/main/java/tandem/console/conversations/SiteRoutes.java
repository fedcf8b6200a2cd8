package tandem.console.conversations;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Who;
import tandem.conversations.Site;
import tandem.desk.conversations.SiteKeys;
import tandem.desk.conversations.VisitorDesk;
import tandem.web.Answer;

/** The routes of the keys with which sites sign who their visitors are; for administrators. */
public final class SiteRoutes {

  private static final String KEYS = "/api/v1/sites/:site/keys";

  private final SiteKeys keys;
  private final VisitorDesk visitors;

  public SiteRoutes(SiteKeys keys, VisitorDesk visitors) {
    this.keys = keys;
    this.visitors = visitors;
  }

  public void mount(Guard guard) {
    guard.allow(Who.ADMIN, HttpMethod.GET, KEYS).answer(this::list);
    guard.allow(Who.ADMIN, HttpMethod.POST, KEYS).answer(this::make);
    guard.allow(Who.ADMIN, HttpMethod.DELETE, KEYS + "/:number").answer(this::remove);
  }

  record Listed(List<SiteKeys.Known> keys) {}

  private Future<Listed> list(RoutingContext ctx) {
    return keys.of(site(ctx)).map(Listed::new);
  }

  private Future<Answer> make(RoutingContext ctx) {
    return keys.make(site(ctx), Identity.of(ctx).account()).map(Answer::created);
  }

  private Future<Void> remove(RoutingContext ctx) {
    return keys.remove(
        site(ctx), ConversationRoutes.number(ctx, "number"), Identity.of(ctx).account());
  }

  /** Returns the id of a site of the floor document. */
  private String site(RoutingContext ctx) {
    var id = ctx.pathParam("site");
    return visitors.site(id).map(Site::id).orElseThrow(() -> SiteKeys.unknown(id));
  }
}
