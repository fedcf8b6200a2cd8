package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.routing.engine.FloorPlan.Strategy;

/** Five thousand agents, twenty thousand waiting contacts: decided the same as on a small floor. */
class LargeFloorTest {

  private static final int AGENTS = 5_000;
  private static final int WAITING = 20_000;
  private static final int QUEUES = 20;

  @Test
  void freed_agents_empty_the_lines_in_the_order_of_rank() {
    var scene = new Scene(Rules.STANDARD, largePlan());
    var order = new TreeMap<Place<tandem.base.ContactId>, QueueId>();
    var random = new Random(1);
    for (int n = 0; n < WAITING; n++) {
      var queue = new QueueId("queue" + random.nextInt(QUEUES));
      var arrived = NINE.minusSeconds(random.nextInt(3_600));
      scene.does(scene.arrival(contact(n), queue, arrived));
      order.put(new Place<>(arrived, contact(n)), queue);
    }

    for (int n = 0; n < AGENTS; n++) {
      var agent = new AgentId("agent" + n);
      var facts = scene.asks(agent, READY);

      var expected = order.entrySet().stream()
          .filter(waiting -> serves(scene, agent, waiting.getValue()))
          .findFirst()
          .orElseThrow();
      assertThat(facts)
          .hasSize(2)
          .last()
          .extracting(fact -> ((Fact.Offered) fact).offer().contact())
          .isEqualTo(expected.getKey().id());
      order.remove(expected.getKey());
    }
  }

  @Test
  void arrivals_find_the_agent_who_has_been_idle_longest() {
    var scene = new Scene(Rules.STANDARD, largePlan());
    var idle = new ArrayList<AgentId>();
    IntStream.range(0, AGENTS).mapToObj(n -> new AgentId("agent" + n)).forEach(agent -> {
      scene.now = scene.now.plusMillis(1);
      scene.asks(agent, READY);
      idle.add(agent);
    });

    for (int n = 0; n < 2_000; n++) {
      var queue = new QueueId("queue" + n % QUEUES);
      scene.arrives(contact(n), queue);

      var expected =
          idle.stream().filter(agent -> serves(scene, agent, queue)).findFirst().orElseThrow();
      assertThat(scene.offeredTo(contact(n))).contains(expected);
      idle.remove(expected);
    }
  }

  private static boolean serves(Scene scene, AgentId agent, QueueId queue) {
    var skills = scene.engine.floor().planned(agent).orElseThrow().skills();
    return scene.engine.floor().queue(queue).orElseThrow().skills().entrySet().stream()
        .allMatch(need -> skills.getOrDefault(need.getKey(), 0) >= need.getValue());
  }

  private static FloorPlan largePlan() {
    var skills = IntStream.range(0, 10).mapToObj(n -> new SkillId("skill" + n)).toList();
    var random = new Random(2);
    return new FloorPlan(
            List.of(),
            List.of(),
            skills.stream()
                .map(skill -> new FloorPlan.Skill(skill, skill.value()))
                .toList(),
            IntStream.range(0, QUEUES)
                .mapToObj(n -> queue(
                    new QueueId("queue" + n),
                    Channel.CALL,
                    Map.of(skills.get(n % 10), 1 + n / 10 * 2),
                    Strategy.LONGEST_IDLE))
                .toList(),
            IntStream.range(0, AGENTS)
                .mapToObj(n -> agent(
                    new AgentId("agent" + n),
                    Map.of(
                        skills.get(random.nextInt(5)),
                        1 + random.nextInt(5),
                        skills.get(5 + random.nextInt(5)),
                        1 + random.nextInt(5))))
                .toList(),
            List.of(),
            List.of(),
            java.util.Optional.empty())
        .with(plan(List.of(), List.of()));
  }
}
