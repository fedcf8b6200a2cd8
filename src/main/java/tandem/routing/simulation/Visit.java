package tandem.routing.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.QueueId;

/** An open contact as the witness knows it. */
final class Visit {

  /** Where it is in its life. */
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

  /** Agents whose bridge to the customer was given up; the last one last. */
  final List<AgentId> givenUp = new ArrayList<>();

  Stage stage = Stage.WAITS;
  int attempts;
  QueueId queue;
  Instant rank;
  boolean linked;

  /** The agent for whom alone it waits. */
  @Nullable
  AgentId assigned;

  /** To whom it is offered, or who has accepted it. */
  @Nullable
  AgentId agent;

  /** Until when the offer or the bridge stands. */
  @Nullable
  Instant until;

  Visit(ContactId id, Channel channel, QueueId queue, Instant arrived, Instant rank) {
    this.id = id;
    this.channel = channel;
    this.queue = queue;
    this.arrived = arrived;
    this.rank = rank;
  }

  boolean isBefore(Visit other) {
    int byRank = rank.compareTo(other.rank);
    return byRank < 0 || (byRank == 0 && id.compareTo(other.id) < 0);
  }

  void goesTo(Stage stage, @Nullable AgentId agent, @Nullable Instant until) {
    this.stage = stage;
    this.agent = agent;
    this.until = until;
  }

  boolean isWith(AgentId who) {
    return who.equals(agent);
  }

  boolean isOver(Instant now) {
    return until != null && !until.isAfter(now);
  }

  boolean isTalkedTo() {
    return stage == Stage.TALKS || stage == Stage.ON_HOLD;
  }
}
