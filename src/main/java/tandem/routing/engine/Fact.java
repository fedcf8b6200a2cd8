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
      case FloorPlanned _, PresenceChanged _, PresenceDeferred _, AgentLost _, AgentFound _ ->
        Optional.empty();
    };
  }

  /** The agent a fact is about, if it is about one. */
  default Optional<AgentId> aboutAgent() {
    return switch (this) {
      case OfAgent f -> Optional.of(f.agent());
      case Abandoned f -> f.agent();
      case FloorPlanned _, Queued _, Identified _, Heard _, LeftEarly _ -> Optional.empty();
    };
  }

  sealed interface OfContact extends Fact {
    ContactId contact();
  }

  sealed interface OfAgent extends Fact {
    AgentId agent();
  }

  sealed interface OfOffer extends OfAgent {
    OfferId offer();
  }

  /** The parts of the floor document that are new or different; never an unchanged one. */
  record FloorPlanned(FloorPlan changes, Instant at) implements Fact {}

  /**
   * The contact waits. Its rank is {@code arrived - headStart} (queue and segment together) and
   * never changes.
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
      implements OfContact {}

  record Identified(ContactId contact, CustomerId customer, Instant at) implements OfContact {}

  /**
   * The caller is still on the line, and their carrier says so again and again: from now on its
   * silence means that they are gone. Written now and then, not each time.
   */
  record Heard(ContactId contact, Instant at) implements OfContact {}

  /** Held out to one agent until the deadline, and why to this one. */
  record Offered(OfferId offer, AgentId agent, Choice choice, Instant expiresAt, Instant at)
      implements OfOffer {}

  record OfferClosed(OfferId offer, AgentId agent, OfferEnd why, Instant at) implements OfOffer {}

  /**
   * The agent said yes. A contact with a bridged link must be connected by the deadline. One with
   * an immediate link has no deadline: {@link Connected} follows in the same decision.
   */
  record Accepted(OfferId offer, AgentId agent, Optional<Instant> bridgeBy, Instant at)
      implements OfOffer {}

  /**
   * Customer and agent talk. Mostly this agent has just accepted. If the carrier says it after the
   * bridge was given up, the contact may have been waiting again.
   */
  record Connected(ContactId contact, AgentId agent, Instant at) implements OfContact, OfAgent {}

  /**
   * The carrier could not join them, or did not say so in time; the contact waits again in its
   * place.
   */
  record BridgeFailed(ContactId contact, AgentId agent, String reason, Instant at)
      implements OfContact, OfAgent {}

  /**
   * The agent was lost for good: what they had accepted and another can go on with (all but a call
   * that is being talked) waits again in its place.
   */
  record CameBack(ContactId contact, AgentId agent, Instant at) implements OfContact, OfAgent {}

  record Held(ContactId contact, AgentId agent, Instant at) implements OfContact, OfAgent {}

  record Resumed(ContactId contact, AgentId agent, Instant at) implements OfContact, OfAgent {}

  /**
   * The customer left before anybody talked to them.
   *
   * @param agent who had said yes already and was being bridged
   */
  record Abandoned(
      ContactId contact, Optional<AgentId> agent, String cause, boolean isShort, Instant at)
      implements OfContact {}

  /**
   * The customer left before we heard that they came; kept for a while so that the late arrival
   * does not wait for ever.
   */
  record LeftEarly(ContactId contact, String cause, Instant at) implements OfContact {}

  /** The conversation is over and the agent writes it up. */
  record WrapUpBegan(ContactId contact, AgentId agent, String cause, Instant at)
      implements OfContact, OfAgent {}

  /**
   * The contact is closed.
   *
   * @param hangUp whether the conversation still went on, so that the carrier must end it
   */
  record Finished(
      ContactId contact, AgentId agent, Optional<String> outcome, boolean hangUp, Instant at)
      implements OfContact, OfAgent {}

  record PresenceChanged(AgentId agent, Presence presence, Instant at) implements OfAgent {}

  /** Asked for while busy: takes effect when the last contact is finished. */
  record PresenceDeferred(AgentId agent, Presence next, Instant at) implements OfAgent {}

  /**
   * The agent's last screen is gone: offers are withdrawn, conversations are kept until the
   * deadline.
   */
  record AgentLost(AgentId agent, Instant until, Instant at) implements OfAgent {}

  record AgentFound(AgentId agent, Instant at) implements OfAgent {}

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
    JOINED
  }

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
