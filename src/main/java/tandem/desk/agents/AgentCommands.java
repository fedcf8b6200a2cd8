package tandem.desk.agents;

import io.vertx.core.Future;
import tandem.base.AgentId;
import tandem.document.Json;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;

/**
 * The agents' requests to routing. A request with an id is handled once; a repeat with the same id
 * gets the first answer, after a restart too.
 */
public final class AgentCommands {

  private final Routing routing;

  public AgentCommands(Routing routing) {
    this.routing = routing;
  }

  public Future<Decision> tell(AgentId agent, String command, Signal signal) {
    return routing.tell(signal, new InboxEvent("desk:" + agent, command, Json.write(signal)));
  }
}
