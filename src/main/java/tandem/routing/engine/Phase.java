package tandem.routing.engine;

import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;

/** Where an open contact stands, with what belongs to that. */
public sealed interface Phase {

  /** It is due later; nobody can be offered it yet. */
  record Scheduled(Instant dueAt) implements Phase {}

  record Queued() implements Phase {}

  record Offered(Offer offer) implements Phase {}

  /**
   * An agent has accepted it, and a carrier must have joined the two by the deadline. There is none
   * before the customer is reached.
   */
  record Connecting(AgentId agent, Optional<Instant> bridgeBy) implements WithAgent {}

  record Connected(AgentId agent) implements WithAgent {}

  record Held(AgentId agent) implements WithAgent {}

  record WrapUp(AgentId agent) implements WithAgent {}

  /** An agent has accepted it and not finished it. */
  sealed interface WithAgent extends Phase {
    AgentId agent();
  }

  /** As it stands in JSON, SQL and on screens. */
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
