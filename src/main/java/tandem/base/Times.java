package tandem.base;

import java.time.Instant;
import java.util.Optional;

/**
 * The range of times that are accepted from outside. Java and PostgreSQL write times that are
 * thousands of years away differently.
 */
public final class Times {

  public static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

  /** The first time that is too late. */
  public static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  private Times() {}

  /** Says why a time is not accepted, as the end of a sentence that begins with its name. */
  public static Optional<String> objection(Instant at) {
    return at.isBefore(FIRST) || !at.isBefore(END)
        ? Optional.of("must be a time from " + FIRST + " and before " + END)
        : Optional.empty();
  }
}
