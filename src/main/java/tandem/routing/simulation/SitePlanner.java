package tandem.routing.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.SkillId;
import tandem.routing.engine.FloorPlan;

/** Makes up sites of all kinds, and changes them while they are open. */
final class SitePlanner {

  private static final DepartmentId DEPARTMENT = new DepartmentId("service");
  private static final List<String> REASONS = List.of("lunch", "coffee", "training");
  private static final List<Channel> CHANNELS = List.of(Channel.values());
  private static final List<SkillId> SKILLS =
      IntStream.range(0, 4).mapToObj(n -> new SkillId("skill" + n)).toList();

  /** Sites grow for as long as everybody there still meets everybody else. */
  private static final int AGENTS_MAX = 40;

  private static final int QUEUES_MAX = 15;

  private final Random random;

  SitePlanner(Random random) {
    this.random = random;
  }

  FloorPlan site() {
    int queues = 2 + random.nextInt(5);
    int agents = 2 + random.nextInt(9);
    return new FloorPlan(
        List.of(),
        List.of(new FloorPlan.Department(DEPARTMENT, "Service")),
        SKILLS.stream().map(skill -> new FloorPlan.Skill(skill, skill.value())).toList(),
        IntStream.range(0, queues)
            .mapToObj(n -> queue(queueId(n), CHANNELS.get(n % CHANNELS.size())))
            .toList(),
        IntStream.range(0, agents).mapToObj(n -> agent(agentId(n))).toList(),
        REASONS.stream()
            .map(reason ->
                new FloorPlan.Reason(new ReasonId(reason), reason, true, false, Optional.empty()))
            .toList(),
        List.of(),
        Optional.of(queueId(0)));
  }

  /** Some agents or queues made new, one more of them, nothing at all, or nonsense. */
  FloorPlan change(FloorPlan now) {
    return switch (random.nextInt(8)) {
      case 0 ->
        part(List.of(), List.of(agent(agentId(Math.min(now.agents().size(), AGENTS_MAX - 1)))));
      case 1 -> {
        int next = now.queues().size();
        yield next < QUEUES_MAX
            ? part(List.of(queue(queueId(next), Channel.CALL)), List.of())
            : now;
      }
      case 2 -> now;
      case 3 -> part(List.of(), List.of(homeless(pick(now.agents()))));
      case 4, 5 -> {
        var old = pick(now.queues());
        yield part(List.of(queue(old.id(), old.channel())), List.of());
      }
      default -> part(List.of(), List.of(agent(pick(now.agents()).id())));
    };
  }

  String reason() {
    return pick(REASONS);
  }

  private static FloorPlan part(List<FloorPlan.Queue> queues, List<FloorPlan.Agent> agents) {
    return new FloorPlan(
        List.of(), List.of(), List.of(), queues, agents, List.of(), List.of(), Optional.empty());
  }

  private FloorPlan.Queue queue(QueueId id, Channel channel) {
    return new FloorPlan.Queue(
        id,
        id.value(),
        DEPARTMENT,
        channel,
        skills(random.nextInt(3), 6),
        pick(List.of(FloorPlan.Strategy.values())),
        Duration.ofSeconds(random.nextInt(3) * 20L),
        Duration.ofSeconds(8 + random.nextInt(30)),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        random.nextInt(15) > 0);
  }

  private FloorPlan.Agent agent(AgentId id) {
    return new FloorPlan.Agent(
        id,
        id.value(),
        DEPARTMENT,
        skills(1 + random.nextInt(4), FloorPlan.PROFICIENCY_MAX),
        "+31201234567",
        random.nextInt(15) > 0);
  }

  private static FloorPlan.Agent homeless(FloorPlan.Agent agent) {
    return new FloorPlan.Agent(
        agent.id(),
        agent.name(),
        new DepartmentId("nowhere"),
        agent.skills(),
        agent.channels(),
        agent.slots(),
        agent.address(),
        agent.active());
  }

  private Map<SkillId, Integer> skills(int count, int levelMax) {
    var skills = new TreeMap<SkillId, Integer>();
    for (int i = 0; i < count; i++) {
      skills.put(pick(SKILLS), 1 + random.nextInt(levelMax));
    }
    return skills;
  }

  private static QueueId queueId(int n) {
    return new QueueId("queue" + n);
  }

  private static AgentId agentId(int n) {
    return new AgentId("agent" + n);
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
