package tandem.rehearsal.crowd;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What happens by chance. */
record Chances(RandomGenerator random) {

  private static final double NANOS = 1e9;

  boolean in(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  Duration between(double leastSeconds, double mostSeconds) {
    return seconds(random.nextDouble(leastSeconds, mostSeconds));
  }

  /** The time to the next of events that come independently of each other. */
  Duration untilNext(double meanSeconds) {
    return seconds(random.nextExponential() * meanSeconds);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS));
  }
}
