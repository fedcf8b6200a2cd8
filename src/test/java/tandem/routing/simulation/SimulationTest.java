package tandem.routing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.document.Json;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorSnapshot;

/**
 * Goal: no order of arrivals, answers, refusals, losses and plans can break a promise of the floor.
 * Method: a seed drives 1,000 signals over random time; a witness checks every fact, a second floor
 * is built of them, and halfway a second engine goes on from a written snapshot. A failure names
 * its seed; {@code -Dseed=…} runs that one alone, {@code -Dseeds=…} so many.
 */
class SimulationTest {

  static LongStream seeds() {
    var one = Long.getLong("seed");
    return one == null ? LongStream.range(0, Long.getLong("seeds", 120)) : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void the_floor_keeps_its_promises(long seed) {
    var report =
        Simulation.run(seed, 1_000, paper -> Json.read(Json.write(paper), FloorSnapshot.class));

    assertThat(report.violations()).isEmpty();
  }

  @Test
  void the_same_seed_gives_the_same_facts() {
    assertThat(Simulation.run(7, 2_000)).isEqualTo(Simulation.run(7, 2_000));
    assertThat(Simulation.run(7, 2_000).fingerprint())
        .isNotEqualTo(Simulation.run(8, 2_000).fingerprint());
  }

  @Test
  void thirty_days_see_everything_happen() {
    var seen = LongStream.range(0, 30)
        .mapToObj(seed -> Simulation.run(seed, 1_000))
        .flatMap(report -> report.facts().keySet().stream())
        .distinct();

    assertThat(seen)
        .containsExactlyInAnyOrder(Arrays.stream(Fact.class.getDeclaredClasses())
            .filter(Class::isRecord)
            .filter(Fact.class::isAssignableFrom)
            .map(Class::getSimpleName)
            .toArray(String[]::new));
  }

  @Test
  void on_most_days_agents_have_contacts_of_several_channels() {
    var days =
        LongStream.range(0, 30).mapToObj(seed -> Simulation.run(seed, 1_000)).toList();

    assertThat(days).filteredOn(day -> day.blended() > 4).hasSizeGreaterThan(15);
  }

  @Test
  void on_most_days_agents_pass_contacts_on() {
    var days =
        LongStream.range(0, 30).mapToObj(seed -> Simulation.run(seed, 1_000)).toList();

    assertThat(days).filteredOn(day -> day.passedOn() > 4).hasSizeGreaterThan(15);
  }

  @Test
  void on_most_days_contacts_go_to_the_agent_who_had_the_last_one() {
    var days =
        LongStream.range(0, 30).mapToObj(seed -> Simulation.run(seed, 1_000)).toList();

    assertThat(days).filteredOn(day -> day.returned() > 2).hasSizeGreaterThan(15);
  }

  @Test
  void on_most_days_a_bridge_comes_late() {
    var days =
        LongStream.range(0, 30).mapToObj(seed -> Simulation.run(seed, 1_000)).toList();

    assertThat(days).filteredOn(day -> day.joinedLate() > 0).hasSizeGreaterThan(15);
  }
}
