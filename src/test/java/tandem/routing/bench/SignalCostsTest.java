package tandem.routing.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tandem.document.Json;
import tandem.routing.bench.SteadyShift.Act;

class SignalCostsTest {

  private static final FloorSize SMALL = new FloorSize(50, 20);
  private static final FloorSize LARGE = new FloorSize(500, 2_000);

  private final SignalCosts costs =
      SignalCosts.of(List.of(SMALL, LARGE), List.of(times(1_000, 8_191), times(1_500, 40_880)));

  /** Ninety-eight times so long, twice much longer. */
  private static Map<Act, Histogram> times(long nanos, long longer) {
    var times = new EnumMap<Act, Histogram>(Act.class);
    for (var act : Act.values()) {
      var histogram = new Histogram(EngineBench.DIGITS);
      histogram.recordValueWithCount(nanos, 98);
      histogram.recordValueWithCount(longer, 2);
      times.put(act, histogram);
    }
    return times;
  }

  @Test
  void medians_tails_and_means_stand_in_microseconds_with_the_ratios_of_largest_to_smallest() {
    assertThat(costs.signals()).hasSize(Act.values().length + 1);
    assertThat(costs.signals().getFirst().signal()).isEqualTo("arrived_waits");
    assertThat(costs.signals().getLast().signal()).isEqualTo("all");
    assertThat(costs.signals()).allSatisfy(line -> {
      assertThat(line.p50Ratio()).isEqualTo("1.50");
      assertThat(line.meanRatio()).isEqualTo("2.00");
      assertThat(line.costs().getFirst().p50Us()).isEqualTo("1.00");
      assertThat(line.costs().getFirst().p99Us()).isEqualTo("8.19");
      assertThat(line.costs().getFirst().meanUs()).isEqualTo("1.14");
    });
    assertThat(costs.signals().getLast().costs().getFirst().count()).isEqualTo(700);
  }

  @Test
  void the_table_shows_the_cost_on_the_larger_floor() {
    assertThat(costs.table())
        .contains("50 agents, 20 wait", "500 agents, 2000 wait", "finished next offered")
        .endsWith("With 10 times the agents and 100 times the waiting contacts a signal costs"
            + " 1.50 times as much by the median (its kinds 1.50-1.50), 2.00 times by the mean.");
  }

  @Test
  void every_signal_of_every_floor_is_measured() throws Exception {
    var progress = new ArrayList<String>();

    var measured = EngineBench.run(
        List.of(SMALL, LARGE),
        Duration.ofMillis(2),
        Duration.ofMillis(2),
        Duration.ofMillis(1),
        progress::add);

    var json = Json.MAPPER.readTree(measured.json());
    assertThat(json.path("floors").get(1).path("waiting").asInt()).isEqualTo(2_000);
    assertThat(json.path("signals")).allSatisfy(line -> {
      assertThat(line.path("costs")).hasSize(2);
      assertThat(line.path("costs")).allMatch(cost -> cost.path("count").asLong() > 0);
      assertThat(line.path("costs")).allMatch(cost -> cost.has("p99_us"));
    });
    assertThat(progress).hasSize(3);
  }
}
