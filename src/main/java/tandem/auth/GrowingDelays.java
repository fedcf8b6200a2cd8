package tandem.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The waits of keys after wrong tries: some tries are free, and from then on each doubles the wait
 * until the next. A try counts from its beginning, so that parallel guesses count too. A try that
 * comes too soon is refused and changes nothing. A key without a try for long is forgotten, and so
 * is the key that was quiet for longest when there are too many.
 */
final class GrowingDelays {

  private record Tries(int count, Instant last) {}

  private final int free;
  private final Duration first;
  private final Duration longest;
  private final Duration remembered;
  private final Map<String, Tries> byKey;

  /**
   * @param free the tries without a wait
   * @param first the wait after them
   * @param remembered the quiet time after which a key has its free tries again
   */
  GrowingDelays(int free, Duration first, Duration longest, Duration remembered, int keysMax) {
    this.free = free;
    this.first = first;
    this.longest = longest;
    this.remembered = remembered;
    this.byKey = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
        return size() > keysMax;
      }
    };
  }

  /** Counts a try, and returns zero; or returns how long the key must wait. */
  Duration begin(String key, Instant now) {
    var tries = byKey.get(key);
    if (tries == null || !tries.last().plus(remembered).isAfter(now)) {
      byKey.put(key, new Tries(1, now));
      return Duration.ZERO;
    }
    var wait = Duration.between(now, tries.last().plus(delay(tries.count())));
    if (wait.isPositive()) {
      return wait;
    }
    byKey.put(key, new Tries(tries.count() + 1, now));
    return Duration.ZERO;
  }

  private Duration delay(int count) {
    if (count < free) {
      return Duration.ZERO;
    }
    int doublings = Math.min(count - free, Integer.SIZE - 2);
    var wait = first.multipliedBy(1L << doublings);
    return wait.compareTo(longest) < 0 ? wait : longest;
  }

  /** The try was no guess. */
  void takeBack(String key) {
    byKey.computeIfPresent(
        key, (_, tries) -> tries.count() == 1 ? null : new Tries(tries.count() - 1, tries.last()));
  }

  /** The try was right: the key has its free tries again. */
  void forgive(String key) {
    byKey.remove(key);
  }

  int keys() {
    return byKey.size();
  }
}
