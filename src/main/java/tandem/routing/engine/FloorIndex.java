package tandem.routing.engine;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.QueueId;

/**
 * The lines and crews of one floor document, updated with every fact, so that no decision searches
 * all agents or contacts. It also notes the lines in which a match may now be possible: a contact
 * began to wait there, or an agent who serves them became free.
 */
final class FloorIndex {

  /** The place of an agent in the orders of the crews. */
  private record Stand(
      List<Crew> crews, Place<AgentId> place, Set<Channel> channels, boolean signedIn) {
    boolean mayServe(Line line) {
      return crews.stream().anyMatch(crew -> crew.lines.contains(line));
    }
  }

  /** The place where a contact waits. */
  private record Wait(Line line, Place<ContactId> place) {}

  private final Floor floor;
  private final Map<QueueId, Line> lines = new HashMap<>();
  private final Map<AgentId, Crew> crews = new HashMap<>();
  private final Map<AgentId, Stand> stands = new HashMap<>();
  private final Map<ContactId, Wait> waits = new HashMap<>();

  /**
   * The lines of contacts that wait for one agent alone. A line exists as long as it has contacts.
   */
  private final Map<AgentId, Map<QueueId, Line>> personal = new HashMap<>();

  /** A crew for each agent alone, which serves those lines. */
  private final Map<AgentId, Crew> alone = new HashMap<>();

  private final Set<Line> worthALook = new LinkedHashSet<>();

  FloorIndex(Floor floor) {
    this.floor = floor;
    var profiles = new LinkedHashMap<Crew.Profile, Crew>();
    floor
        .plan()
        .agents()
        .forEach(agent -> crews.put(
            agent.id(),
            profiles.computeIfAbsent(
                new Crew.Profile(agent.skills(), agent.channels()), Crew::new)));
    floor.plan().queues().forEach(queue -> {
      var line = new Line(queue);
      lines.put(queue.id(), line);
      profiles.values().forEach(line::meet);
    });
    floor.agents().forEach(this::refresh);
    floor.contacts().forEach(this::refresh);
  }

  /** The line in which a contact waits or would wait. */
  Line line(Contact contact) {
    var line =
        Objects.requireNonNull(lines.get(contact.queue()), () -> "no queue " + contact.queue());
    return contact.assigned().map(agent -> personal(agent, line.terms)).orElse(line);
  }

  private Line personal(AgentId agent, FloorPlan.Queue terms) {
    var known = personal.computeIfAbsent(agent, _ -> new LinkedHashMap<>());
    var line = known.get(terms.id());
    if (line == null) {
      line = new Line(terms);
      known.put(terms.id(), line);
      var stand = Objects.requireNonNull(stands.get(agent), () -> "no agent " + agent);
      leave(stand);
      line.fit(alone.computeIfAbsent(agent, _ -> new Crew(crew(agent).profile())));
      var wider = stand(agent, stand.place, stand.channels, stand.signedIn);
      stands.put(agent, wider);
      enter(wider, stand);
    }
    return line;
  }

  /** The contacts that wait for the agent alone, lowest rank first. */
  List<ContactId> assignedTo(AgentId agent) {
    return personal.getOrDefault(agent, Map.of()).values().stream()
        .flatMap(line -> line.waiting.stream())
        .sorted()
        .map(Place::id)
        .toList();
  }

  /** Whether the agent could take a contact of the line now. */
  boolean isFreeFor(AgentId agent, Line line) {
    var stand = stands.get(agent);
    return stand != null && stand.channels.contains(line.terms.channel()) && stand.mayServe(line);
  }

  Collection<Line> worthALook() {
    return Collections.unmodifiableCollection(worthALook);
  }

  void looked() {
    worthALook.clear();
  }

  void look(Line line) {
    if (line.free > 0 && !line.waiting.isEmpty()) {
      worthALook.add(line);
    }
  }

  void refresh(Contact contact) {
    if (!(contact.phase() instanceof Phase.Queued)) {
      remove(contact);
      return;
    }
    var wait = new Wait(line(contact), new Place<>(contact.rank(), contact.id()));
    if (!wait.equals(waits.get(contact.id()))) {
      remove(contact);
      waits.put(contact.id(), wait);
      wait.line.waiting.add(wait.place);
      look(wait.line);
    }
  }

  void remove(Contact contact) {
    var wait = waits.remove(contact.id());
    if (wait != null) {
      wait.line.waiting.remove(wait.place);
    }
  }

  void refresh(AgentState agent) {
    var before = stands.get(agent.id());
    var after = standOf(agent);
    if (!after.equals(before)) {
      stands.put(agent.id(), after);
      leave(before);
      enter(after, before);
    }
  }

  private void leave(@Nullable Stand stand) {
    if (stand == null) {
      return;
    }
    for (var crew : stand.crews) {
      stand.channels.forEach(channel -> crew.free(channel).remove(stand.place));
      crew.lines.forEach(line -> leave(stand, line));
    }
  }

  private static void leave(Stand stand, Line line) {
    line.free -= stand.channels.contains(line.terms.channel()) ? 1 : 0;
    line.signedIn -= stand.signedIn ? 1 : 0;
  }

  private void enter(Stand stand, @Nullable Stand before) {
    for (var crew : stand.crews) {
      stand.channels.forEach(channel -> crew.free(channel).add(stand.place));
      crew.lines.forEach(line -> enter(stand, before, line));
    }
  }

  private void enter(Stand stand, @Nullable Stand before, Line line) {
    var channel = line.terms.channel();
    boolean free = stand.channels.contains(channel);
    line.free += free ? 1 : 0;
    line.signedIn += stand.signedIn ? 1 : 0;
    boolean wasFree = before != null && before.channels.contains(channel);
    boolean signedOut = before != null && before.signedIn && !stand.signedIn;
    // An agent who is now the only one able may be offered the contact again before the pause is
    // over.
    if ((free && !wasFree) || (signedOut && line.signedIn == 1)) {
      look(line);
    }
  }

  private Stand standOf(AgentState agent) {
    return stand(
        agent.id(),
        new Place<>(agent.idleSince(), agent.id()),
        agent.signedIn() ? open(agent) : EnumSet.noneOf(Channel.class),
        agent.signedIn());
  }

  private Stand stand(
      AgentId agent, Place<AgentId> place, Set<Channel> channels, boolean signedIn) {
    var crew = crew(agent);
    var own = alone.get(agent);
    return new Stand(own == null ? List.of(crew) : List.of(crew, own), place, channels, signedIn);
  }

  private Crew crew(AgentId agent) {
    return Objects.requireNonNull(crews.get(agent), () -> "no agent " + agent);
  }

  /** The channels of which the agent can be offered one more contact. */
  private Set<Channel> open(AgentState agent) {
    var taken = taken(agent);
    var planned = floor.planned(agent.id()).orElseThrow();
    var open = EnumSet.noneOf(Channel.class);
    for (var channel : planned.channels()) {
      if (taken.getOrDefault(channel, 0) < planned.slots(floor.terms(channel))) {
        open.add(channel);
      }
    }
    taken.keySet().forEach(channel -> open.removeAll(floor.terms(channel).blocks()));
    return open;
  }

  private Map<Channel, Integer> taken(AgentState agent) {
    var taken = new EnumMap<Channel, Integer>(Channel.class);
    Stream.concat(agent.contacts().stream(), agent.offers().stream().map(offer -> offer.contact()))
        .forEach(contact -> taken.merge(channelOf(contact), 1, Integer::sum));
    return taken;
  }

  private Channel channelOf(ContactId contact) {
    return floor.contact(contact).orElseThrow().channel();
  }
}
