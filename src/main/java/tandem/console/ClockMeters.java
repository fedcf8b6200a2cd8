package tandem.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.SteadyClock;

/**
 * Meters of the clocks: how often the database's and the machine's were set, and how far each is
 * from the server's own clock, which follows the database's.
 */
public final class ClockMeters {

  private static final Logger LOG = LoggerFactory.getLogger(ClockMeters.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final String STEPS = "tandem.clock.steps";
  private static final String AHEAD = "tandem.clock.ahead";
  private static final String OF = "of";

  private final MeterRegistry meters;
  private final Counter machineSteps;
  private final Counter databaseSteps;

  public ClockMeters(MeterRegistry meters) {
    this.meters = meters;
    this.machineSteps = steps("machine");
    this.databaseSteps = steps("database");
  }

  private Counter steps(String of) {
    return Counter.builder(STEPS)
        .description(
            "how often the clock of the machine or the database was set by a second or" + " more")
        .tag(OF, of)
        .register(meters);
  }

  /** Counts a step of the machine's wall clock. */
  public void machineStepped(Duration by) {
    machineSteps.increment();
    LOG.warn("the wall clock was set by={}: the server goes by the database's clock", by);
  }

  /** Counts a step of the database's clock. */
  public void databaseStepped(Duration by) {
    databaseSteps.increment();
    LOG.warn("the database's clock was set by={}: the server's own clock follows slowly", by);
  }

  /**
   * Reads the clocks regularly, so that a step is noticed on a quiet server too.
   *
   * @param clock the server's clock, which follows the database's
   * @param wall the machine's wall clock
   * @param machine follows the wall clock
   */
  public void watch(Vertx vertx, SteadyClock clock, InstantSource wall, SteadyClock machine) {
    ahead(clock, "database", clock::ahead);
    ahead(clock, "machine", () -> Duration.between(wall.instant(), clock.instant()));
    vertx.setPeriodic(LOOK_EVERY.toMillis(), _ -> {
      clock.instant();
      machine.instant();
    });
  }

  private void ahead(SteadyClock clock, String of, Supplier<Duration> difference) {
    TimeGauge.builder(AHEAD, clock, TimeUnit.MILLISECONDS, _ -> difference.get().toMillis())
        .description("how far the server's clock is ahead of the clock of the machine or the"
            + " database; negative when behind")
        .tag(OF, of)
        .register(meters);
  }
}
