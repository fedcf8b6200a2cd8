package tandem.console.conversations;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Who;
import tandem.desk.conversations.SiteKeys;
import tandem.web.Answer;

/** The routes of the keys with which sites sign who their visitors are; for administrators. */
public final class SiteRoutes {

  private static final String KEYS = "/api/v1/sites/:site/keys";

  private final SiteKeys keys;

  public SiteRoutes(SiteKeys keys) {
    this.keys = keys;
  }

  public void mount(Guard guard) {
    guard.allow(Who.ADMIN, HttpMethod.GET, KEYS).answer(this::list);
    guard.allow(Who.ADMIN, HttpMethod.POST, KEYS).answer(this::make);
    guard.allow(Who.ADMIN, HttpMethod.DELETE, KEYS + "/:number").answer(this::remove);
  }

  record Listed(List<SiteKeys.Known> keys) {}

  private Future<Listed> list(RoutingContext ctx) {
    return keys.of(ctx.pathParam("site")).map(Listed::new);
  }

  private Future<Answer> make(RoutingContext ctx) {
    return keys.make(ctx.pathParam("site"), Identity.of(ctx).account()).map(Answer::created);
  }

  private Future<Void> remove(RoutingContext ctx) {
    return keys.remove(
        ctx.pathParam("site"),
        ConversationRoutes.number(ctx, "number"),
        Identity.of(ctx).account());
  }
}
