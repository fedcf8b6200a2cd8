package tandem.routing.engine;

import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;

/** The phase of an open contact, with the data that belongs to it. */
public sealed interface Phase {

  /** The contact is due later and cannot be offered yet. */
  record Scheduled(Instant dueAt, Optional<AgentId> assigned) implements Unaccepted {
    @Override
    public Optional<Instant> preferredUntil() {
      return Optional.empty();
    }
  }

  record Queued(Optional<AgentId> assigned, Optional<Instant> preferredUntil)
      implements Unaccepted {}

  record Offered(Offer offer, Optional<AgentId> assigned, Optional<Instant> preferredUntil)
      implements Unaccepted {}

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

    /**
     * Until when the contact waits for that agent alone, who is preferred because they had the last
     * contact of the conversation. Empty if no agent is preferred: a contact that was given to an
     * agent waits for them without a limit.
     */
    Optional<Instant> preferredUntil();
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
