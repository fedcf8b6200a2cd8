package tandem.routing;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The one timer of a term, for the engine's next deadline. */
final class DeadlineTimer {

  private static final long NONE = -1;

  private final Vertx vertx;
  private final InstantSource clock;
  private final Runnable reached;
  private long timer = NONE;

  DeadlineTimer(Vertx vertx, InstantSource clock, Runnable reached) {
    this.vertx = vertx;
    this.clock = clock;
    this.reached = reached;
  }

  void set(Optional<Instant> deadline) {
    cancel();
    deadline.ifPresent(at -> {
      long left =
          Math.max(1, Duration.between(clock.instant(), at).plusMillis(1).toMillis());
      timer = vertx.setTimer(left, _ -> {
        timer = NONE;
        reached.run();
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
