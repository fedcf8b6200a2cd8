package tandem.routing.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.base.OfferId;
import tandem.base.QueueId;

/** A report or request to the engine. The passing of time is a signal too. */
public sealed interface Signal {

  /**
   * The routing plan, whole or in part. What it names is defined or changed; what it does not name
   * stays.
   */
  record FloorPlanned(FloorPlan plan) implements Signal {}

  /**
   * A contact has arrived.
   *
   * @param endpoint the customer's side, to which commands are sent
   * @param headStart the head start of the customer's segment, which is added to the queue's
   * @param arrived when the contact began to wait: now, or earlier if it could not be written at
   *     once
   * @param lastAgent the agent who had the last contact of the conversation, whom the queue may
   *     prefer
   */
  record ContactArrived(
      ContactId contact,
      Channel channel,
      QueueId queue,
      Endpoint endpoint,
      CustomerId customer,
      Duration headStart,
      Instant arrived,
      Optional<AgentId> lastAgent)
      implements Signal {

    /** The first contact of its conversation. */
    public ContactArrived(
        ContactId contact,
        Channel channel,
        QueueId queue,
        Endpoint endpoint,
        CustomerId customer,
        Duration headStart,
        Instant arrived) {
      this(contact, channel, queue, endpoint, customer, headStart, arrived, Optional.empty());
    }
  }

  /**
   * A contact will come later: a callback or a follow-up.
   *
   * @param headStart the head start of the customer's segment, which is added to the queue's
   */
  record ContactScheduled(
      ContactId contact,
      Channel channel,
      QueueId queue,
      CustomerId customer,
      Duration headStart,
      Instant dueAt)
      implements Signal {}

  /** A scheduled contact will not come: the promise was kept earlier or taken back. */
  record ContactCancelled(ContactId contact, String cause) implements Signal {}

  /**
   * A contact is to wait in another queue, or for one agent alone.
   *
   * @param by the agent who has the contact, also when a supervisor moves it; empty if no agent has
   *     it
   */
  record ContactMoved(ContactId contact, Destination to, Fact.MoveReason why, Optional<AgentId> by)
      implements Signal {}

  /** The customer of a contact that had no endpoint has been reached. */
  record ContactLinked(ContactId contact, Endpoint endpoint) implements Signal {}

  /** The customer has left: hung up or closed the chat. */
  record ContactLeft(ContactId contact, String cause) implements Signal {}

  /** The carrier has reported again that the waiting caller is still on the line. */
  record ContactHeard(ContactId contact) implements Signal {}

  /** The customer of a contact has been identified. */
  record ContactIdentified(ContactId contact, CustomerId customer) implements Signal {}

  /** The agent asks for a presence. It begins at once, or when the last contact is finished. */
  record PresenceAsked(AgentId agent, Presence presence) implements Signal {}

  /** The agent's last screen is gone. */
  record AgentLost(AgentId agent) implements Signal {}

  /** The agent has a screen again. */
  record AgentFound(AgentId agent) implements Signal {}

  record OfferAccepted(OfferId offer, AgentId agent) implements Signal {}

  record OfferDeclined(OfferId offer, AgentId agent) implements Signal {}

  /**
   * The carrier has joined customer and agent.
   *
   * @param agent the agent whom the carrier names; empty means the agent to whom the contact is
   *     being bridged, or was last
   */
  record Bridged(ContactId contact, Optional<AgentId> agent) implements Signal {
    public Bridged(ContactId contact) {
      this(contact, Optional.empty());
    }
  }

  /** The carrier could not join customer and agent. The agent is as in {@link Bridged}. */
  record BridgeFailed(ContactId contact, Optional<AgentId> agent, String reason) implements Signal {
    public BridgeFailed(ContactId contact, String reason) {
      this(contact, Optional.empty(), reason);
    }
  }

  /** An agent puts the customer on hold. */
  record HoldAsked(ContactId contact, AgentId agent) implements Signal {}

  /** An agent takes the customer back from hold. */
  record ResumeAsked(ContactId contact, AgentId agent) implements Signal {}

  /** An agent ends a conversation that a carrier has made, and keeps the contact to write it up. */
  record HangUpAsked(ContactId contact, AgentId agent) implements Signal {}

  /**
   * An agent's request came too late to be carried out. The engine is told of it so that it is
   * answered as others are, and a repeat of a request that was carried out gets its first answer.
   *
   * @param age the time since the agent asked
   */
  record CameLate(AgentId agent, Duration age) implements Signal {}

  /** The carrier reports that the customer is on hold. */
  record Held(ContactId contact) implements Signal {}

  /** The carrier reports that customer and agent talk again. */
  record Resumed(ContactId contact) implements Signal {}

  /**
   * The carrier cannot put the customer on hold: customer and agent still talk. The agent is as in
   * {@link Bridged}.
   *
   * @param asked when the agent asked for it; empty if the carrier does not say so
   */
  record HoldFailed(ContactId contact, Optional<AgentId> agent, Optional<Instant> asked)
      implements Signal {

    public HoldFailed(ContactId contact, Optional<AgentId> agent) {
      this(contact, agent, Optional.empty());
    }
  }

  /**
   * The carrier cannot take the customer back from hold. The parts are as in {@link HoldFailed}.
   */
  record ResumeFailed(ContactId contact, Optional<AgentId> agent, Optional<Instant> asked)
      implements Signal {

    public ResumeFailed(ContactId contact, Optional<AgentId> agent) {
      this(contact, agent, Optional.empty());
    }
  }

  /** The agent is done and the outcome is recorded. If the conversation still goes on, it ends. */
  record ContactFinished(ContactId contact, AgentId agent, Optional<String> outcome)
      implements Signal {}

  /** Nothing could be written for this long, until now. Tell it before any deadline is decided. */
  record TimeLost(Duration lost) implements Signal {
    public TimeLost {
      Failure.require(!lost.isNegative(), "lost must not be negative");
    }
  }

  /**
   * The engine's next deadline has come.
   *
   * @param said every fact decided up to this instant has been committed and published. An offer
   *     that was decided later was never shown, so the agent has not missed it
   */
  record ClockReached(Instant said) implements Signal {}
}
