package tandem.channels;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The clock of a carrier, which refuses commands that are not fresh by it. This server has two
 * clocks, and when they differ either may be right: the wall clock was set to a wrong or to the
 * right time. The carrier's last signed message shows which.
 */
public final class CarrierTime implements InstantSource {

  /**
   * The largest difference of clocks that agree: a message contains whole seconds and takes time to
   * arrive.
   */
  private static final Duration SAME = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final InstantSource wall;
  private volatile InstantSource believed;

  /** @param clock the server's steady clock */
  public CarrierTime(InstantSource clock, InstantSource wall) {
    this.clock = clock;
    this.wall = wall;
    this.believed = wall;
  }

  @Override
  public Instant instant() {
    return believed.instant();
  }

  /** Returns the clock that is closest to the message's time; its signature is not checked yet. */
  public InstantSource nearest(Optional<Instant> sent) {
    return sent.filter(at -> distance(at, clock).compareTo(distance(at, wall).plus(SAME)) > 0)
            .isPresent()
        ? wall
        : clock;
  }

  /** Remembers the clock of a message whose signature was valid. */
  public void believe(InstantSource nearest) {
    believed = nearest;
  }

  /** Converts a carrier's time to this server's clock. */
  @SuppressWarnings("ReferenceEquality") // compares the clocks, not their times
  public Instant ours(Instant theirs) {
    var reference = believed;
    return reference == clock
        ? theirs
        : theirs.plus(Duration.between(reference.instant(), clock.instant()));
  }

  private static Duration distance(Instant at, InstantSource clock) {
    return Duration.between(at, clock.instant()).abs();
  }
}
