package tandem.rehearsal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerFiguresTest {

  @Test
  void reads_what_the_servers_own_registry_writes() {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.counter("tandem.history.reads", "result", "hit").increment(3);
    meters.counter("tandem.history.reads", "result", "miss").increment(4);
    meters.counter("tandem.history.loads").increment(5);
    Timer.builder("tandem.screen.pop")
        .publishPercentiles(0.5)
        .register(meters)
        .record(Duration.ofMillis(2));

    var figures = ServerFigures.read(meters.scrape());

    assertThat(figures.value("tandem_history_reads_total", "result", "hit")).hasValue(3);
    assertThat(figures.value("tandem_history_reads_total", "result", "miss")).hasValue(4);
    assertThat(figures.samples()).containsEntry("tandem_history_loads_total", 5.0);
    assertThat(figures.value("tandem_screen_pop_seconds", "quantile", "0.5").orElseThrow())
        .isCloseTo(0.002, withinPercentage(10));
  }

  @Test
  void what_is_not_there_is_no_figure() {
    assertThat(ServerFigures.read("# nothing\n").value("up", "job", "tandem")).isEmpty();
  }
}
