package tandem.rehearsal.replay;

import java.time.Duration;
import tandem.base.Failure;

/** How many seconds of the replayed day pass in one second of ours. */
public record Pace(int speed) {

  public static final int SPEED_MAX = 3600;

  private static final double NANOS = 1e9;

  public Pace {
    Failure.require(speed >= 1 && speed <= SPEED_MAX, "speed must be 1-" + SPEED_MAX);
  }

  /** So long of that day, in our time. */
  Duration wall(double daySeconds) {
    return Duration.ofNanos(Math.round(daySeconds * NANOS / speed));
  }

  /** So long of our time, in seconds of that day. */
  double daySeconds(long wallNanos) {
    return wallNanos * speed / NANOS;
  }
}
