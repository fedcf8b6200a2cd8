package tandem.rehearsal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tandem.document.Json;

class LatenciesTest {

  @Test
  void percentiles_are_measured_values_by_nearest_rank_in_any_order() {
    var descending =
        LongStream.rangeClosed(1, 200).map(n -> (201 - n) * 1_000_000).boxed().toList();

    var latencies = Latencies.of(descending);

    assertThat(latencies)
        .isEqualTo(new Latencies(200, figure("100.00"), figure("198.00"), figure("200.00")));
  }

  @Test
  void one_measurement_is_every_percentile() {
    var quarter = figure("0.25");

    assertThat(Latencies.of(List.of(250_000L)))
        .isEqualTo(new Latencies(1, quarter, quarter, quarter));
  }

  @Test
  void without_measurements_there_are_no_figures() {
    var none = Latencies.of(List.of());

    assertThat(none)
        .isEqualTo(new Latencies(0, Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(Json.write(none)).isEqualTo("{\"count\":0,\"p50\":null,\"p99\":null,\"max\":null}");
  }

  private static Optional<BigDecimal> figure(String milliseconds) {
    return Optional.of(new BigDecimal(milliseconds));
  }
}
