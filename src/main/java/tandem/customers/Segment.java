package tandem.customers;

import java.time.Duration;
import tandem.base.Failure;
import tandem.base.SegmentId;

/** A group of customers. Its contacts rank as if they had arrived earlier by the head start. */
public record Segment(SegmentId id, String name, Duration headStart) {

  /** The longest head start. */
  public static final Duration HEAD_START_MAX = Duration.ofDays(7);

  public Segment {
    Failure.require(
        !headStart.isNegative() && headStart.compareTo(HEAD_START_MAX) <= 0,
        "head_start of segment " + id + " must be between 0 and " + HEAD_START_MAX.toSeconds()
            + " seconds");
  }
}
