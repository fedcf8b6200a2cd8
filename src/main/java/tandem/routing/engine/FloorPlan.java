package tandem.routing.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.OrderState;
import tandem.base.OutcomeId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.RemedyKindId;
import tandem.base.SegmentId;
import tandem.base.SkillId;

/**
 * The floor document: everything of one site that is set up rather than happening. Whole (the floor
 * as it is) or in part (an import: what it names is defined or changed, what it does not name
 * stays).
 *
 * @param defaultQueue where calls to a number that is not ours go
 */
public record FloorPlan(
    List<Department> departments,
    List<Skill> skills,
    List<Queue> queues,
    List<Agent> agents,
    List<Reason> reasons,
    List<Segment> segments,
    List<OutcomeKind> outcomes,
    List<RemedyKind> remedies,
    List<CalledNumber> numbers,
    Optional<QueueId> defaultQueue) {

  public static final FloorPlan EMPTY = new FloorPlan(
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      List.of(),
      Optional.empty());

  public static final int PROFICIENCY_MAX = 10;

  /** No head start, ring or threshold is longer. */
  public static final Duration DURATION_MAX = Duration.ofDays(7);

  public FloorPlan {
    departments = List.copyOf(departments);
    skills = List.copyOf(skills);
    queues = List.copyOf(queues);
    agents = List.copyOf(agents);
    reasons = List.copyOf(reasons);
    segments = List.copyOf(segments);
    outcomes = List.copyOf(outcomes);
    remedies = List.copyOf(remedies);
    numbers = List.copyOf(numbers);
  }

  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /** This plan with everything in it that the other names defined or changed. */
  public FloorPlan with(FloorPlan changes) {
    return new FloorPlan(
        merged(departments, changes.departments, Department::id),
        merged(skills, changes.skills, Skill::id),
        merged(queues, changes.queues, Queue::id),
        merged(agents, changes.agents, Agent::id),
        merged(reasons, changes.reasons, Reason::id),
        merged(segments, changes.segments, Segment::id),
        merged(outcomes, changes.outcomes, OutcomeKind::id),
        merged(remedies, changes.remedies, RemedyKind::id),
        merged(numbers, changes.numbers, CalledNumber::number),
        changes.defaultQueue.or(() -> defaultQueue));
  }

  /** What of this plan is new or different beside the known one. */
  public FloorPlan without(FloorPlan known) {
    return new FloorPlan(
        unlike(departments, known.departments),
        unlike(skills, known.skills),
        unlike(queues, known.queues),
        unlike(agents, known.agents),
        unlike(reasons, known.reasons),
        unlike(segments, known.segments),
        unlike(outcomes, known.outcomes),
        unlike(remedies, known.remedies),
        unlike(numbers, known.numbers),
        defaultQueue.filter(queue -> !known.defaultQueue.equals(Optional.of(queue))));
  }

  private static <T, K> List<T> merged(List<T> known, List<T> changes, Function<T, K> id) {
    if (changes.isEmpty()) {
      return known;
    }
    var merged = new LinkedHashMap<K, T>();
    known.forEach(part -> merged.put(id.apply(part), part));
    changes.forEach(part -> merged.put(id.apply(part), part));
    return List.copyOf(merged.values());
  }

  private static <T> List<T> unlike(List<T> parts, List<T> known) {
    var same = new HashSet<>(known);
    return parts.stream().filter(part -> !same.contains(part)).toList();
  }

  public record Department(DepartmentId id, String name) {}

  public record Skill(SkillId id, String name) {}

  /**
   * Where contacts of one kind wait, and on what terms.
   *
   * @param skills what a contact in it needs, each with the least proficiency (1-10)
   * @param headStart how much earlier its contacts rank than they arrived: its priority
   * @param ring how long an offer is held out
   * @param wrapUp how long writing up may take before the page warns
   * @param shortAbandon who leaves within this time is counted apart
   * @param answerWithin the service level's threshold T
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
      Duration ring,
      Duration wrapUp,
      Duration shortAbandon,
      Duration answerWithin,
      boolean active) {
    public Queue {
      skills = Map.copyOf(skills);
      skills.forEach(FloorPlan::checkProficiency);
      checkDuration("head_start of queue " + id, headStart);
      checkDuration("ring of queue " + id, ring);
      checkDuration("wrap_up of queue " + id, wrapUp);
      checkDuration("short_abandon of queue " + id, shortAbandon);
      checkDuration("answer_within of queue " + id, answerWithin);
      Failure.require(ring.isPositive(), "ring of queue " + id + " must be longer than nothing");
    }
  }

  /**
   * Who takes contacts, with what skills, reached where.
   *
   * @param skills each with the agent's proficiency (1-10)
   * @param address where calls are bridged to: a phone in E.164, a SIP URI, or a client name
   * @param active an inactive agent cannot go ready
   */
  public record Agent(
      AgentId id,
      String name,
      DepartmentId department,
      Map<SkillId, Integer> skills,
      String address,
      boolean active) {
    public Agent {
      skills = Map.copyOf(skills);
      skills.forEach(FloorPlan::checkProficiency);
    }
  }

  /** Why an agent may be not ready. */
  public record Reason(
      ReasonId id, String name, boolean paid, boolean productive, Optional<Integer> maxMinutes) {}

  /** A group of customers and the head start it gets. */
  public record Segment(SegmentId id, String name, Duration headStart) {
    public Segment {
      checkDuration("head_start of segment " + id, headStart);
    }
  }

  /**
   * How a contact can end.
   *
   * @param resolves whether it resolves the case
   */
  public record OutcomeKind(OutcomeId id, String name, boolean resolves) {}

  /**
   * What can be given; at most one live remedy of an exclusion group per unit of an order line.
   *
   * @param most the most that a case may get of it without an order line: by currency (ISO 4217),
   *     in its smallest unit; in a currency that is not named, nothing. A kind with a most is money
   *     and always has an amount
   * @param withoutItem whether a case may get it without an order line although it is not money
   * @param orderStates the states of an order in which its lines may get it; none named means every
   *     state for money, and for the rest those in which the goods have been sent
   */
  public record RemedyKind(
      RemedyKindId id,
      String name,
      String exclusionGroup,
      Map<String, Integer> most,
      boolean withoutItem,
      Set<OrderState> orderStates) {

    /** Only what was sent can be made good; money is limited by what was paid. */
    private static final Set<OrderState> SENT =
        EnumSet.of(OrderState.SHIPPED, OrderState.DELIVERED, OrderState.RETURNED);

    public RemedyKind {
      most = Map.copyOf(most);
      orderStates = Collections.unmodifiableSet(
          !orderStates.isEmpty()
              ? EnumSet.copyOf(orderStates)
              : most.isEmpty() ? EnumSet.copyOf(SENT) : EnumSet.allOf(OrderState.class));
    }
  }

  /** One of our own numbers, and the queue that calls to it join. */
  public record CalledNumber(String number, QueueId queue) {}

  /** How an agent is picked for a contact. */
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
