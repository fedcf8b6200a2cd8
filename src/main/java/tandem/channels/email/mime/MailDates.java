package tandem.channels.email.mime;

import jakarta.mail.internet.MailDateFormat;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the date of a mail in whatever form it was written. */
final class MailDates {

  private static final int LENGTH_MAX = 200;

  /** Senders' clocks and zones are often wrong by hours, seldom by more. */
  private static final Duration AHEAD_MAX = Duration.ofHours(26);

  /** No mail is older. */
  private static final Instant FIRST = Instant.parse("1980-01-01T00:00:00Z");

  private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");
  private static final Pattern WEEKDAY = Pattern.compile("^\\p{L}{2,12}\\.?,?\\s+(?=[\\p{L}0-9])");

  private static final List<DateTimeFormatter> FORMS = List.of(
      DateTimeFormatter.ISO_DATE_TIME,
      form("yyyy-M-d[ H:m[:s]][ ][XXX][XX][X][z]"),
      form("yyyy/M/d[ H:m[:s]][ ][XXX][XX][X][z]"),
      form("MMM d H:m[:s][ XX][ z] yyyy"),
      form("MMM d[,] yyyy[,] h:m[:s] a[ XX][ XXX][ z]"),
      form("MMM d[,] yyyy[,][ H:m[:s]][ XX][ XXX][ z]"),
      form("d[-][ ]MMM[-][ ]yyyy[,][ H:m[:s]][ XX][ XXX][ z]"),
      form("d.M.yyyy[,][ H:m[:s]][ XX][ XXX][ z]"),
      form("d/M/yyyy[,][ H:m[:s]][ XX][ XXX][ z]"));

  /** Names of zones that Java does not know, or takes for another place's. */
  private static final Map<String, String> ZONES = Map.ofEntries(
      Map.entry("MEZ", "+0100"),
      Map.entry("MESZ", "+0200"),
      Map.entry("CET", "+0100"),
      Map.entry("CEST", "+0200"),
      Map.entry("MET", "+0100"),
      Map.entry("MEST", "+0200"),
      Map.entry("WET", "+0000"),
      Map.entry("WEST", "+0100"),
      Map.entry("BST", "+0100"),
      Map.entry("EET", "+0200"),
      Map.entry("EEST", "+0300"),
      Map.entry("MSK", "+0300"),
      Map.entry("JST", "+0900"),
      Map.entry("KST", "+0900"),
      Map.entry("AEST", "+1000"),
      Map.entry("AEDT", "+1100"),
      Map.entry("UTC", "+0000"),
      Map.entry("Z", "+0000"));

  private static final Pattern ZONE = Pattern.compile("(?<=[0-9] )[A-Z]{1,4}(?=$| [0-9]{4}$| \\()");

  private MailDates() {}

  private static DateTimeFormatter form(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH);
  }

  /** The instant; empty when the text is no date or lies in the future of the mail's receipt. */
  static Optional<Instant> read(String header, Instant receivedAt) {
    if (header.isBlank() || header.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    return instant(withOffset(header.strip()))
        .filter(date -> !date.isBefore(FIRST) && !date.isAfter(receivedAt.plus(AHEAD_MAX)));
  }

  private static String withOffset(String text) {
    return ZONE.matcher(text).replaceFirst(zone -> ZONES.getOrDefault(zone.group(), zone.group()));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(new MailDateFormat().parse(text).toInstant());
    } catch (ParseException | RuntimeException e) {
      var plain = COMMENT.matcher(text).replaceAll(" ").replaceAll("\\s+", " ").strip();
      return inOtherForm(plain).or(() -> inOtherForm(WEEKDAY.matcher(plain).replaceFirst("")));
    }
  }

  private static Optional<Instant> inOtherForm(String text) {
    for (var form : FORMS) {
      try {
        return Optional.of(instant(
            form.parseBest(text, ZonedDateTime::from, LocalDateTime::from, MailDates::midnight)));
      } catch (DateTimeException e) {
        // the next form
      }
    }
    return Optional.empty();
  }

  private static LocalDateTime midnight(TemporalAccessor date) {
    return LocalDateTime.of(
        date.get(ChronoField.YEAR_OF_ERA),
        date.get(ChronoField.MONTH_OF_YEAR),
        date.get(ChronoField.DAY_OF_MONTH),
        0,
        0);
  }

  private static Instant instant(TemporalAccessor parsed) {
    return parsed instanceof ZonedDateTime zoned
        ? zoned.toInstant()
        : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
  }
}
