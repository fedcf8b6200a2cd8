package tandem.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The meter of event loop delay: it shows how late a regular timer runs on each event loop, and so
 * which loop is blocked.
 */
public final class LoopDelay {

  private static final Duration BEAT = Duration.ofMillis(250);

  private final Vertx vertx;
  private final MeterRegistry meters;
  private final Map<String, Context> loops;

  /** @param loops a context on each loop, under its name */
  public LoopDelay(Vertx vertx, Map<String, Context> loops, MeterRegistry meters) {
    this.vertx = vertx;
    this.loops = Map.copyOf(loops);
    this.meters = meters;
  }

  /** Starts on every loop and stops with it. */
  public void start() {
    loops.forEach((name, loop) -> {
      var delay = delay(name);
      loop.runOnContext(_ -> beat(delay));
    });
  }

  private Timer delay(String loop) {
    return Timer.builder("tandem.event.loop.delay")
        .description("how late an event loop runs its due timers")
        .tag("loop", loop)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .register(meters);
  }

  private void beat(Timer delay) {
    long due = nanos() + BEAT.toNanos();
    vertx.setTimer(BEAT.toMillis(), _ -> {
      delay.record(Math.max(0, nanos() - due), TimeUnit.NANOSECONDS);
      beat(delay);
    });
  }

  private long nanos() {
    return meters.config().clock().monotonicTime();
  }
}
