package tandem.storage.outbox;

import java.time.Duration;
import java.util.List;

/**
 * The times of tries.
 *
 * @param lease longer than a try takes
 * @param pauses before each further try; the last one repeats until the message is too old
 */
record Pace(Duration lease, List<Duration> pauses) {

  /** Carriers need up to eight seconds for a try. */
  static final Pace STANDARD = new Pace(
      Duration.ofSeconds(10),
      List.of(
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60)));

  Pace {
    pauses = List.copyOf(pauses);
  }

  /**
   * The pause after a message's first, second, ... try.
   *
   * @param longest what the receiver allows at most
   */
  Duration afterTry(int tries, Duration longest) {
    var pause = pauses.get(Math.min(tries, pauses.size()) - 1);
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  Duration longestPause() {
    return pauses.getLast();
  }

  /** The longest lease that any node takes: a pause and the try after it. */
  Duration longestLease() {
    return pauses.getLast().plus(lease);
  }
}
