package tandem.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Role;
import tandem.auth.Sessions;
import tandem.auth.Who;
import tandem.base.AgentId;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.ClientAddress;
import tandem.web.Pages;

/** The routes of logging in and out, of the own account, and of the question who is logged in. */
public final class SessionRoutes {

  private final Sessions sessions;

  public SessionRoutes(Sessions sessions) {
    this.sessions = sessions;
  }

  public void mount(Guard guard) {
    guard.allow(Who.PUBLIC, HttpMethod.GET, "/api/v1/session").answer(ctx -> who(ctx, guard));
    guard.allow(Who.PUBLIC, HttpMethod.POST, "/api/v1/session").answer(ctx -> logIn(ctx, guard));
    guard.allow(Who.AGENT, HttpMethod.DELETE, "/api/v1/session").answer(ctx -> logOut(ctx, guard));
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/me").answer(this::me);
  }

  /**
   * Who is logged in, and what a page needs to know before anybody is.
   *
   * @param sampleShop whether this installation shows {@link Pages#SAMPLE_SHOP}
   */
  record Session(Optional<Me> account, boolean sampleShop) {}

  /** Nobody is refused: a page asks this before anybody is logged in. */
  private Future<Session> who(RoutingContext ctx, Guard guard) {
    return guard
        .sender(ctx)
        .map(sender ->
            new Session(sender.map(Me::of), guard.declares(HttpMethod.GET, Pages.SAMPLE_SHOP)));
  }

  record LogIn(String name, String password) {
    @Override
    public String toString() {
      return "LogIn " + name; // keeps the password out of logs
    }
  }

  private Future<Answer> logIn(RoutingContext ctx, Guard guard) {
    var request = Bodies.read(ctx, LogIn.class);
    return sessions
        .logIn(
            request.name(),
            request.password(),
            ClientAddress.of(ctx).counted(),
            guard.device(ctx, request.name()))
        .map(opened -> {
          guard.rememberDevice(ctx, request.name());
          guard.setCookie(ctx, opened);
          return Answer.empty();
        });
  }

  private Future<Void> logOut(RoutingContext ctx, Guard guard) {
    guard.clearCookie(ctx);
    return sessions.logOut(Guard.secret(ctx));
  }

  record Me(String name, Role role, Optional<AgentId> agent) {
    static Me of(Identity identity) {
      return new Me(identity.account(), identity.role(), identity.agent());
    }
  }

  private Future<Me> me(RoutingContext ctx) {
    return Future.succeededFuture(Me.of(Identity.of(ctx)));
  }
}
