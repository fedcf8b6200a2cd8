package tandem.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.function.LongSupplier;

/**
 * The database's time, as known on this machine: the one clock that all nodes share. No machine's
 * own time of day is part of it. Each answer of the database shows between which two times its
 * clock is. The passing time between answers, and while the database is away, is counted here.
 *
 * <p>All answers are taken together, so a slow one never makes the time worse. The time is off by
 * at most half of the fastest round trip, and the two clocks' drift since. An answer that
 * contradicts the ones before shows that the database's clock was set; then it alone counts. This
 * clock jumps then: what must not jump uses a {@link tandem.base.SteadyClock} that follows it.
 */
public final class DatabaseClock implements InstantSource {

  private static final String READ = "SELECT clock_timestamp()";

  /** Our counter and the database's clock differ by at most one part in this many. */
  private static final long DRIFT = 1_000;

  /** PostgreSQL's times are whole microseconds, cut off. */
  private static final Duration GRAIN = Duration.ofNanos(1_000);

  /**
   * An answer of the database.
   *
   * @param askedNanos our counter ({@link System#nanoTime}) before the question
   * @param said the database's time in between
   * @param answeredNanos our counter after the answer
   */
  public record Reading(long askedNanos, Instant said, long answeredNanos) {

    public Reading {
      if (answeredNanos - askedNanos < 0) {
        throw new IllegalArgumentException("an answer comes after its question");
      }
    }

    private Known known() {
      long trip = answeredNanos - askedNanos;
      return new Known(answeredNanos, said, said.plus(GRAIN).plusNanos(trip + trip / DRIFT));
    }
  }

  /** Between which two times the database's clock was when our counter stood here. */
  private record Known(long nanos, Instant earliest, Instant latest) {

    private Known after(long now) {
      long passed = Math.max(0, now - nanos);
      long drift = passed / DRIFT;
      return new Known(now, earliest.plusNanos(passed - drift), latest.plusNanos(passed + drift));
    }

    /** What both say; if they contradict each other, what the newer one says. */
    private Known and(Known newer) {
      var from = earliest.isAfter(newer.earliest) ? earliest : newer.earliest;
      var to = latest.isBefore(newer.latest) ? latest : newer.latest;
      return from.isAfter(to) ? newer : new Known(newer.nanos, from, to);
    }

    private Instant middle() {
      return earliest.plus(Duration.between(earliest, latest).dividedBy(2));
    }
  }

  private final LongSupplier nanos;
  private volatile Known known;

  /** Counts time by {@link System#nanoTime}. */
  public DatabaseClock(Reading first) {
    this(System::nanoTime, first);
  }

  DatabaseClock(LongSupplier nanos, Reading first) {
    this.nanos = nanos;
    this.known = first.known();
  }

  /** Asks the database for its time. Blocks. */
  public static DatabaseClock of(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      long asked = System.nanoTime();
      try (var rows = statement.executeQuery(READ)) {
        long answered = System.nanoTime();
        rows.next();
        var said = rows.getObject(1, OffsetDateTime.class).toInstant();
        return new DatabaseClock(new Reading(asked, said, answered));
      }
    }
  }

  /** Takes an answer; one that is older than the last one taken says nothing new. Thread-safe. */
  public synchronized void take(Reading reading) {
    var before = known;
    if (reading.answeredNanos() - before.nanos() >= 0) {
      known = before.after(reading.answeredNanos()).and(reading.known());
    }
  }

  @Override
  public Instant instant() {
    var now = known;
    return now.middle().plusNanos(Math.max(0, nanos.getAsLong() - now.nanos()));
  }
}
