package tandem.desk.screens;

import io.vertx.core.Future;
import tandem.base.AgentId;
import tandem.desk.casework.ClaimDesk;
import tandem.routing.Routing;
import tandem.routing.engine.Signal;

/** The consequences when an agent's screen appears or is lost. */
public final class ScreenNews {

  private final Routing routing;
  private final ClaimDesk claims;

  public ScreenNews(Routing routing, ClaimDesk claims) {
    this.routing = routing;
    this.claims = claims;
  }

  /** Reports that the agent has a screen. */
  Future<Void> found(AgentId agent) {
    return routing.tell(new Signal.AgentFound(agent)).mapEmpty();
  }

  /**
   * Reports that the agent has no screen at any node: offers are withdrawn and the agent's claims
   * end.
   */
  Future<Void> lost(AgentId agent) {
    return Future.join(routing.tell(new Signal.AgentLost(agent)), claims.release(agent))
        .mapEmpty();
  }
}
