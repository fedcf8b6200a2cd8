package tandem.rehearsal.replay;

import java.time.Duration;
import tandem.base.Failure;

/** The speed of a replay: seconds of the replayed day per real second. */
public record Pace(int speed) {

  public static final int SPEED_MAX = 3600;

  private static final double NANOS = 1e9;

  public Pace {
    Failure.require(speed >= 1 && speed <= SPEED_MAX, "speed must be 1-" + SPEED_MAX);
  }

  /** Converts seconds of that day to real time. */
  Duration wall(double daySeconds) {
    return Duration.ofNanos(Math.round(daySeconds * NANOS / speed));
  }

  /** Converts real time to seconds of that day. */
  double daySeconds(long wallNanos) {
    return wallNanos * speed / NANOS;
  }
}
