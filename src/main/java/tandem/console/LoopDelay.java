package tandem.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How late the event loops come to their work: a beat on each of them, and how far behind its time
 * it comes. A loop that somebody blocks shows here before anybody complains.
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
        .description("how late an event loop comes to what is due")
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

  /** Begins on every loop; it ends with them. */
  public void start() {
    // a thread that asks for a context gets its own loop again and again
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
