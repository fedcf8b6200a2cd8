package tandem.auth;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Failure;

/**
 * The account that sent a request, as {@link Guard} found out.
 *
 * @param agent the account's agent on the floor, if any
 */
public record Identity(String account, Role role, Optional<AgentId> agent) {

  private static final String KEY = "tandem.identity";

  /** Returns the identity of a request that a guarded route accepted. */
  public static Identity of(RoutingContext ctx) {
    if (ctx.<Object>get(KEY) instanceof Identity identity) {
      return identity;
    }
    throw new Failure.Unauthenticated("log in first");
  }

  /** Returns the agent of this account; refuses an account that is not an agent's. */
  public AgentId asAgent() {
    return agent.orElseThrow(
        () -> new Failure.Denied("account " + account + " is not an agent of the floor"));
  }

  void putInto(RoutingContext ctx) {
    ctx.put(KEY, this);
  }
}
