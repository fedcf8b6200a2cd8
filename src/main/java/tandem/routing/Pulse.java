package tandem.routing;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Notices that this process was frozen, or that its loop was blocked: it could neither read nor
 * write. A beat comes four times a second, and one that is late by seconds shows it. What the
 * network brought meanwhile may be read before the late beat, so everybody who reads asks first.
 * Used on one context.
 */
final class Pulse {

  private static final Duration PAUSE = Duration.ofMillis(250);

  /** A process that runs is never late by so much. */
  private static final Duration FROZEN_MIN = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Runnable late;
  private long beatNanos;
  private boolean stopped;

  /** @param late called on the context when a beat was late, and nobody has asked before it */
  Pulse(Vertx vertx, Runnable late) {
    this.vertx = vertx;
    this.late = late;
  }

  void start() {
    beatNanos = System.nanoTime();
    beatAgain();
  }

  private void beatAgain() {
    vertx.setTimer(PAUSE.toMillis(), _ -> {
      if (stopped) {
        return;
      }
      beatAgain();
      if (isLate(System.nanoTime() - beatNanos)) {
        late.run();
      }
      beatNanos = System.nanoTime();
    });
  }

  /** For how long the process was frozen since anybody has asked; zero if it ran. */
  Duration missed() {
    long now = System.nanoTime();
    long since = now - beatNanos;
    if (!isLate(since)) {
      return Duration.ZERO;
    }
    beatNanos = now;
    return Duration.ofNanos(since).minus(PAUSE);
  }

  private static boolean isLate(long sinceNanos) {
    return sinceNanos > PAUSE.plus(FROZEN_MIN).toNanos();
  }

  void stop() {
    stopped = true;
  }
}
