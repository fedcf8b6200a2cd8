package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.StandingClock;
import tandem.base.SteadyClock;

@ExtendWith(VertxExtension.class)
class ClockMetersTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ClockMeters clockMeters = new ClockMeters(meters);

  @Test
  void a_step_of_the_wall_clock_is_counted_even_without_requests(Vertx vertx) {
    var wall = new StandingClock(Instant.parse("2026-02-01T09:00:00Z"));
    var clock = new SteadyClock(wall, () -> 0, clockMeters::stepped);
    clockMeters.watch(vertx, clock);

    wall.pass(Duration.ofMinutes(-10));

    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (meters.get("tandem.clock.steps").counter().count() == 0) {
      assertThat(System.nanoTime()).as("60 s").isLessThan(until);
      Thread.onSpinWait();
    }
    assertThat(meters.get("tandem.clock.ahead").timeGauge().value(TimeUnit.SECONDS))
        .isEqualTo(600);
  }
}
