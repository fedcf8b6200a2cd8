package tandem.routing.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;

/** Something that the engine is told from outside. The passing of time is a signal too. */
public sealed interface Signal {

  /**
   * The routing plan, whole or in part: what it names is defined or changed, what it does not name
   * stays.
   */
  record FloorPlanned(FloorPlan plan) implements Signal {}

  /**
   * A contact has come in.
   *
   * @param endpoint the customer's side: where commands go
   * @param headStart added to the queue's own, from the customer's segment
   * @param arrived when it began to wait: now, or earlier for a contact that was held off while we
   *     could not write
   */
  record ContactArrived(
      ContactId contact,
      Channel channel,
      QueueId queue,
      Endpoint endpoint,
      CustomerId customer,
      Duration headStart,
      Instant arrived)
      implements Signal {}

  /**
   * A contact is to come in later: a callback, a follow-up.
   *
   * @param headStart added to the queue's own, from the customer's segment
   */
  record ContactScheduled(
      ContactId contact,
      Channel channel,
      QueueId queue,
      CustomerId customer,
      Duration headStart,
      Instant dueAt)
      implements Signal {}

  /** A contact that is scheduled is not to come in: the promise was kept earlier or taken back. */
  record ContactCancelled(ContactId contact, String cause) implements Signal {}

  /**
   * A contact is to wait elsewhere, or for one agent alone.
   *
   * @param by the agent who passes it on, who must have it; empty when others decide
   */
  record ContactMoved(ContactId contact, Destination to, Fact.MoveReason why, Optional<AgentId> by)
      implements Signal {}

  /** The customer of a contact that had no endpoint has been reached. */
  record ContactLinked(ContactId contact, Endpoint endpoint) implements Signal {}

  /** The customer has gone: hung up, closed the chat. */
  record ContactLeft(ContactId contact, String cause) implements Signal {}

  /** The carrier of a caller who waits has asked again what to do: the caller is on the line. */
  record ContactHeard(ContactId contact) implements Signal {}

  /** Somebody found out who the customer is. */
  record ContactIdentified(ContactId contact, CustomerId customer) implements Signal {}

  /**
   * The agent asks to be in this state; it takes effect at once, or when the last contact is
   * finished.
   */
  record PresenceAsked(AgentId agent, Presence presence) implements Signal {}

  /** The agent's last screen is gone. */
  record AgentLost(AgentId agent) implements Signal {}

  /** The agent's screen is there (again). */
  record AgentFound(AgentId agent) implements Signal {}

  record OfferAccepted(OfferId offer, AgentId agent) implements Signal {}

  record OfferDeclined(OfferId offer, AgentId agent) implements Signal {}

  /**
   * The carrier has joined customer and agent.
   *
   * @param agent whom, where the carrier says it; empty means the agent who is being bridged, or
   *     was last
   */
  record Bridged(ContactId contact, Optional<AgentId> agent) implements Signal {
    public Bridged(ContactId contact) {
      this(contact, Optional.empty());
    }
  }

  /** The carrier could not join customer and agent; who, as in {@link Bridged}. */
  record BridgeFailed(ContactId contact, Optional<AgentId> agent, String reason) implements Signal {
    public BridgeFailed(ContactId contact, String reason) {
      this(contact, Optional.empty(), reason);
    }
  }

  /** An agent puts the customer on hold. */
  record HoldAsked(ContactId contact, AgentId agent) implements Signal {}

  /** An agent takes the customer back from hold. */
  record ResumeAsked(ContactId contact, AgentId agent) implements Signal {}

  /** The carrier reports that the customer is on hold. */
  record Held(ContactId contact) implements Signal {}

  /** The carrier reports that customer and agent talk again. */
  record Resumed(ContactId contact) implements Signal {}

  /** The carrier cannot put the customer on hold: customer and agent still talk. */
  record HoldFailed(ContactId contact, AgentId agent) implements Signal {}

  /** The carrier cannot take the customer back from hold. */
  record ResumeFailed(ContactId contact, AgentId agent) implements Signal {}

  /**
   * The agent is done: the outcome is recorded. Ends the conversation too where it still goes on.
   */
  record ContactFinished(ContactId contact, AgentId agent, Optional<String> outcome)
      implements Signal {}

  /**
   * The engine's next deadline has come.
   *
   * @param said every fact decided up to this instant has been written and said; an offer decided
   *     later was never shown, so no agent is blamed when it runs out
   */
  record ClockReached(Instant said) implements Signal {}
}
