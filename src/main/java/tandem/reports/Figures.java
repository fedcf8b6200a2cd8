package tandem.reports;

import java.time.Duration;
import java.util.Optional;

/**
 * The counts of one queue, or of all.
 *
 * @param offered contacts that entered the queue
 * @param level the counts of answered and abandoned contacts
 * @param handled contacts that were answered and are finished
 * @param waited time from arrival to answer, summed over the answered
 * @param handling talk, hold and wrap-up, summed over the handled
 */
public record Figures(
    long offered, ServiceLevel level, long handled, Duration waited, Duration handling) {

  public static final Figures NONE =
      new Figures(0, ServiceLevel.NONE, 0, Duration.ZERO, Duration.ZERO);

  /** ASA: the mean wait of answered contacts; empty while there are none. */
  public Optional<Duration> averageSpeedOfAnswer() {
    return level.answered() > 0
        ? Optional.of(waited.dividedBy(level.answered()))
        : Optional.empty();
  }

  /**
   * AHT: the mean time of talk, hold and wrap-up of handled contacts; empty while there are none.
   */
  public Optional<Duration> averageHandleTime() {
    return handled > 0 ? Optional.of(handling.dividedBy(handled)) : Optional.empty();
  }

  public Figures plus(Figures other) {
    return new Figures(
        offered + other.offered,
        level.plus(other.level),
        handled + other.handled,
        waited.plus(other.waited),
        handling.plus(other.handling));
  }
}
