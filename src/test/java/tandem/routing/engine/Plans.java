package tandem.routing.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.routing.engine.FloorPlan.Strategy;

/** Floor plans for tests, where only what a test is about need be said. */
public final class Plans {

  private Plans() {}

  /** Departments, queues and agents, and nothing else. */
  public static FloorPlan plan(
      List<FloorPlan.Department> departments,
      List<FloorPlan.Queue> queues,
      List<FloorPlan.Agent> agents) {
    return new FloorPlan(
        List.of(), departments, List.of(), queues, agents, List.of(), List.of(), Optional.empty());
  }

  /** An active queue of calls that asks for no skill. */
  public static FloorPlan.Queue calls(QueueId id, String name, DepartmentId department) {
    return queue(
        id, name, department, Channel.CALL, Map.of(), Strategy.LONGEST_IDLE, Duration.ZERO, true);
  }

  /** An offer rings for 20 s, wrap-up takes 60 s at most, the goal is an answer within 20 s. */
  public static FloorPlan.Queue queue(
      QueueId id,
      String name,
      DepartmentId department,
      Channel channel,
      Map<SkillId, Integer> skills,
      Strategy strategy,
      Duration headStart,
      boolean active) {
    return new FloorPlan.Queue(
        id,
        name,
        department,
        channel,
        skills,
        strategy,
        headStart,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        active);
  }
}
