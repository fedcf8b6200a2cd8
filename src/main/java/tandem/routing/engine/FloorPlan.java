package tandem.routing.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.Parts;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.SkillId;

/**
 * The routing plan: what the engine knows of a site that is set up rather than happening. Whole
 * (the floor as it is) or in part (an import: what it names is defined or changed, what it does not
 * name stays).
 *
 * @param defaultQueue where calls to a number that is not ours go
 */
public record FloorPlan(
    List<Department> departments,
    List<Skill> skills,
    List<Queue> queues,
    List<Agent> agents,
    List<Reason> reasons,
    List<CalledNumber> numbers,
    Optional<QueueId> defaultQueue) {

  public static final FloorPlan EMPTY = new FloorPlan(
      List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());

  public static final int PROFICIENCY_MAX = 10;

  /** No head start, ring or threshold is longer. */
  public static final Duration DURATION_MAX = Duration.ofDays(7);

  public FloorPlan {
    departments = List.copyOf(departments);
    skills = List.copyOf(skills);
    queues = List.copyOf(queues);
    agents = List.copyOf(agents);
    reasons = List.copyOf(reasons);
    numbers = List.copyOf(numbers);
  }

  public boolean isEmpty() {
    return equals(EMPTY);
  }

  /** This plan with everything in it that the other names defined or changed. */
  public FloorPlan with(FloorPlan changes) {
    return new FloorPlan(
        Parts.merged(departments, changes.departments, Department::id),
        Parts.merged(skills, changes.skills, Skill::id),
        Parts.merged(queues, changes.queues, Queue::id),
        Parts.merged(agents, changes.agents, Agent::id),
        Parts.merged(reasons, changes.reasons, Reason::id),
        Parts.merged(numbers, changes.numbers, CalledNumber::number),
        changes.defaultQueue.or(() -> defaultQueue));
  }

  /** What of this plan is new or different beside the known one. */
  public FloorPlan without(FloorPlan known) {
    return new FloorPlan(
        Parts.unlike(departments, known.departments),
        Parts.unlike(skills, known.skills),
        Parts.unlike(queues, known.queues),
        Parts.unlike(agents, known.agents),
        Parts.unlike(reasons, known.reasons),
        Parts.unlike(numbers, known.numbers),
        defaultQueue.filter(queue -> !known.defaultQueue.equals(Optional.of(queue))));
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
