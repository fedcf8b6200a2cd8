package tandem.routing.engine;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
 * Lines and crews of one floor document, kept in step with the floor fact by fact, so that nobody
 * has to be searched for. It also notes which lines are worth a look: where, since the last match,
 * somebody came to wait beside a free agent or an agent became free for somebody who waits.
 */
final class FloorIndex {

  /** Where an agent stands in the crews' orders. */
  private record Stand(Crew crew, Place<AgentId> place, Set<Channel> channels, boolean signedIn) {}

  private final Floor floor;
  private final Map<QueueId, Line> lines = new HashMap<>();
  private final Map<AgentId, Crew> crews = new HashMap<>();
  private final Map<AgentId, Stand> stands = new HashMap<>();
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

  Line line(Floor.Contact contact) {
    return Objects.requireNonNull(lines.get(contact.queue()), () -> "no queue " + contact.queue());
  }

  /** Whether the agent could take a contact of the line now. */
  boolean isFreeFor(AgentId agent, Line line) {
    var stand = stands.get(agent);
    return stand != null
        && stand.channels.contains(line.terms.channel())
        && stand.crew.lines.contains(line);
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

  void refresh(Floor.Contact contact) {
    var line = line(contact);
    var place = new Place<>(contact.rank(), contact.id());
    if (contact.state() != Floor.State.QUEUED) {
      line.waiting.remove(place);
    } else if (line.waiting.add(place)) {
      look(line);
    }
  }

  void remove(Floor.Contact contact) {
    line(contact).waiting.remove(new Place<>(contact.rank(), contact.id()));
  }

  void refresh(Floor.Agent agent) {
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
    stand.channels.forEach(channel -> stand.crew.free(channel).remove(stand.place));
    for (var line : stand.crew.lines) {
      line.free -= stand.channels.contains(line.terms.channel()) ? 1 : 0;
      line.signedIn -= stand.signedIn ? 1 : 0;
    }
  }

  private void enter(Stand stand, @Nullable Stand before) {
    stand.channels.forEach(channel -> stand.crew.free(channel).add(stand.place));
    for (var line : stand.crew.lines) {
      var channel = line.terms.channel();
      boolean free = stand.channels.contains(channel);
      line.free += free ? 1 : 0;
      line.signedIn += stand.signedIn ? 1 : 0;
      boolean wasFree = before != null && before.channels.contains(channel);
      boolean signedOut = before != null && before.signedIn && !stand.signedIn;
      // Who is alone now may be asked again at once, pause or not.
      if ((free && !wasFree) || (signedOut && line.signedIn == 1)) {
        look(line);
      }
    }
  }

  private Stand standOf(Floor.Agent agent) {
    var crew = Objects.requireNonNull(crews.get(agent.id()), () -> "no agent " + agent.id());
    return new Stand(
        crew,
        new Place<>(agent.idleSince(), agent.id()),
        agent.signedIn() ? open(agent) : EnumSet.noneOf(Channel.class),
        agent.signedIn());
  }

  /** The channels of which the agent can still be offered something. */
  private Set<Channel> open(Floor.Agent agent) {
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

  private Map<Channel, Integer> taken(Floor.Agent agent) {
    var taken = new EnumMap<Channel, Integer>(Channel.class);
    Stream.concat(agent.contacts().stream(), agent.offers().stream().map(offer -> offer.contact()))
        .forEach(contact -> taken.merge(channelOf(contact), 1, Integer::sum));
    return taken;
  }

  private Channel channelOf(ContactId contact) {
    return floor.contact(contact).orElseThrow().channel();
  }
}
