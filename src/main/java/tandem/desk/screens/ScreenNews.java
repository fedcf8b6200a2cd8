package tandem.desk.screens;

import io.vertx.core.Future;
import tandem.base.AgentId;
import tandem.desk.casework.ClaimDesk;
import tandem.routing.Routing;
import tandem.routing.engine.Signal;

/** What follows when an agent has a screen again, or none any more. */
public final class ScreenNews {

  private final Routing routing;
  private final ClaimDesk claims;

  public ScreenNews(Routing routing, ClaimDesk claims) {
    this.routing = routing;
    this.claims = claims;
  }

  /** The agent has a screen. */
  Future<Void> found(AgentId agent) {
    return routing.tell(new Signal.AgentFound(agent)).mapEmpty();
  }

  /** The agent has no screen at any node: nothing rings there, and no form of theirs is open. */
  Future<Void> lost(AgentId agent) {
    return Future.join(routing.tell(new Signal.AgentLost(agent)), claims.release(agent))
        .mapEmpty();
  }
}
