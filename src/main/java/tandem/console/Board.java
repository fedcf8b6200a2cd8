package tandem.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.reports.Figures;
import tandem.reports.ServiceLevel.Definition;
import tandem.reports.Tally;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;

/** The floor at one moment as a supervisor sees it: who waits, who works, how the day goes. */
record Board(Instant at, List<Queue> queues, List<Agent> agents, Totals totals) {

  /** What of the floor goes on a board, taken in one turn. */
  record View(Collection<Floor.Contact> contacts, Collection<Floor.Agent> agents, FloorPlan plan) {
    static View of(Floor floor) {
      return new View(List.copyOf(floor.contacts()), List.copyOf(floor.agents()), floor.plan());
    }
  }

  /**
   * One queue: now, and since midnight. A closed queue is shown as long as it has something to show.
   *
   * @param longestMs how long the one who waits longest has waited; 0 when nobody waits
   * @param ready agents with its skills who could take one now; likewise busy (offered too) and
   *     wrapUp
   */
  record Queue(
      QueueId id,
      String name,
      Channel channel,
      int waiting,
      long longestMs,
      long offered,
      long answered,
      long abandoned,
      long shortAbandoned,
      OptionalDouble serviceLevel,
      Optional<Long> asaMs,
      Optional<Long> ahtMs,
      long answerWithinMs,
      int ready,
      int busy,
      int wrapUp) {}

  record Agent(
      AgentId id,
      String name,
      DepartmentId department,
      State state,
      Optional<ReasonId> reason,
      int contacts,
      long sinceMs,
      boolean lost) {}

  /**
   * All queues together.
   *
   * @param serviceLevels by every definition in use, under its name; none while it has no meaning
   */
  record Totals(
      int waiting,
      long longestMs,
      long offered,
      long answered,
      long abandoned,
      long shortAbandoned,
      OptionalDouble serviceLevel,
      Map<String, Double> serviceLevels) {}

  /** What an agent is doing: their work first, then what they asked to be. */
  enum State {
    OFFLINE,
    READY,
    NOT_READY,
    OFFERED,
    BUSY,
    WRAP_UP
  }

  static Board of(View view, Tally tally, Instant now) {
    var contacts = new HashMap<ContactId, Floor.Contact>();
    var waiting = new HashMap<QueueId, List<Floor.Contact>>();
    view.contacts().forEach(contact -> {
      contacts.put(contact.id(), contact);
      if (waits(contact)) {
        waiting.computeIfAbsent(contact.queue(), _ -> new ArrayList<>()).add(contact);
      }
    });
    var planned = new HashMap<AgentId, FloorPlan.Agent>();
    view.plan().agents().forEach(agent -> planned.put(agent.id(), agent));
    var agents = view.agents().stream()
        .sorted(Comparator.comparing(Floor.Agent::id))
        .filter(agent -> planned.containsKey(agent.id()))
        .map(agent -> agent(agent, planned.get(agent.id()), contacts, now))
        .filter(agent -> agent.state() != State.OFFLINE || planned.get(agent.id()).active())
        .toList();
    var queues = view.plan().queues().stream()
        .filter(queue -> queue.active()
            || waiting.containsKey(queue.id())
            || tally.of(queue.id(), now).offered() > 0)
        .map(queue -> queue(
            queue,
            waiting.getOrDefault(queue.id(), List.of()),
            tally.of(queue.id(), now),
            crew(queue, agents, planned),
            now))
        .toList();
    return new Board(now, queues, agents, totals(view, tally.total(now), now));
  }

  /** An agent as the board and the list of agents show them. */
  static Agent agent(
      Floor.Agent agent,
      FloorPlan.Agent planned,
      Map<ContactId, Floor.Contact> contacts,
      Instant now) {
    var state = state(agent, contacts);
    return new Agent(
        agent.id(),
        planned.name(),
        planned.department(),
        state,
        agent.presence() instanceof Presence.NotReady(var reason) && state == State.NOT_READY
            ? Optional.of(reason)
            : Optional.empty(),
        agent.contacts().size(),
        since(agent, state, contacts, now),
        agent.lost());
  }

  private static State state(Floor.Agent agent, Map<ContactId, Floor.Contact> contacts) {
    var held = agent.contacts().stream()
        .flatMap(id -> Optional.ofNullable(contacts.get(id)).stream())
        .toList();
    if (held.stream().anyMatch(contact -> contact.state() != Floor.State.WRAP_UP)) {
      return State.BUSY;
    }
    if (!agent.offers().isEmpty()) {
      return State.OFFERED;
    }
    if (!held.isEmpty()) {
      return State.WRAP_UP;
    }
    return switch (agent.presence()) {
      case Presence.Offline _ -> State.OFFLINE;
      case Presence.Ready _ -> State.READY;
      case Presence.NotReady _ -> State.NOT_READY;
    };
  }

  private static long since(
      Floor.Agent agent, State state, Map<ContactId, Floor.Contact> contacts, Instant now) {
    var begun =
        switch (state) {
          case OFFLINE, NOT_READY -> Optional.of(agent.since());
          case READY -> Optional.of(agent.idleSince());
          case OFFERED -> agent.offers().stream()
              .flatMap(offer -> Optional.ofNullable(contacts.get(offer.contact())).stream())
              .flatMap(contact -> contact.offer().map(Floor.Offer::offeredAt).stream())
              .min(Comparator.naturalOrder());
          case BUSY, WRAP_UP -> agent.contacts().stream()
              .flatMap(id -> Optional.ofNullable(contacts.get(id)).stream())
              .filter(contact ->
                  (contact.state() == Floor.State.WRAP_UP) == (state == State.WRAP_UP))
              .map(Floor.Contact::since)
              .min(Comparator.naturalOrder());
        };
    return millis(begun.orElse(now), now);
  }

  private static Queue queue(
      FloorPlan.Queue queue,
      List<Floor.Contact> waiting,
      Figures figures,
      Map<State, Integer> crew,
      Instant now) {
    return new Queue(
        queue.id(),
        queue.name(),
        queue.channel(),
        waiting.size(),
        longest(waiting, now),
        figures.offered(),
        figures.level().answered(),
        figures.level().abandoned(),
        figures.level().shortAbandoned(),
        figures.level().by(Definition.STANDARD),
        figures.averageSpeedOfAnswer().map(Duration::toMillis),
        figures.averageHandleTime().map(Duration::toMillis),
        queue.answerWithin().toMillis(),
        crew.getOrDefault(State.READY, 0),
        crew.getOrDefault(State.BUSY, 0) + crew.getOrDefault(State.OFFERED, 0),
        crew.getOrDefault(State.WRAP_UP, 0));
  }

  private static Map<State, Integer> crew(
      FloorPlan.Queue queue, List<Agent> agents, Map<AgentId, FloorPlan.Agent> planned) {
    var crew = new EnumMap<State, Integer>(State.class);
    agents.stream()
        .filter(agent -> !agent.lost() && can(planned.get(agent.id()), queue))
        .forEach(agent -> crew.merge(agent.state(), 1, Integer::sum));
    return crew;
  }

  private static boolean can(FloorPlan.Agent agent, FloorPlan.Queue queue) {
    return queue.skills().entrySet().stream()
        .allMatch(need -> agent.skills().getOrDefault(need.getKey(), 0) >= need.getValue());
  }

  private static Totals totals(View view, Figures figures, Instant now) {
    var waiting = view.contacts().stream().filter(Board::waits).toList();
    var levels = new TreeMap<String, Double>();
    for (var definition : Definition.values()) {
      figures
          .level()
          .by(definition)
          .ifPresent(level -> levels.put(definition.name().toLowerCase(Locale.ROOT), level));
    }
    return new Totals(
        waiting.size(),
        longest(waiting, now),
        figures.offered(),
        figures.level().answered(),
        figures.level().abandoned(),
        figures.level().shortAbandoned(),
        figures.level().by(Definition.STANDARD),
        levels);
  }

  private static boolean waits(Floor.Contact contact) {
    return contact.state() == Floor.State.QUEUED || contact.state() == Floor.State.OFFERED;
  }

  private static long longest(List<Floor.Contact> waiting, Instant now) {
    return waiting.stream()
        .map(Floor.Contact::arrived)
        .min(Comparator.naturalOrder())
        .map(arrived -> millis(arrived, now))
        .orElse(0L);
  }

  private static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }
}
