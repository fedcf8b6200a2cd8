package tandem.auth;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Failure;

/**
 * Who is asking, as {@link Guard} found out.
 *
 * @param agent which agent of the floor they are, if any
 */
public record Identity(String account, Role role, Optional<AgentId> agent) {

  private static final String KEY = "tandem.identity";

  /** Of a request that a guarded route let in. */
  public static Identity of(RoutingContext ctx) {
    if (ctx.<Object>get(KEY) instanceof Identity identity) {
      return identity;
    }
    throw new Failure.Unauthenticated("log in first");
  }

  /** Of somebody who must be an agent of the floor: a supervisor without a desk is refused. */
  public AgentId asAgent() {
    return agent.orElseThrow(
        () -> new Failure.Denied("account " + account + " is no agent of the floor"));
  }

  void putInto(RoutingContext ctx) {
    ctx.put(KEY, this);
  }
}
