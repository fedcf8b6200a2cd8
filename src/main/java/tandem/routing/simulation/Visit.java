package tandem.routing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.QueueId;

/** An open contact as the witness knows it. */
final class Visit {

  /** The stages of a contact. */
  enum Stage {
    SCHEDULED,
    WAITS,
    OFFERED,
    CONNECTING,
    TALKS,
    ON_HOLD,
    WRITTEN_UP
  }

  final ContactId id;
  final Channel channel;
  final Instant arrived;
  final Map<AgentId, Instant> turnedDown = new HashMap<>();

  /** The agents whose bridge to the customer was given up, the latest one last. */
  final List<AgentId> givenUp = new ArrayList<>();

  QueueId queue;

  /** The rank, which changes only when the contact moves. */
  Instant rank;

  /** The agent for whom alone the contact waits. */
  @Nullable
  AgentId assigned;

  /**
   * Until when the contact waits for that agent alone, who had the last contact of the
   * conversation. Null if it prefers no agent.
   */
  @Nullable
  Instant preferredUntil;

  /** The customer's side. It is null until the customer of a callback is reached. */
  @Nullable
  Endpoint endpoint;

  Stage stage;
  int attempts;

  /** When this stage began. */
  Instant since;

  /** Whether the agent has asked for this stage: to hold the customer or to take them back. */
  boolean isAsked;

  /** The agent to whom the contact is offered, or who has accepted it. */
  @Nullable
  AgentId agent;

  /** The deadline of the offer or the bridge. */
  @Nullable
  Instant until;

  /** When the carrier last reported that the customer is still there; null if it never does. */
  @Nullable
  Instant heard;

  Visit(
      ContactId id,
      Channel channel,
      QueueId queue,
      Stage stage,
      Instant arrived,
      Duration headStart,
      Instant since) {
    this.id = id;
    this.channel = channel;
    this.queue = queue;
    this.stage = stage;
    this.arrived = arrived;
    this.rank = arrived.minus(headStart);
    this.since = since;
  }

  boolean isBefore(Visit other) {
    int byRank = rank.compareTo(other.rank);
    return byRank < 0 || (byRank == 0 && id.compareTo(other.id) < 0);
  }

  void goesTo(Stage stage, Instant at) {
    this.stage = stage;
    this.since = at;
    this.isAsked = false;
    this.until = null;
  }

  /** The contact waits for all agents of its queue. */
  void isOpenToAll() {
    assigned = null;
    preferredUntil = null;
  }

  /** Whether the time is over in which the contact waits for its preferred agent alone. */
  boolean isPreferenceOver(Instant now) {
    return preferredUntil != null && !preferredUntil.isAfter(now);
  }

  void waitsAgain(Instant at) {
    goesTo(Stage.WAITS, at);
    agent = null;
  }

  boolean isWith(AgentId who) {
    return who.equals(agent);
  }

  boolean isOver(Instant now) {
    return until != null && !until.isAfter(now);
  }

  boolean isWaiting() {
    return stage == Stage.WAITS || stage == Stage.OFFERED;
  }

  boolean isTalkedTo() {
    return stage == Stage.TALKS || stage == Stage.ON_HOLD;
  }
}
