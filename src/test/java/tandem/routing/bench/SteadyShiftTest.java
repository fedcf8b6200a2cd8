package tandem.routing.bench;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.routing.bench.SteadyShift.Act;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.routing.simulation.Witness;

class SteadyShiftTest {

  private static final FloorSize SIZE = new FloorSize(50, 20);
  private static final int TURNS = 100;

  /** A signal and the facts that it made. */
  private record Told(Signal signal, List<Fact> facts) {}

  private final List<Told> journal = new ArrayList<>();

  private SteadyShift worked(long seed, SteadyShift.Stopwatch stopwatch) {
    var shift =
        new SteadyShift(SIZE, seed, (signal, facts) -> journal.add(new Told(signal, facts)));
    for (int turn = 0; turn < TURNS; turn++) {
      shift.turn(stopwatch);
    }
    return shift;
  }

  @Test
  void as_many_wait_talk_and_are_free_at_the_end_as_at_the_beginning() {
    var floor = worked(1, (_, _) -> {}).floor();

    assertThat(floor.contacts().stream()
            .collect(groupingBy(contact -> contact.phase().word(), counting())))
        .isEqualTo(Map.of("queued", 20L, "connected", 25L));
    assertThat(floor.agents())
        .hasSize(50)
        .allMatch(AgentState::signedIn)
        .filteredOn(agent -> agent.contacts().isEmpty())
        .hasSize(25);
  }

  @Test
  void every_rule_of_the_floor_holds_for_every_contact() {
    worked(1, (_, _) -> {});

    var witness = new Witness(Rules.STANDARD);
    journal.forEach(told -> {
      var at = told.facts().getLast().at();
      witness.told(told.signal(), at);
      told.facts().forEach(witness::sees);
      witness.settled(at);
    });
    assertThat(witness.violations()).isEmpty();
    assertThat(journal.stream().flatMap(told -> told.facts().stream()))
        .filteredOn(Fact.Finished.class::isInstance)
        .hasSize(2 * TURNS);
  }

  @Test
  void every_turn_times_the_whole_way_of_one_contact_on_each_side() {
    var timed = new EnumMap<Act, Integer>(Act.class);

    worked(1, (act, _) -> timed.merge(act, 1, Integer::sum));

    assertThat(timed)
        .isEqualTo(Map.of(
            Act.ARRIVED_WAITS, TURNS,
            Act.ARRIVED_OFFERED, TURNS,
            Act.ACCEPTED, 2 * TURNS,
            Act.BRIDGED, 2 * TURNS,
            Act.HUNG_UP, 2 * TURNS,
            Act.FINISHED_NEXT_OFFERED, TURNS,
            Act.FINISHED, TURNS));
  }

  @Test
  void the_same_seed_gives_the_same_facts() {
    worked(1, (_, _) -> {});
    var first = List.copyOf(journal);
    journal.clear();
    worked(1, (_, _) -> {});

    assertThat(journal).isEqualTo(first);
  }
}
