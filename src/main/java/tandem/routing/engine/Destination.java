package tandem.routing.engine;

import tandem.base.AgentId;
import tandem.base.QueueId;

/** Where a contact is moved to. */
public sealed interface Destination {

  /** It waits for all who serve the queue. */
  record ToQueue(QueueId queue) implements Destination {}

  /** It waits in its queue for this agent alone. */
  record ToAgent(AgentId agent) implements Destination {}
}
