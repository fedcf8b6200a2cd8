package tandem.base;

import java.time.Instant;
import java.util.Optional;

/**
 * Which times from outside are taken: any that somebody can remember or plan for. Java and
 * PostgreSQL tell times that are thousands of years away, each in its own way.
 */
public final class Times {

  public static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

  /** The first that is too late. */
  public static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  private Times() {}

  /** Why a time is not taken, completing a sentence that begins with its name. */
  public static Optional<String> objection(Instant at) {
    return at.isBefore(FIRST) || !at.isBefore(END)
        ? Optional.of("must be a time from " + FIRST + " and before " + END)
        : Optional.empty();
  }
}
