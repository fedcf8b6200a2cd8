package tandem.channels;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reading of carriers' times: ISO 8601 in all its spellings and similar ones, the date of a
 * mail or SIP header, or a number since 1970. A time needs a zone.
 */
public final class WrittenTime {

  private static final int TEXT_LENGTH_MAX = 64;

  private static final Pattern ISO = Pattern.compile("""
      (?ix)
      (?<year>\\d{4}) -? (?<month>\\d{2}) -? (?<day>\\d{2})
      (?: T | \\s+ | _ )
      (?<hour>\\d{2}) :? (?<minute>\\d{2}) (?: :? (?<second>\\d{2}) (?: [.,] (?<fraction>\\d{1,30}) )? )?
      \\s* (?: Z | UTC | GMT
        | (?<sign>[+\\-\\u2212]) (?<zoneHour>\\d{2}) (?: :? (?<zoneMinute>\\d{2}) (?: :? (?<zoneSecond>\\d{2}) )? )? )
      (?: \\[ [^\\]]* \\] )?
      """);

  private static final Pattern NUMBER =
      Pattern.compile("\\d{1,20}(\\.\\d{1,30})?([eE]\\+?\\d{1,2})?");

  /** Smaller numbers cannot be times of calls, in any unit. */
  private static final BigDecimal SECONDS_MIN = BigDecimal.valueOf(100_000_000L);

  /** A number from here on is in the next unit, which is a thousand times smaller. */
  private static final BigDecimal SECONDS_END = BigDecimal.valueOf(100_000_000_000L);

  private static final int UNITS = 4; // seconds, milliseconds, microseconds, nanoseconds
  private static final int DIGITS_OF_THOUSAND = 3;
  private static final int DIGITS_OF_NANOS = 9;

  private WrittenTime() {}

  public static Optional<Instant> read(String text) {
    var written = text.strip();
    if (written.length() > TEXT_LENGTH_MAX) {
      return Optional.empty();
    }
    if (NUMBER.matcher(written).matches()) {
      return since1970(new BigDecimal(written));
    }
    try {
      var iso = ISO.matcher(written);
      return iso.matches() ? Optional.of(time(iso)) : formatted(written);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant time(Matcher iso) {
    var offset = ZoneOffset.ofHoursMinutesSeconds(0, 0, 0);
    if (iso.group("sign") != null) {
      int sign = iso.group("sign").equals("+") ? 1 : -1;
      offset = ZoneOffset.ofHoursMinutesSeconds(
          sign * number(iso, "zoneHour"),
          sign * number(iso, "zoneMinute"),
          sign * number(iso, "zoneSecond"));
    }
    int hour = number(iso, "hour");
    int minute = number(iso, "minute");
    int second = number(iso, "second");
    // 24:00 is the end of a day, and second 60 is a leap second
    if (hour > 24 || minute > 59 || second > 60) {
      throw new DateTimeException("not a time of a day");
    }
    return LocalDate.of(number(iso, "year"), number(iso, "month"), number(iso, "day"))
        .atStartOfDay()
        .toInstant(offset)
        .plus(Duration.ofHours(hour).plusMinutes(minute).plusSeconds(second))
        .plusNanos(nanos(iso.group("fraction")));
  }

  private static int number(Matcher iso, String part) {
    var digits = iso.group(part);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static long nanos(@Nullable String fraction) {
    return fraction == null
        ? 0
        : new BigDecimal("0." + fraction).movePointRight(DIGITS_OF_NANOS).longValue();
  }

  private static Optional<Instant> since1970(BigDecimal number) {
    var end = SECONDS_END;
    for (int unit = 0; unit < UNITS; unit++) {
      if (number.compareTo(end) < 0) {
        var seconds = number.movePointLeft(unit * DIGITS_OF_THOUSAND);
        long whole = seconds.longValue();
        return seconds.compareTo(SECONDS_MIN) < 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochSecond(
                whole,
                seconds
                    .subtract(BigDecimal.valueOf(whole))
                    .movePointRight(DIGITS_OF_NANOS)
                    .longValue()));
      }
      end = end.movePointRight(DIGITS_OF_THOUSAND);
    }
    return Optional.empty();
  }

  /** Reads a year that is not four digits long, or the date of a mail or SIP header (RFC 1123). */
  private static Optional<Instant> formatted(String text) {
    var format = text.indexOf(',') < 0
        ? DateTimeFormatter.ISO_OFFSET_DATE_TIME
        : DateTimeFormatter.RFC_1123_DATE_TIME;
    return Optional.of(format.parse(text, Instant::from));
  }
}
