package tandem.channels.voice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The time at a carrier, which refuses commands that are not fresh by it. This server has two
 * clocks, and when they differ either may be right: the wall clock was set wrong, or it was wrong
 * and has been set right. The carrier's last signed message tells which.
 */
public final class CarrierTime implements InstantSource {

  /** Clocks that differ by less agree: a message names whole seconds and was under way. */
  private static final Duration SAME = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final InstantSource wall;
  private volatile InstantSource believed;

  /** @param clock the clock that times everything in this server */
  public CarrierTime(InstantSource clock, InstantSource wall) {
    this.clock = clock;
    this.wall = wall;
    this.believed = wall;
  }

  @Override
  public Instant instant() {
    return believed.instant();
  }

  /** The clock that a message agrees with best; whether the message is true is not known yet. */
  InstantSource nearest(Optional<Instant> sent) {
    return sent.filter(at -> distance(at, clock).compareTo(distance(at, wall).plus(SAME)) > 0)
            .isPresent()
        ? wall
        : clock;
  }

  /** Remembers the clock that a message agreed with whose signature was right. */
  void believe(InstantSource nearest) {
    believed = nearest;
  }

  /** Converts a carrier's time to this server's clock. */
  @SuppressWarnings("ReferenceEquality") // which of the two clocks it is, not what it says
  Instant ours(Instant theirs) {
    var reference = believed;
    return reference == clock
        ? theirs
        : theirs.plus(Duration.between(reference.instant(), clock.instant()));
  }

  private static Duration distance(Instant at, InstantSource clock) {
    return Duration.between(at, clock.instant()).abs();
  }
}
