package tandem.routing.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.routing.engine.FloorPlan;

/**
 * The floor of a {@link SteadyShift}: a busy and a quiet side without common agents. Each has the
 * same ten queues and ten skill profiles on a floor of any size, four profiles to a queue and four
 * queues to a profile, so that only the numbers of agents and contacts differ.
 */
final class ShiftPlan {

  static final int QUEUES_PER_SIDE = 10;

  private static final int SKILLS_PER_SIDE = 5;
  private static final int[] LEVELS = {1, 3};
  private static final DepartmentId DEPARTMENT = new DepartmentId("shift");

  /** A side of the floor, with its queues and agents. */
  enum Side {
    BUSY("busy"),
    QUIET("quiet");

    private final String word;

    Side(String word) {
      this.word = word;
    }

    QueueId queue(int n) {
      return new QueueId(word + "-queue-" + n);
    }

    AgentId agent(int n) {
      return new AgentId(word + "-agent-" + n);
    }

    private SkillId skill(int n) {
      return new SkillId(word + "-skill-" + n);
    }
  }

  private ShiftPlan() {}

  /** Makes a plan with this many agents on each side. */
  static FloorPlan of(int agentsPerSide) {
    return new FloorPlan(
        List.of(),
        List.of(new FloorPlan.Department(DEPARTMENT, "Shift")),
        sides(SKILLS_PER_SIDE, (side, n) -> new FloorPlan.Skill(side.skill(n), "Skill")),
        sides(QUEUES_PER_SIDE, ShiftPlan::queue),
        sides(agentsPerSide, (side, n) -> agent(side, n, profiles(side))),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private interface Making<T> {
    T make(Side side, int n);
  }

  private static <T> List<T> sides(int each, Making<T> making) {
    return Stream.of(Side.values())
        .flatMap(side -> IntStream.range(0, each).mapToObj(n -> making.make(side, n)))
        .toList();
  }

  private static FloorPlan.Queue queue(Side side, int n) {
    return new FloorPlan.Queue(
        side.queue(n),
        "Queue",
        DEPARTMENT,
        Channel.CALL,
        Map.of(side.skill(n % SKILLS_PER_SIDE), LEVELS[n / SKILLS_PER_SIDE]),
        n % 2 == 0 ? FloorPlan.Strategy.LONGEST_IDLE : FloorPlan.Strategy.MOST_SKILLED,
        Duration.ZERO,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        true);
  }

  private static FloorPlan.Agent agent(Side side, int n, List<Map<SkillId, Integer>> profiles) {
    var id = side.agent(n);
    return new FloorPlan.Agent(
        id, id.value(), DEPARTMENT, profiles.get(n % profiles.size()), "+31201234567", true);
  }

  /** Every pair of the side's skills. */
  private static List<Map<SkillId, Integer>> profiles(Side side) {
    var profiles = new ArrayList<Map<SkillId, Integer>>();
    for (int one = 0; one < SKILLS_PER_SIDE; one++) {
      for (int other = one + 1; other < SKILLS_PER_SIDE; other++) {
        profiles.add(Map.of(side.skill(one), 3 + one, side.skill(other), 3 + other));
      }
    }
    return profiles;
  }
}
