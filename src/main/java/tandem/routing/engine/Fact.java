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
 * A decision of the engine. Facts change the floor and make up the journal; carriers' commands and
 * reports follow from them. Their names and parts are stored for years: add to them, never change
 * them.
 */
public sealed interface Fact {

  Instant at();

  /** The contact that the fact is about, if there is one. */
  default Optional<ContactId> aboutContact() {
    return switch (this) {
      case OfContact f -> Optional.of(f.contact());
      case OfOffer f -> Optional.of(f.offer().contact());
      case OfPlan _, OfPresence _, OfTime _ -> Optional.empty();
    };
  }

  /** The agent whom the fact is about, if there is one. */
  default Optional<AgentId> aboutAgent() {
    return switch (this) {
      case OfAgent f -> Optional.of(f.agent());
      case Abandoned f -> f.agent();
      case Moved f -> f.from();
      case OfPlan _,
          OfTime _,
          Scheduled _,
          Cancelled _,
          Queued _,
          Linked _,
          Identified _,
          Heard _,
          LeftEarly _ -> Optional.empty();
    };
  }

  // --- every fact belongs to one of five families

  /** Facts about the routing plan. */
  sealed interface OfPlan extends Fact {}

  /** Facts about the presence of agents. */
  sealed interface OfPresence extends OfAgent {}

  /** Facts about a contact that waits: it arrives, is offered, moves on or leaves. */
  sealed interface OfWaiting extends Fact {}

  /** Facts about a contact that an agent has accepted. */
  sealed interface OfWork extends OfAgent {}

  /** Facts about the time of the floor. */
  sealed interface OfTime extends Fact {}

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

  /** The routing plan has changed. The fact contains only the parts that are new or different. */
  record FloorPlanned(FloorPlan changes, Instant at) implements OfPlan {}

  /**
   * The contact waits. Its rank is {@code arrived - headStart} (of queue and segment together) and
   * does not change while it waits there. A scheduled contact is queued when it is due.
   *
   * @param endpoint empty if the customer is to be called back
   * @param preferred the agent for whom alone the contact waits at first
   */
  record Queued(
      ContactId contact,
      Channel channel,
      QueueId queue,
      Optional<Endpoint> endpoint,
      CustomerId customer,
      Duration headStart,
      Instant arrived,
      Optional<Preferred> preferred,
      Instant at)
      implements OfContact, OfWaiting {

    /** The contact waits for every agent of its queue. */
    public Queued(
        ContactId contact,
        Channel channel,
        QueueId queue,
        Optional<Endpoint> endpoint,
        CustomerId customer,
        Duration headStart,
        Instant arrived,
        Instant at) {
      this(contact, channel, queue, endpoint, customer, headStart, arrived, Optional.empty(), at);
    }
  }

  /**
   * The contact will wait from a later time on: a callback or a follow-up. It has no endpoint until
   * its customer is reached.
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

  /**
   * A scheduled contact will not come. This is not an abandoned contact: no customer was waiting.
   */
  record Cancelled(ContactId contact, String cause, Instant at) implements OfContact, OfWaiting {}

  /**
   * The contact waits in another queue or for one agent alone, and keeps its arrival time. A
   * scheduled contact stays scheduled.
   *
   * @param from the agent who had the contact
   * @param left the place that the contact left; empty in facts of earlier versions
   * @param handOver the departments, if the contact waits for another department from now on
   * @param headStart of queue and segment together, in the new place
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
   * @param bridgeBy until when a carrier must join customer and agent, if an agent has already
   *     accepted the contact
   */
  record Linked(ContactId contact, Endpoint endpoint, Optional<Instant> bridgeBy, Instant at)
      implements OfContact, OfWaiting {}

  record Identified(ContactId contact, CustomerId customer, Instant at)
      implements OfContact, OfWaiting {}

  /**
   * The carrier has reported that the waiting caller is still on the line. A carrier that reports
   * this does so again and again, so a silence after it means that the caller has gone. Only some
   * of the reports become facts.
   */
  record Heard(ContactId contact, Instant at) implements OfContact, OfWaiting {}

  /** The contact is offered to one agent until the deadline. The choice says why to this agent. */
  record Offered(OfferId offer, AgentId agent, Choice choice, Instant expiresAt, Instant at)
      implements OfOffer, OfWaiting {}

  record OfferClosed(OfferId offer, AgentId agent, OfferEnd why, Instant at)
      implements OfOffer, OfWaiting {}

  /**
   * The agent has accepted the offer. A contact with a bridged link must be connected by the
   * deadline, which is set only once its customer has been reached ({@link Linked}). A contact with
   * an immediate link has no deadline: {@link Connected} follows in the same decision.
   */
  record Accepted(OfferId offer, AgentId agent, Optional<Instant> bridgeBy, Instant at)
      implements OfOffer, OfWork {}

  /**
   * Customer and agent talk. Usually the agent has just accepted. If the carrier reports it after
   * the bridge was given up, the contact may have been waiting again.
   */
  record Connected(ContactId contact, AgentId agent, Instant at) implements OfContact, OfWork {}

  /**
   * The carrier could not join customer and agent, or did not report in time. The contact waits
   * again in its old place.
   */
  record BridgeFailed(ContactId contact, AgentId agent, String reason, Instant at)
      implements OfContact, OfWork {}

  /**
   * The agent was lost and did not come back in time. The contact waits again in its old place.
   * This happens to all of the agent's contacts except calls in which they talk.
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
   * The customer left before an agent talked to them.
   *
   * @param agent the agent to whom the contact was being bridged
   */
  record Abandoned(
      ContactId contact, Optional<AgentId> agent, String cause, boolean isShort, Instant at)
      implements OfContact, OfWaiting {}

  /**
   * The customer left before we heard of the arrival. The floor remembers it for a while, so that a
   * late arrival does not wait for ever.
   */
  record LeftEarly(ContactId contact, String cause, Instant at) implements OfContact, OfWaiting {}

  /** The conversation is over and the agent writes it up. */
  record WrapUpBegan(ContactId contact, AgentId agent, String cause, Instant at)
      implements OfContact, OfWork {}

  /**
   * The contact is closed.
   *
   * @param hangUp whether the conversation was still going on, so that the carrier must end it
   */
  record Finished(
      ContactId contact, AgentId agent, Optional<String> outcome, boolean hangUp, Instant at)
      implements OfContact, OfWork {}

  record PresenceChanged(AgentId agent, Presence presence, Instant at) implements OfPresence {}

  /** The agent asked for a presence while busy. It begins when the last contact is finished. */
  record PresenceDeferred(AgentId agent, Presence next, Instant at) implements OfPresence {}

  /**
   * The agent's last screen is gone. Offers are withdrawn, and conversations are kept until the
   * deadline.
   */
  record AgentLost(AgentId agent, Instant until, Instant at) implements OfPresence {}

  record AgentFound(AgentId agent, Instant at) implements OfPresence {}

  /**
   * For a time nothing could be written: nobody could accept an offer, and no carrier could report.
   * It counts against nobody. Every deadline that was running moves by this time, and ends not
   * before {@code judgedFrom}, so that what was reported in vain can be reported again. What is
   * measured stays as it is: who waits has waited in this time, too. A date in the calendar, on
   * which a callback is due, does not move.
   *
   * @param lost how long nothing could be written
   */
  record TimeLost(Duration lost, Instant judgedFrom, Instant at) implements OfTime {}

  /** How an offer ended without being accepted. */
  enum OfferEnd {
    DECLINED,
    /** The offer was shown and not answered in time: the agent missed it. */
    EXPIRED,
    /** The offer expired before it was shown: the agent did not miss it. */
    UNSHOWN,
    /** The customer left. */
    CUSTOMER_LEFT,
    /** The agent went away, was lost, or took a contact that leaves no room for this one. */
    AGENT_LEFT,
    /** The customer already talks to an agent whose bridge had been given up. */
    JOINED,
    /** The contact was moved. */
    MOVED
  }

  /** Why a contact was moved. */
  enum MoveReason {
    /** An agent passed the contact on. */
    TRANSFER,
    /** The queue lets other agents serve its contacts when it is full. */
    OVERFLOW,
    /** The contact has waited so long that more agents may serve it. */
    RING,
    /** Its queue is closed. */
    HOURS,
    /**
     * The agent for whom the contact waited does not take it, or not in time: all agents of the
     * queue may.
     */
    REQUEUED,
    /** A supervisor assigned the contact to an agent. */
    ASSIGNED
  }

  /**
   * The place that a contact leaves when it moves.
   *
   * @param assigned the agent for whom alone it waited in the queue
   */
  record Left(QueueId queue, Optional<AgentId> assigned) {}

  /**
   * The agent who had the last contact of the conversation. The new contact waits for them alone
   * until the deadline. Then, or as soon as the agent cannot or will not take it, it moves to its
   * queue ({@link Moved}).
   */
  record Preferred(AgentId agent, Instant until) {}

  /** The departments between which a contact moves. */
  record HandOver(DepartmentId from, DepartmentId to) {}

  /**
   * Why the offer went to this agent.
   *
   * @param idleSince since when the agent had been free
   * @param proficiency the sum of the agent's proficiencies in the skills that the queue requires
   * @param able how many agents could have taken the contact at that moment, this one included
   * @param runnerUp the agent who would have been next
   * @param preferredUntil present if this agent had the last contact of the conversation and was
   *     therefore preferred; until this time the contact waits for them alone
   */
  record Choice(
      FloorPlan.Strategy strategy,
      Instant idleSince,
      int proficiency,
      int able,
      Optional<AgentId> runnerUp,
      Optional<Instant> preferredUntil) {

    /** The choice among all agents of the queue, or of the one to whom the contact was given. */
    public Choice(
        FloorPlan.Strategy strategy,
        Instant idleSince,
        int proficiency,
        int able,
        Optional<AgentId> runnerUp) {
      this(strategy, idleSince, proficiency, able, runnerUp, Optional.empty());
    }
  }
}
