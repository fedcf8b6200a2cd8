package tandem.console.floor;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.DepartmentId;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.desk.Alerts;
import tandem.reports.Figures;
import tandem.reports.LastHour;
import tandem.reports.ServiceLevel;
import tandem.reports.ServiceLevel.Definition;
import tandem.reports.Tally;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Contact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Offer;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;

/**
 * The floor at one moment, for supervisors: waiting contacts, agents, and the figures of the day.
 */
record Board(
    Instant at,
    List<Queue> queues,
    List<Agent> agents,
    List<Alert> alerts,
    Totals totals,
    List<OfChannel> channels,
    Optional<QueueId> defaultQueue,
    List<Reason> reasons) {

  /** The counts of the day, and the alerts. */
  record Counted(Tally tally, LastHour hour, List<Alerts.Alert> alerts) {}

  /** The parts of the floor that a board shows, all read in one step. */
  record View(List<Contact> contacts, List<Staff> agents, FloorPlan plan) {

    /** Only copies on the engine's loop, and sorts on the caller's. */
    static Future<View> of(CommittedFloor floor) {
      return floor
          .read(now -> new Copy(List.copyOf(now.contacts()), List.copyOf(now.agents()), now.plan()))
          .map(Copy::view);
    }
  }

  private record Copy(List<Contact> contacts, List<AgentState> agents, FloorPlan plan) {
    View view() {
      var planned = plan.agents().stream()
          .collect(Collectors.toMap(FloorPlan.Agent::id, Function.identity()));
      return new View(
          contacts,
          agents.stream()
              .sorted(Comparator.comparing(AgentState::id))
              .flatMap(
                  agent -> Optional.ofNullable(planned.get(agent.id()))
                      .map(known -> new Staff(agent, known))
                      .stream())
              .toList(),
          plan);
    }
  }

  /** An agent with the entry in the floor document. */
  record Staff(AgentState now, FloorPlan.Agent planned) {}

  /**
   * One queue: now, and since midnight. A closed queue is shown while it has contacts or figures.
   *
   * @param longestMs the longest present wait; 0 when no contact waits
   * @param ready agents with its skills who could take a contact now; likewise busy (also with an
   *     offer) and wrapUp
   * @param canLeave whether its customers can leave before an answer; an email cannot be abandoned
   * @param recentServiceLevel the service level of the contacts of the last half hour
   * @param contactsVersion differs as soon as other contacts wait or are served, or in another way
   * @param lastHour the counts in steps, the oldest first
   */
  record Queue(
      QueueId id,
      String name,
      Channel channel,
      boolean canLeave,
      int waiting,
      long longestMs,
      long offered,
      long answered,
      long abandoned,
      long shortAbandoned,
      OptionalDouble serviceLevel,
      OptionalDouble recentServiceLevel,
      Optional<Long> asaMs,
      Optional<Long> ahtMs,
      long answerWithinMs,
      int ready,
      int busy,
      int wrapUp,
      String contactsVersion,
      List<LastHour.Step> lastHour) {}

  /**
   * An agent and what they have.
   *
   * @param next the presence that begins when the last contact is finished
   * @param work the contacts that the agent has or is offered, the oldest first
   */
  record Agent(
      AgentId id,
      String name,
      DepartmentId department,
      Set<Channel> channels,
      State state,
      Optional<ReasonId> reason,
      Optional<String> reasonName,
      Optional<Next> next,
      int contacts,
      List<Work> work,
      long sinceMs,
      boolean lost) {}

  /** A reason for which somebody can be set to not ready. */
  record Reason(ReasonId id, String name) {}

  /** A presence that was asked for and has not begun. */
  record Next(State state, Optional<String> reasonName) {}

  /**
   * A contact that an agent has or is offered.
   *
   * @param state the word of its phase
   * @param sinceMs how long it has been in this state; on hold, how long the customer is held
   */
  record Work(ContactId contact, QueueId queue, Channel channel, String state, long sinceMs) {}

  /** The queues of one channel together. */
  record OfChannel(
      Channel channel,
      boolean canLeave,
      int waiting,
      long longestMs,
      long offered,
      long answered,
      long abandoned,
      long shortAbandoned,
      OptionalDouble serviceLevel,
      OptionalDouble recentServiceLevel) {}

  /** An alert of the last hour: how often it was raised, and when first and last. */
  record Alert(String kind, String subject, long times, long sinceMs, long lastMs) {}

  /**
   * The totals of all queues.
   *
   * @param serviceLevels one for each definition in use, by its name; missing while it is undefined
   */
  record Totals(
      int waiting,
      long longestMs,
      long offered,
      long answered,
      long abandoned,
      long shortAbandoned,
      OptionalDouble serviceLevel,
      OptionalDouble recentServiceLevel,
      Optional<Long> asaMs,
      Optional<Long> ahtMs,
      Map<String, Double> serviceLevels) {}

  /** The state of an agent: work comes first, then the requested presence. */
  enum State {
    OFFLINE,
    READY,
    NOT_READY,
    OFFERED,
    BUSY,
    WRAP_UP
  }

  static Board of(View view, Counted counted, Instant now) {
    var tally = counted.tally();
    var open = view.contacts().stream().collect(Collectors.groupingBy(Contact::queue));
    var crew = crew(view);
    var queues = view.plan().queues().stream()
        .filter(queue -> queue.active()
            || open.getOrDefault(queue.id(), List.of()).stream().anyMatch(Board::waits)
            || tally.of(queue.id(), now).offered() > 0)
        .map(queue -> queue(
            queue,
            canLeave(queue.channel(), view.plan()),
            open.getOrDefault(queue.id(), List.of()),
            tally.of(queue.id(), now),
            counted.hour(),
            crew,
            now))
        .toList();
    return new Board(
        now,
        queues,
        agents(view, now),
        counted.alerts().stream().map(alert -> alert(alert, now)).toList(),
        totals(view, tally.total(now), recent(view.plan().queues(), counted.hour(), now), now),
        channels(view, counted, now),
        view.plan().defaultQueue(),
        reasons(view.plan()));
  }

  private static List<Reason> reasons(FloorPlan plan) {
    return plan.reasons().stream()
        .filter(reason -> !Presence.isOwn(reason.id()))
        .map(reason -> new Reason(reason.id(), reason.name()))
        .toList();
  }

  private static boolean canLeave(Channel channel, FloorPlan plan) {
    return plan.terms(channel).customer() == FloorPlan.Customer.LIVE;
  }

  /** Returns the channels that have queues. */
  private static List<OfChannel> channels(View view, Counted counted, Instant now) {
    var byChannel = view.plan().queues().stream()
        .collect(Collectors.groupingBy(
            FloorPlan.Queue::channel, () -> new EnumMap<>(Channel.class), Collectors.toList()));
    return byChannel.entrySet().stream()
        .map(entry -> channel(entry.getKey(), entry.getValue(), view, counted, now))
        .toList();
  }

  private static OfChannel channel(
      Channel channel, List<FloorPlan.Queue> queues, View view, Counted counted, Instant now) {
    var figures = queues.stream()
        .map(queue -> counted.tally().of(queue.id(), now))
        .reduce(Figures.NONE, Figures::plus);
    var waiting = view.contacts().stream()
        .filter(Board::waits)
        .filter(contact -> contact.channel() == channel)
        .toList();
    return new OfChannel(
        channel,
        canLeave(channel, view.plan()),
        waiting.size(),
        longest(waiting, now),
        figures.offered(),
        figures.level().answered(),
        figures.level().abandoned(),
        figures.level().shortAbandoned(),
        figures.level().by(Definition.STANDARD),
        recent(queues, counted.hour(), now));
  }

  private static OptionalDouble recent(List<FloorPlan.Queue> queues, LastHour hour, Instant now) {
    return queues.stream()
        .map(queue -> hour.level(queue.id(), now))
        .reduce(ServiceLevel.NONE, ServiceLevel::plus)
        .by(Definition.STANDARD);
  }

  private static Alert alert(Alerts.Alert alert, Instant now) {
    return new Alert(
        alert.kind(),
        alert.subject(),
        alert.times(),
        millis(alert.first(), now),
        millis(alert.last(), now));
  }

  /** Returns the agents who are present or active. */
  static List<Agent> agents(View view, Instant now) {
    var contacts = byId(view);
    return view.agents().stream()
        .filter(staff -> staff.planned().active() || state(staff.now(), contacts) != State.OFFLINE)
        .map(staff -> agent(staff, view.plan(), contacts, now))
        .toList();
  }

  private static Map<ContactId, Contact> byId(View view) {
    return view.contacts().stream().collect(Collectors.toMap(Contact::id, Function.identity()));
  }

  private static Agent agent(
      Staff staff, FloorPlan plan, Map<ContactId, Contact> contacts, Instant now) {
    var agent = staff.now();
    var state = state(agent, contacts);
    var reason =
        Optional.of(agent.presence()).filter(_ -> state == State.NOT_READY).flatMap(Board::reason);
    return new Agent(
        agent.id(),
        staff.planned().name(),
        staff.planned().department(),
        staff.planned().channels(),
        state,
        reason,
        reason.flatMap(id -> name(id, plan)),
        agent.next().map(next -> new Next(word(next), reason(next).flatMap(id -> name(id, plan)))),
        agent.contacts().size(),
        work(agent, contacts, now),
        since(agent, state, contacts, now),
        agent.lost());
  }

  private static Optional<ReasonId> reason(Presence presence) {
    return presence instanceof Presence.NotReady(var why) ? Optional.of(why) : Optional.empty();
  }

  private static Optional<String> name(ReasonId reason, FloorPlan plan) {
    return plan.reasons().stream()
        .filter(known -> known.id().equals(reason))
        .map(FloorPlan.Reason::name)
        .findFirst();
  }

  private static List<Work> work(AgentState agent, Map<ContactId, Contact> contacts, Instant now) {
    return Stream.concat(agent.contacts().stream(), agent.offers().stream().map(OfferId::contact))
        .flatMap(id -> Optional.ofNullable(contacts.get(id)).stream())
        .sorted(Comparator.comparing(Contact::seenSince).thenComparing(Contact::id))
        .map(contact -> new Work(
            contact.id(),
            contact.queue(),
            contact.channel(),
            contact.phase().word(),
            millis(contact.seenSince(), now)))
        .toList();
  }

  private static State state(AgentState agent, Map<ContactId, Contact> contacts) {
    var held = agent.contacts().stream()
        .flatMap(id -> Optional.ofNullable(contacts.get(id)).stream())
        .toList();
    if (held.stream().anyMatch(contact -> !(contact.phase() instanceof Phase.WrapUp))) {
      return State.BUSY;
    }
    if (!agent.offers().isEmpty()) {
      return State.OFFERED;
    }
    if (!held.isEmpty()) {
      return State.WRAP_UP;
    }
    return word(agent.presence());
  }

  private static State word(Presence presence) {
    return switch (presence) {
      case Presence.Offline _ -> State.OFFLINE;
      case Presence.Ready _ -> State.READY;
      case Presence.NotReady _ -> State.NOT_READY;
    };
  }

  private static long since(
      AgentState agent, State state, Map<ContactId, Contact> contacts, Instant now) {
    var begun = switch (state) {
      case OFFLINE, NOT_READY, READY -> Optional.of(agent.seenSince());
      case OFFERED ->
        agent.offers().stream()
            .flatMap(offer -> Optional.ofNullable(contacts.get(offer.contact())).stream())
            .flatMap(contact -> contact.offer().map(Offer::offeredAt).stream())
            .min(Comparator.naturalOrder());
      case BUSY, WRAP_UP ->
        agent.contacts().stream()
            .flatMap(id -> Optional.ofNullable(contacts.get(id)).stream())
            .filter(contact -> contact.phase() instanceof Phase.WrapUp == (state == State.WRAP_UP))
            .map(contact ->
                contact.connected().filter(_ -> state == State.BUSY).orElse(contact.since()))
            .min(Comparator.naturalOrder());
    };
    return millis(begun.orElse(now), now);
  }

  private static Queue queue(
      FloorPlan.Queue queue,
      boolean canLeave,
      List<Contact> open,
      Figures figures,
      LastHour hour,
      List<Worker> workers,
      Instant now) {
    var waiting = open.stream().filter(Board::waits).toList();
    var crew = new EnumMap<State, Integer>(State.class);
    workers.stream()
        .filter(worker -> can(worker.planned(), queue))
        .forEach(worker -> crew.merge(worker.state(), 1, Integer::sum));
    return new Queue(
        queue.id(),
        queue.name(),
        queue.channel(),
        canLeave,
        waiting.size(),
        longest(waiting, now),
        figures.offered(),
        figures.level().answered(),
        figures.level().abandoned(),
        figures.level().shortAbandoned(),
        figures.level().by(Definition.STANDARD),
        recent(List.of(queue), hour, now),
        figures.averageSpeedOfAnswer().map(Duration::toMillis),
        figures.averageHandleTime().map(Duration::toMillis),
        queue.answerWithin().toMillis(),
        crew.getOrDefault(State.READY, 0),
        crew.getOrDefault(State.BUSY, 0) + crew.getOrDefault(State.OFFERED, 0),
        crew.getOrDefault(State.WRAP_UP, 0),
        QueueContacts.version(open),
        hour.of(queue.id(), now));
  }

  /** An agent who is present, with their state. */
  private record Worker(FloorPlan.Agent planned, State state) {}

  private static List<Worker> crew(View view) {
    var contacts = byId(view);
    return view.agents().stream()
        .filter(staff -> !staff.now().lost())
        .map(staff -> new Worker(staff.planned(), state(staff.now(), contacts)))
        .filter(worker -> worker.state() != State.OFFLINE)
        .toList();
  }

  private static boolean can(FloorPlan.Agent agent, FloorPlan.Queue queue) {
    return agent.channels().contains(queue.channel())
        && queue.skills().entrySet().stream()
            .allMatch(need -> agent.skills().getOrDefault(need.getKey(), 0) >= need.getValue());
  }

  private static Totals totals(View view, Figures figures, OptionalDouble recent, Instant now) {
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
        recent,
        figures.averageSpeedOfAnswer().map(Duration::toMillis),
        figures.averageHandleTime().map(Duration::toMillis),
        levels);
  }

  static boolean waits(Contact contact) {
    return contact.waits();
  }

  static long longest(List<Contact> waiting, Instant now) {
    return waiting.stream()
        .map(Contact::arrived)
        .min(Comparator.naturalOrder())
        .map(arrived -> millis(arrived, now))
        .orElse(0L);
  }

  static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }
}
