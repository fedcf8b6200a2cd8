package tandem.routing.engine;

import tandem.base.AgentId;
import tandem.base.QueueId;

/** The queue or agent to which a contact moves. */
public sealed interface Destination {

  /** The contact waits for all agents who serve the queue. */
  record ToQueue(QueueId queue) implements Destination {}

  /** The contact waits in its queue for this agent alone. */
  record ToAgent(AgentId agent) implements Destination {}
}
