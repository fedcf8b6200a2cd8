package tandem.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.SteadyClock;

/**
 * Meters of the wall clock: how often it was set, and how far the server's own clock is from it.
 */
public final class ClockMeters {

  private static final Logger LOG = LoggerFactory.getLogger(ClockMeters.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final MeterRegistry meters;
  private final Counter steps;

  public ClockMeters(MeterRegistry meters) {
    this.meters = meters;
    this.steps = Counter.builder("tandem.clock.steps")
        .description("how often the machine's wall clock was set by a second or more")
        .register(meters);
  }

  /** Counts a step of the wall clock. */
  public void stepped(Duration by) {
    steps.increment();
    LOG.warn("the wall clock was set by={}: the server's own clock follows slowly", by);
  }

  /** Reads the clock regularly, so that a step is noticed on a quiet server too. */
  public void watch(Vertx vertx, SteadyClock clock) {
    TimeGauge.builder(
            "tandem.clock.ahead", clock, TimeUnit.MILLISECONDS, c -> c.ahead().toMillis())
        .description("how far the server's clock is ahead of the wall clock; negative when behind")
        .register(meters);
    vertx.setPeriodic(LOOK_EVERY.toMillis(), _ -> clock.instant());
  }
}
