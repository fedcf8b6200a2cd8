package tandem.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.base.Failure;

/**
 * A count of failed attempts by key. An attempt counts from its beginning, so that parallel guesses
 * count too; a success is subtracted again.
 */
final class Attempts {

  private record Tries(int count, Instant since) {}

  private final int triesMax;
  private final Duration window;
  private final int keysMax;
  private final Map<String, Tries> byKey = new LinkedHashMap<>();

  Attempts(int triesMax, Duration window, int keysMax) {
    this.triesMax = triesMax;
    this.window = window;
    this.keysMax = keysMax;
  }

  synchronized void begin(String key, Instant now) {
    forgetOld(now);
    var tries = byKey.getOrDefault(key, new Tries(0, now));
    if (tries.count() >= triesMax) {
      throw new Failure.TooMany(
          "too many attempts", Duration.between(now, tries.since().plus(window)));
    }
    byKey.put(key, new Tries(tries.count() + 1, tries.since()));
    if (byKey.size() > keysMax) {
      var oldest = byKey.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized void takeBack(String key) {
    byKey.computeIfPresent(
        key, (_, tries) -> tries.count() <= 1 ? null : new Tries(tries.count() - 1, tries.since()));
  }

  synchronized void forgive(String key) {
    byKey.remove(key);
  }

  /** The map is in the order in which windows began, so the old ones come first. */
  private void forgetOld(Instant now) {
    for (Iterator<Tries> tries = byKey.values().iterator(); tries.hasNext(); ) {
      if (tries.next().since().plus(window).isAfter(now)) {
        return;
      }
      tries.remove();
    }
  }
}
