package tandem.routing.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.SkillId;
import tandem.routing.engine.FloorPlan;

/** The maker of random sites, which also changes them while they are open. */
final class SitePlanner {

  private static final List<DepartmentId> DEPARTMENTS =
      List.of(new DepartmentId("service"), new DepartmentId("shipping"), new DepartmentId("legal"));
  private static final List<String> REASONS = List.of("lunch", "coffee", "training");
  private static final List<Channel> CHANNELS = List.of(Channel.values());
  private static final List<SkillId> SKILLS =
      IntStream.range(0, 4).mapToObj(n -> new SkillId("skill" + n)).toList();

  /** The highest number of agents, so that contacts still meet many different agents. */
  private static final int AGENTS_MAX = 40;

  private static final int QUEUES_MAX = 15;

  private final Random random;

  /** The channel of the site whose contacts a carrier bridges: not always calls. */
  private Channel bridged = Channel.CALL;

  SitePlanner(Random random) {
    this.random = random;
  }

  /** A site on the standard terms, or on terms of its own. */
  FloorPlan site() {
    int queues = 2 + random.nextInt(6);
    int agents = 2 + random.nextInt(9);
    boolean isStandard = random.nextInt(3) == 0;
    bridged = isStandard || random.nextInt(3) > 0 ? Channel.CALL : pick(CHANNELS);
    var channels = isStandard
        ? List.<FloorPlan.ChannelTerms>of()
        : CHANNELS.stream().map(this::terms).toList();
    var terms = plan(
        channels,
        DEPARTMENTS.stream().map(id -> new FloorPlan.Department(id, id.value())).toList(),
        SKILLS.stream().map(skill -> new FloorPlan.Skill(skill, skill.value())).toList(),
        List.of(),
        List.of(),
        REASONS.stream()
            .map(reason ->
                new FloorPlan.Reason(new ReasonId(reason), reason, true, false, Optional.empty()))
            .toList());
    return terms.with(part(
        List.of(),
        IntStream.range(0, queues)
            .mapToObj(n -> queue(queueId(n), CHANNELS.get(n % CHANNELS.size())))
            .toList(),
        IntStream.range(0, agents).mapToObj(n -> agent(agentId(n), terms)).toList()));
  }

  /**
   * A change of a site: new terms, agents or queues, one more of them, no change, or a wrong plan.
   */
  FloorPlan change(FloorPlan now) {
    return switch (random.nextInt(10)) {
      case 0 -> agent(now, agentId(Math.min(now.agents().size(), AGENTS_MAX - 1)));
      case 1 -> {
        int next = now.queues().size();
        yield next < QUEUES_MAX
            ? part(List.of(), List.of(queue(queueId(next), pick(CHANNELS))), List.of())
            : now;
      }
      case 2 -> now;
      case 3 -> part(List.of(), List.of(), List.of(homeless(pick(now.agents()))));
      case 4, 5 -> {
        var old = pick(now.queues());
        yield part(List.of(), List.of(queue(old.id(), old.channel())), List.of());
      }
      case 6, 7 -> part(List.of(terms(pick(CHANNELS))), List.of(), List.of());
      default -> agent(now, pick(now.agents()).id());
    };
  }

  private FloorPlan agent(FloorPlan now, AgentId id) {
    return part(List.of(), List.of(), List.of(agent(id, now)));
  }

  String reason() {
    return pick(REASONS);
  }

  static FloorPlan part(
      List<FloorPlan.ChannelTerms> channels,
      List<FloorPlan.Queue> queues,
      List<FloorPlan.Agent> agents) {
    return plan(channels, List.of(), List.of(), queues, agents, List.of());
  }

  private static FloorPlan plan(
      List<FloorPlan.ChannelTerms> channels,
      List<FloorPlan.Department> departments,
      List<FloorPlan.Skill> skills,
      List<FloorPlan.Queue> queues,
      List<FloorPlan.Agent> agents,
      List<FloorPlan.Reason> reasons) {
    return new FloorPlan(
        channels, departments, skills, queues, agents, reasons, List.of(), Optional.empty());
  }

  /** Terms of a channel. Most are like the standard ones; some are allowed but unusual. */
  private FloorPlan.ChannelTerms terms(Channel channel) {
    boolean isBridged = channel == bridged;
    boolean isUsuallyLive = isBridged || channel == Channel.CALL || channel == Channel.CHAT;
    boolean live = isUsuallyLive == (random.nextInt(8) > 0);
    return new FloorPlan.ChannelTerms(
        channel,
        isBridged ? 1 : 1 + random.nextInt(5),
        CHANNELS.stream()
            .filter(_ -> random.nextInt(isBridged ? 4 : 3) > (isBridged ? 0 : 1))
            .collect(Collectors.toSet()),
        isBridged ? FloorPlan.Link.BRIDGED : FloorPlan.Link.IMMEDIATE,
        live ? FloorPlan.Customer.LIVE : FloorPlan.Customer.PATIENT);
  }

  private FloorPlan.Queue queue(QueueId id, Channel channel) {
    return new FloorPlan.Queue(
        id,
        id.value(),
        pick(DEPARTMENTS),
        channel,
        skills(random.nextInt(3), 6),
        pick(List.of(FloorPlan.Strategy.values())),
        Duration.ofSeconds(random.nextInt(3) * 20L),
        Duration.ofSeconds(8 + random.nextInt(30)),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Optional.of(Duration.ofSeconds((long) random.nextInt(3) * random.nextInt(60))),
        random.nextInt(15) > 0);
  }

  private FloorPlan.Agent agent(AgentId id, FloorPlan plan) {
    var skills = skills(1 + random.nextInt(4), FloorPlan.PROFICIENCY_MAX);
    var channels = channels();
    var slots = new TreeMap<Channel, Integer>();
    for (var channel : channels) {
      if (plan.terms(channel).link() == FloorPlan.Link.IMMEDIATE && random.nextInt(4) == 0) {
        slots.put(channel, 1 + random.nextInt(6));
      }
    }
    return new FloorPlan.Agent(
        id,
        id.value(),
        pick(DEPARTMENTS),
        skills,
        channels,
        slots,
        channels.contains(bridged) ? Optional.of("+31201234567") : Optional.empty(),
        random.nextInt(15) > 0);
  }

  /** Usually all channels, so that an agent gets contacts of different channels. */
  private Set<Channel> channels() {
    var channels = EnumSet.allOf(Channel.class);
    if (random.nextInt(3) == 0) {
      channels.removeIf(_ -> random.nextInt(3) == 0);
    }
    return channels.isEmpty() ? EnumSet.allOf(Channel.class) : channels;
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
