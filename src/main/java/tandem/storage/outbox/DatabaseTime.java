package tandem.storage.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest time that the database's clock can show now, by this node's own clock. A later time in
 * an answer means that the database's clock was set forward: leases that seem to be over are not.
 */
final class DatabaseTime {

  /** If the clock advanced by this much more than the time that passed, it was set. */
  private static final Duration STEP = Duration.ofSeconds(1);

  /** This node's clock may lose one part in this many. */
  private static final int DRIFT = 20;

  private @Nullable Instant said;
  private Instant asked = Instant.EPOCH;

  /** The latest time that the database can show; empty before it was asked for the first time. */
  Optional<Instant> atMost(Instant now) {
    return Optional.ofNullable(said).map(then -> {
      var passed = Duration.between(asked, now);
      return then.plus(passed).plus(passed.dividedBy(DRIFT)).plus(STEP);
    });
  }

  /**
   * Takes an answer. Returns whether the clock was set forward since the last one.
   *
   * @param asked this node's time before the question
   * @param answered and after the answer
   * @param now the database's time in between
   */
  boolean wasSetForward(Instant asked, Instant answered, Instant now) {
    boolean forward = atMost(answered).filter(now::isAfter).isPresent();
    this.asked = asked;
    this.said = now;
    return forward;
  }
}
