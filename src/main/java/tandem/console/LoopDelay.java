package tandem.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The meter of event loop delay: how late a regular timer runs on each event loop. It shows a
 * blocked loop.
 */
public final class LoopDelay {

  private static final Duration BEAT = Duration.ofMillis(250);

  private final Vertx vertx;
  private final MeterRegistry meters;
  private final Timer delay;

  public LoopDelay(Vertx vertx, MeterRegistry meters) {
    this.vertx = vertx;
    this.meters = meters;
    this.delay = Timer.builder("tandem.event.loop.delay")
        .description("how late an event loop runs its due timers")
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

  /** Starts on every event loop and stops with it. */
  public void start() {
    // every request for a context from one thread gets the same event loop
    ((VertxInternal) vertx).nettyEventLoopGroup().forEach(loop -> loop.execute(this::beat));
  }

  private void beat() {
    long due = nanos() + BEAT.toNanos();
    vertx.setTimer(BEAT.toMillis(), _ -> {
      delay.record(Math.max(0, nanos() - due), TimeUnit.NANOSECONDS);
      beat();
    });
  }

  private long nanos() {
    return meters.config().clock().monotonicTime();
  }
}
