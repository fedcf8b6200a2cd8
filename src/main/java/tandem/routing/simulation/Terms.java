package tandem.routing.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.routing.engine.FloorPlan;

/** The floor document as the witness reads it from the facts. */
final class Terms {

  /** The terms of a channel that no document has changed, as the API contract states them. */
  private static final List<FloorPlan.ChannelTerms> STANDARD = List.of(
      new FloorPlan.ChannelTerms(
          Channel.CALL,
          1,
          Set.of(Channel.CALL, Channel.CHAT, Channel.MESSAGE, Channel.EMAIL),
          FloorPlan.Link.BRIDGED,
          FloorPlan.Customer.LIVE),
      new FloorPlan.ChannelTerms(
          Channel.CHAT, 3, Set.of(Channel.CALL), FloorPlan.Link.IMMEDIATE, FloorPlan.Customer.LIVE),
      new FloorPlan.ChannelTerms(
          Channel.MESSAGE, 5, Set.of(), FloorPlan.Link.IMMEDIATE, FloorPlan.Customer.PATIENT),
      new FloorPlan.ChannelTerms(
          Channel.EMAIL, 5, Set.of(), FloorPlan.Link.IMMEDIATE, FloorPlan.Customer.PATIENT));

  private final Map<Channel, FloorPlan.ChannelTerms> channels = new EnumMap<>(Channel.class);
  private final Map<QueueId, FloorPlan.Queue> queues = new HashMap<>();
  private final Map<AgentId, FloorPlan.Agent> agents = new HashMap<>();
  private final Set<Object> planned = new HashSet<>();

  Terms() {
    STANDARD.forEach(this::takes);
  }

  /**
   * Applies a change of the plan.
   *
   * @return the faults of the change
   */
  List<String> plan(FloorPlan changes) {
    var wrong = new ArrayList<String>();
    var parts = Stream.of(
            changes.channels(),
            changes.departments(),
            changes.skills(),
            changes.queues(),
            changes.agents(),
            changes.reasons(),
            changes.entrances())
        .flatMap(List::stream)
        .toList();
    if (parts.isEmpty() && changes.defaultQueue().isEmpty()) {
      wrong.add("the plan has no change");
    }
    changes.queues().forEach(queue -> forget(queues.put(queue.id(), queue), queue));
    changes.agents().forEach(agent -> forget(agents.put(agent.id(), agent), agent));
    for (var part : parts) {
      if (part instanceof FloorPlan.ChannelTerms terms) {
        if (terms.equals(channels.get(terms.channel()))) {
          wrong.add(terms + " was planned before");
        }
        takes(terms);
      } else if (!planned.add(part)) {
        wrong.add(part + " was planned before");
      }
    }
    return wrong;
  }

  private void forget(@org.jspecify.annotations.Nullable Object before, Object now) {
    if (before != null && !before.equals(now)) {
      planned.remove(before);
    }
  }

  private void takes(FloorPlan.ChannelTerms terms) {
    channels.put(terms.channel(), terms);
  }

  FloorPlan.Queue queue(QueueId id) {
    var queue = queues.get(id);
    if (queue == null) {
      throw new Unknown("a fact about queue " + id + ", which nobody planned");
    }
    return queue;
  }

  FloorPlan.Agent agent(AgentId id) {
    var agent = agents.get(id);
    if (agent == null) {
      throw new Unknown("a fact about agent " + id + ", whom nobody planned");
    }
    return agent;
  }

  /** Whether the agent may serve the contacts of the queue. */
  boolean serves(AgentId id, FloorPlan.Queue queue) {
    var agent = agent(id);
    return slots(id, queue.channel()) > 0
        && queue.skills().entrySet().stream()
            .allMatch(need -> agent.skills().getOrDefault(need.getKey(), 0) >= need.getValue());
  }

  int levelIn(AgentId id, FloorPlan.Queue queue) {
    var skills = agent(id).skills();
    return queue.skills().keySet().stream()
        .mapToInt(skill -> skills.getOrDefault(skill, 0))
        .sum();
  }

  /**
   * How many contacts of a channel the agent may have; 0 if the agent does not take the channel.
   */
  int slots(AgentId id, Channel channel) {
    var agent = agent(id);
    if (!agent.channels().contains(channel)) {
      return 0;
    }
    var own = agent.slots().get(channel);
    return own == null ? of(channel).slots() : own;
  }

  /** Whether an agent who has a contact of one channel is offered none of the other. */
  boolean blocks(Channel held, Channel other) {
    return of(held).blocks().contains(other);
  }

  /** Whether a carrier joins customer and agent and reports it. */
  boolean isBridged(Channel channel) {
    return of(channel).link() == FloorPlan.Link.BRIDGED;
  }

  /** Whether the customer can leave. */
  boolean isLive(Channel channel) {
    return of(channel).customer() == FloorPlan.Customer.LIVE;
  }

  private FloorPlan.ChannelTerms of(Channel channel) {
    return java.util.Objects.requireNonNull(channels.get(channel));
  }

  /** A fact cannot be checked because it names something unknown. */
  static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknown(String message) {
      super(message);
    }
  }
}
