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
  void a_step_of_either_clock_is_counted_even_without_requests(Vertx vertx) {
    var wall = new StandingClock(Instant.parse("2026-02-01T09:00:00Z"));
    var database = new StandingClock(wall.instant());
    var clock = new SteadyClock(database, () -> 0, clockMeters::databaseStepped);
    var machine = new SteadyClock(wall, () -> 0, clockMeters::machineStepped);
    clockMeters.watch(vertx, clock, wall, machine);

    wall.pass(Duration.ofMinutes(-10));

    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (steps("machine") == 0) {
      assertThat(System.nanoTime()).as("60 s").isLessThan(until);
      Thread.onSpinWait();
    }
    assertThat(steps("database")).isZero();
    assertThat(ahead("machine")).isEqualTo(600);
    assertThat(ahead("database")).isZero();

    database.pass(Duration.ofMinutes(10));

    while (steps("database") == 0) {
      assertThat(System.nanoTime()).as("60 s").isLessThan(until);
      Thread.onSpinWait();
    }
    assertThat(ahead("machine")).as("the server's clock follows slowly").isEqualTo(600);
    assertThat(ahead("database")).isEqualTo(-600);
  }

  private double steps(String of) {
    return meters.get("tandem.clock.steps").tag("of", of).counter().count();
  }

  private double ahead(String of) {
    return meters.get("tandem.clock.ahead").tag("of", of).timeGauge().value(TimeUnit.SECONDS);
  }
}
