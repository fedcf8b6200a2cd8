package tandem.base;

import static java.time.temporal.ChronoUnit.NANOS;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that neither jumps nor goes back when the wall clock is set. It counts the seconds that
 * pass, and approaches the wall clock by running slightly faster or slower. A duration is therefore
 * never wrong by more than a twentieth, and the time of day is right again some time after the wall
 * clock was set.
 */
public final class SteadyClock implements InstantSource {

  /**
   * The clock gains or loses at most one part in this many of each second while it approaches the
   * wall clock. An offer of 20 s is off by at most a second, and an hour is made up for in a day.
   */
  private static final int DRIFT = 20;

  /** A wall clock was set if it moves by this much more or less than the time that passed. */
  static final Duration STEP = Duration.ofSeconds(1);

  /** A longer pause between reading the two clocks makes the pair useless: they are read again. */
  private static final long APART_NANOS_MAX = 10_000_000;

  private static final int LOOKS_MAX = 5;

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Consumer<Duration> stepped;

  // the lock guards all fields below
  private long readAt;
  private Instant wallThen;
  private Instant now;

  /** Counts time by {@link System#nanoTime}. */
  public SteadyClock(InstantSource wall) {
    this(wall, System::nanoTime, _ -> {});
  }

  /**
   * Uses another counter of time.
   *
   * @param nanos passing time in nanoseconds since any moment; never goes back
   * @param stepped gets the step of the wall clock, each time that one is noticed
   */
  public SteadyClock(InstantSource wall, LongSupplier nanos, Consumer<Duration> stepped) {
    this.wall = wall;
    this.nanos = nanos;
    this.stepped = stepped;
    this.readAt = nanos.getAsLong();
    this.wallThen = wall.instant();
    this.now = wallThen;
  }

  /** Returns the clock itself if it is steady already, else a steady clock that follows it. */
  public static SteadyClock over(InstantSource clock) {
    return clock instanceof SteadyClock steady ? steady : new SteadyClock(clock);
  }

  @Override
  public Instant instant() {
    @Nullable Duration step = null;
    Instant read;
    synchronized (this) {
      long before;
      long count;
      Instant wallNow;
      int looks = 0;
      do {
        before = nanos.getAsLong();
        wallNow = wall.instant();
        count = nanos.getAsLong();
      } while (count - before > APART_NANOS_MAX && ++looks < LOOKS_MAX);
      long passed = Math.max(0, count - readAt);
      long moved = NANOS.between(wallThen, wallNow) - passed;
      if (Math.abs(moved) >= STEP.toNanos()) {
        step = Duration.ofNanos(moved);
      }
      var straight = now.plusNanos(passed);
      long most = passed / DRIFT;
      now = straight.plusNanos(Math.clamp(NANOS.between(straight, wallNow), -most, most));
      readAt = Math.max(readAt, count);
      wallThen = wallNow;
      read = now;
    }
    if (step != null) {
      stepped.accept(step);
    }
    return read;
  }

  /** Sets this clock forward to a time that is known to have been reached; never back. */
  public void atLeast(Instant time) {
    synchronized (this) {
      if (!time.isAfter(now)) {
        return;
      }
    }
    var _ = instant(); // counts the time that has passed so far
    synchronized (this) {
      if (time.isAfter(now)) {
        now = time;
      }
    }
  }

  /** How far this clock is ahead of the wall clock; negative when it is behind. */
  public Duration ahead() {
    return Duration.between(wall.instant(), instant());
  }
}
