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

  /**
   * Converts a time of a carrier's clock to this server's. When the clocks differ, what happened so
   * long before the message was sent, by the carrier's clock, has that age by ours.
   *
   * @param theirs empty means now
   * @param sent the time of the message by the same clock, in whole seconds
   */
  public Instant ours(Optional<Instant> theirs, Instant sent) {
    var now = clock.instant();
    return theirs
        .map(at ->
            distance(sent, clock).compareTo(SAME) <= 0 ? at : now.minus(Duration.between(at, sent)))
        .orElse(now);
  }

  private static Duration distance(Instant at, InstantSource clock) {
    return Duration.between(at, clock.instant()).abs();
  }
}
