package tandem.routing.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.Parts;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.SkillId;

/**
 * The routing plan: the part of a site that is set up in advance. A plan is whole (the floor as it
 * is) or a part (an import). What a part names is defined or changed; what it does not name stays.
 *
 * @param channels the terms of channels; a channel that is not named has the standard terms
 * @param defaultQueue the queue of contacts that come to an address that is not ours
 */
public record FloorPlan(
    List<ChannelTerms> channels,
    List<Department> departments,
    List<Skill> skills,
    List<Queue> queues,
    List<Agent> agents,
    List<Reason> reasons,
    List<Entrance> entrances,
    Optional<QueueId> defaultQueue) {

  public static final FloorPlan EMPTY = new FloorPlan(
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      Optional.empty());

  public static final int PROFICIENCY_MAX = 10;

  /** The longest head start, offer timeout or threshold. */
  public static final Duration DURATION_MAX = Duration.ofDays(7);

  /** The terms of a channel that no document has changed. */
  public static final List<ChannelTerms> STANDARD_TERMS = List.of(
      new ChannelTerms(Channel.CALL, 1, EnumSet.allOf(Channel.class), Link.BRIDGED, Customer.LIVE),
      new ChannelTerms(Channel.CHAT, 3, Set.of(Channel.CALL), Link.IMMEDIATE, Customer.LIVE),
      new ChannelTerms(Channel.MESSAGE, 5, Set.of(), Link.IMMEDIATE, Customer.PATIENT),
      new ChannelTerms(Channel.EMAIL, 5, Set.of(), Link.IMMEDIATE, Customer.PATIENT));

  public FloorPlan {
    channels = List.copyOf(channels);
    departments = List.copyOf(departments);
    skills = List.copyOf(skills);
    queues = List.copyOf(queues);
    agents = List.copyOf(agents);
    reasons = List.copyOf(reasons);
    entrances = List.copyOf(entrances);
  }

  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /** This plan, with what the other plan names defined or changed. */
  public FloorPlan with(FloorPlan changes) {
    return new FloorPlan(
        Parts.merged(channels, changes.channels, ChannelTerms::channel),
        Parts.merged(departments, changes.departments, Department::id),
        Parts.merged(skills, changes.skills, Skill::id),
        Parts.merged(queues, changes.queues, Queue::id),
        Parts.merged(agents, changes.agents, Agent::id),
        Parts.merged(reasons, changes.reasons, Reason::id),
        Parts.merged(entrances, changes.entrances, Entrance::place),
        changes.defaultQueue.or(() -> defaultQueue));
  }

  /** The parts of this plan that are new or different compared with the known plan. */
  public FloorPlan without(FloorPlan known) {
    return new FloorPlan(
        Parts.unlike(channels, known.allChannels()),
        Parts.unlike(departments, known.departments),
        Parts.unlike(skills, known.skills),
        Parts.unlike(queues, known.queues),
        Parts.unlike(agents, known.agents),
        Parts.unlike(reasons, known.reasons),
        Parts.unlike(entrances, known.entrances),
        defaultQueue.filter(queue -> !known.defaultQueue.equals(Optional.of(queue))));
  }

  /** The terms of a channel, named or standard. */
  public ChannelTerms terms(Channel channel) {
    return Stream.concat(channels.stream(), STANDARD_TERMS.stream())
        .filter(terms -> terms.channel() == channel)
        .findFirst()
        .orElseThrow();
  }

  /** The terms of every channel, named or standard. */
  public List<ChannelTerms> allChannels() {
    return Stream.of(Channel.values()).map(this::terms).toList();
  }

  /** The same plan, with the terms of every channel named. */
  public FloorPlan withAllChannels() {
    return new FloorPlan(
        allChannels(), departments, skills, queues, agents, reasons, entrances, defaultQueue);
  }

  /**
   * The terms on which agents and customers have contacts of a channel. A contact that is offered,
   * held or written up takes a slot and blocks other channels, like a contact in which people talk.
   *
   * @param slots how many of them an agent may have at a time
   * @param blocks while an agent has a contact of this channel, they are offered none of these
   *     channels
   */
  public record ChannelTerms(
      Channel channel, int slots, Set<Channel> blocks, Link link, Customer customer) {

    public static final int SLOTS_MAX = 100;

    public ChannelTerms {
      blocks = ordered(blocks);
      checkSlots(slots, channel, link);
    }

    /** Checks the number of slots of an agent. {@link Failure.Invalid} says what is allowed. */
    public void checkSlots(int slots) {
      checkSlots(slots, channel, link);
    }

    private static void checkSlots(int slots, Channel channel, Link link) {
      var of = "slots of " + channel.word();
      Failure.require(slots >= 1 && slots <= SLOTS_MAX, of + " must be 1-" + SLOTS_MAX);
      Failure.require(
          link == Link.IMMEDIATE || slots == 1,
          of + " must be 1: an agent has one line that a carrier bridges to");
    }
  }

  /** How customer and agent are joined. */
  public enum Link {
    /** A carrier joins them, and reports when both sides are joined. */
    BRIDGED,
    /** Accepting the contact joins them. */
    IMMEDIATE
  }

  /** How a customer waits. */
  public enum Customer {
    /** The customer may leave when it takes too long; silence means that they have left. */
    LIVE,
    /** The customer cannot leave: the message stays until somebody answers it. */
    PATIENT
  }

  private static Set<Channel> ordered(Set<Channel> channels) {
    var ordered = EnumSet.noneOf(Channel.class);
    ordered.addAll(channels);
    return Collections.unmodifiableSet(ordered);
  }

  public record Department(DepartmentId id, String name) {}

  public record Skill(SkillId id, String name) {}

  /**
   * A queue: the place where contacts of one kind wait, and the terms on which they do.
   *
   * @param skills the skills that its contacts need, each with the lowest proficiency (1-10)
   * @param headStart how much earlier its contacts rank than they arrived: the queue's priority
   * @param offerTimeout how long an offer stays open to an agent
   * @param wrapUp how long writing up may take before the page warns
   * @param shortAbandon customers who leave within this time are counted apart
   * @param answerWithin the service level's threshold
   * @param preferLastAgent for how long after its arrival a contact waits for the agent alone who
   *     had the last contact of its conversation; empty if the queue prefers no agent
   * @param active an inactive queue takes no new contacts
   */
  public record Queue(
      QueueId id,
      String name,
      DepartmentId department,
      Channel channel,
      Map<SkillId, Integer> skills,
      Strategy strategy,
      Duration headStart,
      Duration offerTimeout,
      Duration wrapUp,
      Duration shortAbandon,
      Duration answerWithin,
      Optional<Duration> preferLastAgent,
      boolean active) {
    public Queue {
      skills = Map.copyOf(skills);
      preferLastAgent = preferLastAgent.filter(time -> !time.isZero());
      skills.forEach(FloorPlan::checkProficiency);
      checkDuration("head_start of queue " + id, headStart);
      checkDuration("offer_timeout of queue " + id, offerTimeout);
      checkDuration("wrap_up of queue " + id, wrapUp);
      checkDuration("short_abandon of queue " + id, shortAbandon);
      checkDuration("answer_within of queue " + id, answerWithin);
      preferLastAgent.ifPresent(time -> checkDuration("prefer_last_agent of queue " + id, time));
      Failure.require(
          offerTimeout.isPositive(),
          "offer_timeout of queue " + id + " must be longer than 0 seconds");
    }

    /** A queue that prefers no agent. */
    public Queue(
        QueueId id,
        String name,
        DepartmentId department,
        Channel channel,
        Map<SkillId, Integer> skills,
        Strategy strategy,
        Duration headStart,
        Duration offerTimeout,
        Duration wrapUp,
        Duration shortAbandon,
        Duration answerWithin,
        boolean active) {
      this(
          id,
          name,
          department,
          channel,
          skills,
          strategy,
          headStart,
          offerTimeout,
          wrapUp,
          shortAbandon,
          answerWithin,
          Optional.empty(),
          active);
    }
  }

  /**
   * An agent as the floor document describes them.
   *
   * @param skills each with the agent's proficiency (1-10)
   * @param channels the channels that the agent takes; none named means all
   * @param slots how many contacts of a channel this agent may have at a time, where it differs
   *     from the channel's terms
   * @param address the address to which a carrier bridges contacts: a phone number in E.164, a SIP
   *     URI, or a client name. An agent who takes a channel with a bridged link needs one
   * @param active an inactive agent cannot become ready
   */
  public record Agent(
      AgentId id,
      String name,
      DepartmentId department,
      Map<SkillId, Integer> skills,
      Set<Channel> channels,
      Map<Channel, Integer> slots,
      Optional<String> address,
      boolean active) {
    public Agent {
      skills = Map.copyOf(skills);
      skills.forEach(FloorPlan::checkProficiency);
      channels = channels.isEmpty() ? EVERY_CHANNEL : ordered(channels);
      slots = slots.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(slots));
      for (var channel : slots.keySet()) {
        Failure.require(
            channels.contains(channel),
            "agent " + id + " has slots for " + channel.word() + " and does not take that channel");
      }
    }

    /** An agent who takes every channel on its own terms. */
    public Agent(
        AgentId id,
        String name,
        DepartmentId department,
        Map<SkillId, Integer> skills,
        String address,
        boolean active) {
      this(id, name, department, skills, EVERY_CHANNEL, Map.of(), Optional.of(address), active);
    }

    private static final Set<Channel> EVERY_CHANNEL = ordered(EnumSet.allOf(Channel.class));

    /** How many contacts of a channel this agent may have at a time. */
    public int slots(ChannelTerms terms) {
      return channels.contains(terms.channel())
          ? slots.getOrDefault(terms.channel(), terms.slots())
          : 0;
    }
  }

  /** A reason for which an agent may be not ready. */
  public record Reason(
      ReasonId id, String name, boolean paid, boolean productive, Optional<Integer> maxMinutes) {}

  /**
   * Our side of a contact: where customers reach us on a channel, and the queue that they join.
   *
   * @param address a called number, a site, a mailbox, a messenger account
   */
  public record Entrance(Channel channel, String address, QueueId queue) {

    /** The parts that no two entrances have in common. */
    public String place() {
      return channel.word() + " " + address;
    }
  }

  /** How the agent for a contact is chosen. */
  public enum Strategy {
    LONGEST_IDLE,
    MOST_SKILLED
  }

  private static void checkDuration(String what, Duration duration) {
    Failure.require(
        !duration.isNegative() && duration.compareTo(DURATION_MAX) <= 0,
        what + " must be between 0 and " + DURATION_MAX.toSeconds() + " seconds");
  }

  private static void checkProficiency(SkillId skill, int proficiency) {
    Failure.require(
        proficiency >= 1 && proficiency <= PROFICIENCY_MAX,
        "proficiency in " + skill + " must be 1-" + PROFICIENCY_MAX + ", not " + proficiency);
  }
}
