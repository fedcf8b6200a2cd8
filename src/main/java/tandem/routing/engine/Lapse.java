package tandem.routing.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * The last time in which nothing could be written, as {@link Fact.TimeLost} states it.
 *
 * @param lost how long it was
 * @param judgedFrom no deadline that was running ends before this moment
 * @param at when it was over
 */
public record Lapse(Duration lost, Instant judgedFrom, Instant at) {

  static Lapse of(Fact.TimeLost f) {
    return new Lapse(f.lost(), f.judgedFrom(), f.at());
  }

  /**
   * Moves a deadline that was running. Nobody gets more than the whole time again, even if the lost
   * time was longer than the deadline had been running.
   *
   * @param begun since when the deadline was running
   */
  public Instant moved(Instant deadline, Instant begun) {
    var whole = at.plus(Duration.between(begun, deadline));
    var moved = moved(deadline);
    return later(moved.isBefore(whole) ? moved : whole, judgedFrom);
  }

  /** Moves a deadline of which nothing else is known. */
  Instant moved(Instant deadline) {
    return later(deadline.plus(lost), judgedFrom);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
