package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;

/** The rules by which a routing plan is taken: it must agree with itself and with the floor. */
final class Planning {

  private final LiveFloor live;
  private final Presences presences;
  private final Offers offers;
  private final Assignments assignments;

  Planning(LiveFloor live, Presences presences, Offers offers, Assignments assignments) {
    this.live = live;
    this.presences = presences;
    this.offers = offers;
    this.assignments = assignments;
  }

  Optional<Refused> planned(Signal.FloorPlanned s) {
    var known = live.floor.plan();
    var changes = s.plan().without(known);
    var whole = known.with(changes);
    var errors = errors(s.plan(), known, whole);
    if (!errors.isEmpty()) {
      return no(No.INVALID, String.join("; ", errors));
    }
    if (whole.queues().size() > live.rules.queuesMax()) {
      return no(No.FULL, "a floor has at most " + live.rules.queuesMax() + " queues");
    }
    if (whole.agents().size() > live.rules.agentsMax()) {
      return no(No.FULL, "a floor has at most " + live.rules.agentsMax() + " agents");
    }
    if (!changes.isEmpty()) {
      live.emit(new Fact.FloorPlanned(changes, live.now()));
      sendHome(changes);
      changes.agents().forEach(assignments::releaseUntaken);
      live.floor.agents().stream()
          .filter(agent -> !agent.offers().isEmpty())
          .map(AgentState::id)
          .toList()
          .forEach(offers::withdrawWithoutRoom);
    }
    return Optional.empty();
  }

  /** Agents who are no longer active leave as if they had asked to be offline. */
  private void sendHome(FloorPlan changes) {
    changes.agents().stream()
        .filter(agent -> !agent.active())
        .map(FloorPlan.Agent::id)
        .filter(id -> !live.agent(id).presence().equals(new Presence.Offline()))
        .forEach(id -> presences.goAway(id, new Presence.Offline()));
  }

  private static List<String> errors(FloorPlan named, FloorPlan known, FloorPlan whole) {
    var errors = new ArrayList<String>();
    findTwins(named, errors);
    var departments = ids(whole.departments(), FloorPlan.Department::id);
    var skills = ids(whole.skills(), FloorPlan.Skill::id);
    for (var queue : named.queues()) {
      var it = "queue " + queue.id();
      checkDepartment(it, queue.department(), departments, errors);
      checkSkills(it, queue.skills().keySet(), skills, errors);
      checkSameChannel(queue, known, errors);
    }
    for (var agent : named.agents()) {
      var it = "agent " + agent.id();
      checkDepartment(it, agent.department(), departments, errors);
      checkSkills(it, agent.skills().keySet(), skills, errors);
    }
    for (var agent : whole.agents()) {
      checkSlots(agent, whole, errors);
    }
    checkAddresses(named, whole, errors);
    for (var entrance : named.entrances()) {
      checkTakes(
          entrance.channel(), "entrance " + entrance.place(), entrance.queue(), whole, errors);
    }
    named.defaultQueue().ifPresent(queue -> known("default_queue", queue, whole, errors));
    return errors;
  }

  private static void findTwins(FloorPlan plan, List<String> errors) {
    findTwins("channel", plan.channels(), terms -> terms.channel().word(), errors);
    findTwins("department", plan.departments(), FloorPlan.Department::id, errors);
    findTwins("skill", plan.skills(), FloorPlan.Skill::id, errors);
    findTwins("queue", plan.queues(), FloorPlan.Queue::id, errors);
    findTwins("agent", plan.agents(), FloorPlan.Agent::id, errors);
    findTwins("reason", plan.reasons(), FloorPlan.Reason::id, errors);
    findTwins("entrance", plan.entrances(), FloorPlan.Entrance::place, errors);
  }

  private static <T, K> void findTwins(
      String what, List<T> parts, Function<T, K> id, List<String> errors) {
    var seen = new HashSet<K>();
    parts.stream()
        .map(id)
        .filter(key -> !seen.add(key))
        .distinct()
        .forEach(key -> errors.add(what + " " + key + " is named twice"));
  }

  private static void checkDepartment(
      String it, DepartmentId department, Set<DepartmentId> known, List<String> errors) {
    if (!known.contains(department)) {
      errors.add(it + " names department " + department + ", which does not exist");
    }
  }

  private static void checkSkills(
      String it, Set<SkillId> skills, Set<SkillId> known, List<String> errors) {
    for (var skill : new TreeSet<>(skills)) {
      if (!known.contains(skill)) {
        errors.add(it + " names skill " + skill + ", which does not exist");
      }
    }
  }

  private static void checkSlots(FloorPlan.Agent agent, FloorPlan whole, List<String> errors) {
    agent.slots().forEach((channel, slots) -> {
      try {
        whole.terms(channel).checkSlots(slots);
      } catch (Failure.Invalid no) {
        no.errors().forEach(error -> errors.add("agent " + agent.id() + ": " + error));
      }
    });
  }

  /**
   * A carrier bridges to an address, so an agent who takes a channel with a bridged link needs one.
   * Agents and terms that the document does not name are not checked again.
   */
  private static void checkAddresses(FloorPlan named, FloorPlan whole, List<String> errors) {
    var bridged = whole.allChannels().stream()
        .filter(terms -> terms.link() == FloorPlan.Link.BRIDGED)
        .map(FloorPlan.ChannelTerms::channel)
        .toList();
    var changed = ids(named.channels(), FloorPlan.ChannelTerms::channel);
    var agents = ids(named.agents(), FloorPlan.Agent::id);
    whole.agents().stream()
        .filter(agent -> agent.address().isEmpty())
        .forEach(agent -> bridged.stream()
            .filter(agent.channels()::contains)
            .filter(channel -> agents.contains(agent.id()) || changed.contains(channel))
            .forEach(channel -> errors.add("agent " + agent.id() + " takes " + channel.word()
                + " contacts and needs an address: a carrier bridges to it")));
  }

  /** A queue keeps its channel, because contacts may be waiting in it. */
  private static void checkSameChannel(
      FloorPlan.Queue queue, FloorPlan known, List<String> errors) {
    known.queues().stream()
        .filter(old -> old.id().equals(queue.id()) && old.channel() != queue.channel())
        .forEach(old -> errors.add("queue " + queue.id() + " is for "
            + old.channel().word() + " contacts and stays so; make a new queue"));
  }

  private static void checkTakes(
      Channel channel, String it, QueueId id, FloorPlan whole, List<String> errors) {
    known(it, id, whole, errors)
        .filter(queue -> queue.channel() != channel)
        .ifPresent(_ -> errors.add(
            it + " names queue " + id + ", which takes no " + channel.word() + " contacts"));
  }

  private static Optional<FloorPlan.Queue> known(
      String it, QueueId id, FloorPlan whole, List<String> errors) {
    var queue =
        whole.queues().stream().filter(candidate -> candidate.id().equals(id)).findFirst();
    if (queue.isEmpty()) {
      errors.add(it + " names queue " + id + ", which does not exist");
    }
    return queue;
  }

  private static <T, K> Set<K> ids(List<T> parts, Function<T, K> id) {
    return parts.stream().map(id).collect(Collectors.toSet());
  }
}
