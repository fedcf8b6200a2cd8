package tandem.rehearsal.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class WaitsTest {

  @Test
  void the_service_level_leaves_short_abandons_out() {
    var answered = DoubleStream.concat(
            DoubleStream.generate(() -> 20).limit(860),
            DoubleStream.generate(() -> 21).limit(140))
        .toArray();
    var abandoned = DoubleStream.concat(
            DoubleStream.generate(() -> 5).limit(10),
            DoubleStream.generate(() -> 6).limit(50))
        .toArray();

    var waits = Waits.of(answered, abandoned);

    assertThat(waits.serviceLevel()).isCloseTo(0.819, within(0.0005));
  }

  @Test
  void the_ninetieth_percentile_is_one_of_the_waits() {
    assertThat(Waits.of(new double[] {5, 1, 2, 4, 3, 6, 7, 8, 10, 9}, new double[0]))
        .isEqualTo(new Waits(10, 0, 5.5, 9, 10, 1));
    assertThat(Waits.of(new double[] {7}, new double[0]).p90Seconds()).isEqualTo(7);
  }

  @Test
  void an_empty_day_has_no_waits() {
    assertThat(Waits.of(new double[0], new double[0])).isEqualTo(new Waits(0, 0, 0, 0, 0, 0));
  }
}
