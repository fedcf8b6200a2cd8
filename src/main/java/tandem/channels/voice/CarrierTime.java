package tandem.channels.voice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What time it is for a carrier, which judges by it whether our commands are fresh. This server has
 * two clocks, and when they differ either may be right: the wall clock was set wrong, or it was
 * wrong and has been set right. The carrier's last signed message tells which.
 */
public final class CarrierTime implements InstantSource {

  /** A message names whole seconds and was under way: clocks that differ by less agree. */
  private static final Duration SAME = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final InstantSource wall;
  private volatile InstantSource believed;

  /** @param clock the one that this server measures all its times by */
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

  /** A message that agreed with this clock has been found true. */
  void believe(InstantSource nearest) {
    believed = nearest;
  }

  /** A carrier's time as this server's clock has it. */
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
