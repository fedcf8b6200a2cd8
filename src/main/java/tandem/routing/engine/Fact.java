package tandem.routing.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;

/**
 * A decision of the engine. Facts change the floor, make up the journal, and are the source of
 * carriers' commands and of every report. Their names and parts are on disk for years; add, never
 * change.
 */
public sealed interface Fact {

  Instant at();

  /** The contact a fact is about, if it is about one. */
  default Optional<ContactId> aboutContact() {
    return switch (this) {
      case OfContact f -> Optional.of(f.contact());
      case OfOffer f -> Optional.of(f.offer().contact());
      case OfPlan _, OfPresence _ -> Optional.empty();
    };
  }

  /** The agent a fact is about, if it is about one. */
  default Optional<AgentId> aboutAgent() {
    return switch (this) {
      case OfAgent f -> Optional.of(f.agent());
      case Abandoned f -> f.agent();
      case Moved f -> f.from();
      case OfPlan _,
          Scheduled _,
          Cancelled _,
          Queued _,
          Linked _,
          Identified _,
          Heard _,
          LeftEarly _ -> Optional.empty();
    };
  }

  // --- every fact belongs to one of four families

  /** What is set up. */
  sealed interface OfPlan extends Fact {}

  /** Who is there to work. */
  sealed interface OfPresence extends OfAgent {}

  /** Of a contact that waits: it comes, is offered, moves on, leaves. */
  sealed interface OfWaiting extends Fact {}

  /** Of a contact that an agent has accepted. */
  sealed interface OfWork extends OfAgent {}

  // --- and may be about a contact, an agent, an offer

  sealed interface OfContact extends Fact {
    ContactId contact();
  }

  sealed interface OfAgent extends Fact {
    AgentId agent();
  }

  sealed interface OfOffer extends OfAgent {
    OfferId offer();
  }

  /** The parts of the routing plan that are new or different; never an unchanged one. */
  record FloorPlanned(FloorPlan changes, Instant at) implements OfPlan {}

  /**
   * The contact waits. Its rank is {@code arrived - headStart} (queue and segment together) and
   * does not change while it waits there. One that was scheduled arrives when it is due.
   *
   * @param endpoint empty for a customer who is to be called back
   */
  record Queued(
      ContactId contact,
      Channel channel,
      QueueId queue,
      Optional<Endpoint> endpoint,
      CustomerId customer,
      Duration headStart,
      Instant arrived,
      Instant at)
      implements OfContact, OfWaiting {}

  /**
   * The contact will wait from then on: a callback, a follow-up. It has no endpoint before its
   * customer is reached.
   */
  record Scheduled(
      ContactId contact,
      Channel channel,
      QueueId queue,
      CustomerId customer,
      Duration headStart,
      Instant dueAt,
      Instant at)
      implements OfContact, OfWaiting {}

  /** A contact that was scheduled will not come. Nobody waits for it and nobody has left. */
  record Cancelled(ContactId contact, String cause, Instant at) implements OfContact, OfWaiting {}

  /**
   * The contact waits elsewhere, or for an agent alone, and keeps its arrival time. One that is
   * scheduled stays so.
   *
   * @param from the agent who had it
   * @param left where it was; empty in facts of earlier versions
   * @param handOver the departments, when it waits for another department from now on
   * @param headStart queue and segment together, where it waits now
   */
  record Moved(
      ContactId contact,
      Destination to,
      MoveReason why,
      Optional<AgentId> from,
      Optional<Left> left,
      Optional<HandOver> handOver,
      Duration headStart,
      Instant at)
      implements OfContact, OfWaiting {}

  /**
   * The customer of a contact that had no endpoint has been reached.
   *
   * @param bridgeBy until when a carrier must join customer and agent, if an agent has accepted the
   *     contact before
   */
  record Linked(ContactId contact, Endpoint endpoint, Optional<Instant> bridgeBy, Instant at)
      implements OfContact, OfWaiting {}

  record Identified(ContactId contact, CustomerId customer, Instant at)
      implements OfContact, OfWaiting {}

  /**
   * The caller is still on the line, and their carrier says so again and again: from now on its
   * silence means that they are gone. Written now and then, not each time.
   */
  record Heard(ContactId contact, Instant at) implements OfContact, OfWaiting {}

  /** Held out to one agent until the deadline, and why to this one. */
  record Offered(OfferId offer, AgentId agent, Choice choice, Instant expiresAt, Instant at)
      implements OfOffer, OfWaiting {}

  record OfferClosed(OfferId offer, AgentId agent, OfferEnd why, Instant at)
      implements OfOffer, OfWaiting {}

  /**
   * The agent said yes. A contact with a bridged link must be connected by the deadline; it has
   * none before its customer is reached ({@link Linked}). One with an immediate link has no
   * deadline either: {@link Connected} follows in the same decision.
   */
  record Accepted(OfferId offer, AgentId agent, Optional<Instant> bridgeBy, Instant at)
      implements OfOffer, OfWork {}

  /**
   * Customer and agent talk. Mostly this agent has just accepted. If the carrier says it after the
   * bridge was given up, the contact may have been waiting again.
   */
  record Connected(ContactId contact, AgentId agent, Instant at) implements OfContact, OfWork {}

  /**
   * The carrier could not join them, or did not say so in time; the contact waits again in its
   * place.
   */
  record BridgeFailed(ContactId contact, AgentId agent, String reason, Instant at)
      implements OfContact, OfWork {}

  /**
   * The agent was lost for good: what they had accepted and another can go on with (all but a call
   * that is being talked) waits again in its place.
   */
  record CameBack(ContactId contact, AgentId agent, Instant at) implements OfContact, OfWork {}

  /**
   * The customer is on hold.
   *
   * @param asked whether the agent has asked for it, so that the carrier must be told
   */
  record Held(ContactId contact, AgentId agent, boolean asked, Instant at)
      implements OfContact, OfWork {}

  /**
   * Customer and agent talk again after a hold.
   *
   * @param asked whether the agent has asked for it, so that the carrier must be told
   */
  record Resumed(ContactId contact, AgentId agent, boolean asked, Instant at)
      implements OfContact, OfWork {}

  /**
   * The customer left before anybody talked to them.
   *
   * @param agent who had said yes already and was being bridged
   */
  record Abandoned(
      ContactId contact, Optional<AgentId> agent, String cause, boolean isShort, Instant at)
      implements OfContact, OfWaiting {}

  /**
   * The customer left before we heard that they came; kept for a while so that the late arrival
   * does not wait for ever.
   */
  record LeftEarly(ContactId contact, String cause, Instant at) implements OfContact, OfWaiting {}

  /** The conversation is over and the agent writes it up. */
  record WrapUpBegan(ContactId contact, AgentId agent, String cause, Instant at)
      implements OfContact, OfWork {}

  /**
   * The contact is closed.
   *
   * @param hangUp whether the conversation still went on, so that the carrier must end it
   */
  record Finished(
      ContactId contact, AgentId agent, Optional<String> outcome, boolean hangUp, Instant at)
      implements OfContact, OfWork {}

  record PresenceChanged(AgentId agent, Presence presence, Instant at) implements OfPresence {}

  /** Asked for while busy: takes effect when the last contact is finished. */
  record PresenceDeferred(AgentId agent, Presence next, Instant at) implements OfPresence {}

  /**
   * The agent's last screen is gone: offers are withdrawn, conversations are kept until the
   * deadline.
   */
  record AgentLost(AgentId agent, Instant until, Instant at) implements OfPresence {}

  record AgentFound(AgentId agent, Instant at) implements OfPresence {}

  /** How an offer ended without a yes. */
  enum OfferEnd {
    DECLINED,
    /** Shown, and not answered in time: the agent missed it. */
    EXPIRED,
    /** Ran out before it was ever shown: no blame. */
    UNSHOWN,
    /** The customer left. */
    CUSTOMER_LEFT,
    /** The agent went away, was lost, or took a contact that leaves no room for this one. */
    AGENT_LEFT,
    /** The customer already talks to an agent whose bridge had been given up: no blame. */
    JOINED,
    /** The contact was moved elsewhere: no blame. */
    MOVED
  }

  /** Why a contact was moved. */
  enum MoveReason {
    /** An agent passed it on. */
    TRANSFER,
    /** Its queue has somebody else serve it. */
    OVERFLOW,
    /** It has waited so long that others may serve it. */
    RING,
    /** Its queue is closed. */
    HOURS,
    /** The agent for whom it waited does not take it: all may. */
    REQUEUED,
    /** A supervisor gave it to somebody. */
    ASSIGNED
  }

  /**
   * What a contact leaves when it moves.
   *
   * @param assigned the agent for whom alone it waited in the queue
   */
  record Left(QueueId queue, Optional<AgentId> assigned) {}

  /** The departments between which a contact moves. */
  record HandOver(DepartmentId from, DepartmentId to) {}

  /**
   * Why this agent.
   *
   * @param idleSince since when the agent had been free
   * @param proficiency the agent's summed proficiency in the skills the queue requires
   * @param able how many agents could have taken it at that moment, this one included
   * @param runnerUp who would have been next
   */
  record Choice(
      FloorPlan.Strategy strategy,
      Instant idleSince,
      int proficiency,
      int able,
      Optional<AgentId> runnerUp) {}
}
