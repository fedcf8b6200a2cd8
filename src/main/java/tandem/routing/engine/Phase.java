package tandem.routing.engine;

import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;

/** The phase of an open contact, with the data that belongs to it. */
public sealed interface Phase {

  /** The contact is due later and cannot be offered yet. */
  record Scheduled(Instant dueAt, Optional<AgentId> assigned) implements Unaccepted {}

  record Queued(Optional<AgentId> assigned) implements Unaccepted {}

  record Offered(Offer offer, Optional<AgentId> assigned) implements Unaccepted {}

  /**
   * An agent has accepted the contact, and a carrier must join customer and agent by the deadline.
   * There is no deadline until the customer is reached.
   */
  record Connecting(AgentId agent, Optional<Instant> bridgeBy) implements WithAgent {}

  /**
   * Customer and agent talk.
   *
   * @param asked whether the agent has taken the customer back from hold
   */
  record Connected(AgentId agent, boolean asked) implements WithAgent {
    public Connected(AgentId agent) {
      this(agent, false);
    }
  }

  /**
   * The customer is on hold.
   *
   * @param asked whether the agent has asked for it; else the carrier has reported it
   */
  record Held(AgentId agent, boolean asked) implements WithAgent {}

  record WrapUp(AgentId agent) implements WithAgent {}

  /** A phase before an agent has accepted the contact. */
  sealed interface Unaccepted extends Phase {

    /** The agent for whom alone the contact waits, or will wait when it is due. */
    Optional<AgentId> assigned();
  }

  /** A phase in which an agent has accepted the contact and not finished it. */
  sealed interface WithAgent extends Phase {
    AgentId agent();
  }

  /** The word for the phase in JSON, SQL and on screens. */
  default String word() {
    return switch (this) {
      case Scheduled _ -> "scheduled";
      case Queued _ -> "queued";
      case Offered _ -> "offered";
      case Connecting _ -> "connecting";
      case Connected _ -> "connected";
      case Held _ -> "held";
      case WrapUp _ -> "wrap_up";
    };
  }
}
