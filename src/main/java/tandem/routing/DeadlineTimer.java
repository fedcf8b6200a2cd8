package tandem.routing;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The one timer of a term, for the engine's next deadline. */
final class DeadlineTimer {

  private static final long NONE = -1;

  private final Vertx vertx;
  private final InstantSource clock;
  private final Consumer<Duration> reached;
  private long timer = NONE;

  /** When the timer is to fire, by {@link System#nanoTime}. */
  private long dueNanos;

  /** @param reached called at the deadline, and told how late it is */
  DeadlineTimer(Vertx vertx, InstantSource clock, Consumer<Duration> reached) {
    this.vertx = vertx;
    this.clock = clock;
    this.reached = reached;
  }

  /**
   * How late the timer is. A timer of a process that runs is late by a few milliseconds; if it is
   * late by seconds, the process was frozen, and could neither read nor write.
   */
  Duration lateness() {
    return timer == NONE
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, System.nanoTime() - dueNanos));
  }

  void set(Optional<Instant> deadline) {
    cancel();
    deadline.ifPresent(at -> {
      long left =
          Math.max(1, Duration.between(clock.instant(), at).plusMillis(1).toMillis());
      dueNanos = System.nanoTime() + Duration.ofMillis(left).toNanos();
      timer = vertx.setTimer(left, _ -> {
        var late = lateness();
        timer = NONE;
        reached.accept(late);
      });
    });
  }

  void cancel() {
    if (timer != NONE) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
  }
}
