package tandem.rehearsal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentiles_are_measured_values_by_nearest_rank_in_any_order() {
    var descending =
        LongStream.rangeClosed(1, 200).map(n -> (201 - n) * 1_000_000).boxed().toList();

    var latencies = Latencies.of(descending);

    assertThat(latencies)
        .isEqualTo(new Latencies(
            200, new BigDecimal("100.00"), new BigDecimal("198.00"), new BigDecimal("200.00")));
  }

  @Test
  void one_measurement_is_every_percentile() {
    var quarter = new BigDecimal("0.25");

    assertThat(Latencies.of(List.of(250_000L)))
        .isEqualTo(new Latencies(1, quarter, quarter, quarter));
  }

  @Test
  void without_measurements_there_are_no_figures() {
    assertThat(Latencies.of(List.of()))
        .isEqualTo(new Latencies(0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO));
  }
}
