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

/** The routes of logging in and out, and of the own account. */
public final class SessionRoutes {

  private final Sessions sessions;

  public SessionRoutes(Sessions sessions) {
    this.sessions = sessions;
  }

  public void mount(Guard guard) {
    guard.allow(Who.PUBLIC, HttpMethod.POST, "/api/v1/session").answer(ctx -> logIn(ctx, guard));
    guard.allow(Who.AGENT, HttpMethod.DELETE, "/api/v1/session").answer(ctx -> logOut(ctx, guard));
    guard.allow(Who.AGENT, HttpMethod.GET, "/api/v1/me").answer(this::me);
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

  record Me(String name, Role role, Optional<AgentId> agent) {}

  private Future<Me> me(RoutingContext ctx) {
    var identity = Identity.of(ctx);
    return Future.succeededFuture(new Me(identity.account(), identity.role(), identity.agent()));
  }
}
