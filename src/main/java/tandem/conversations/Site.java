package tandem.conversations;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Failure;

/**
 * A site of ours whose pages have the chat widget.
 *
 * @param id the address of its entrance on channel chat
 * @param origins the origins of the pages that may show the widget, beside our own
 * @param greeting the text above an empty chat
 * @param zone the zone of the opening hours
 * @param hours when agents answer; empty means always
 * @param holidays dates on which nobody answers
 * @param mailbox the entrance on channel email for messages out of hours; empty: there is none
 * @param leftAfter how long a visitor may be away before the chat is closed
 */
public record Site(
    String id,
    String name,
    List<String> origins,
    String greeting,
    String zone,
    List<Hours> hours,
    List<String> holidays,
    String mailbox,
    Duration leftAfter) {

  public static final Duration LEFT_AFTER = Duration.ofMinutes(10);
  public static final Duration LEFT_AFTER_MIN = Duration.ofMinutes(1);
  public static final Duration LEFT_AFTER_MAX = Duration.ofHours(24);
  public static final int GREETING_LENGTH_MAX = 500;
  public static final int ORIGINS_MAX = 50;
  public static final int HOURS_MAX = 50;
  public static final int HOLIDAYS_MAX = 400;

  /** How many days of opening hours are shown. */
  private static final int DAYS_SHOWN = 8;

  private static final String MIDNIGHT = "24:00";
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00");

  public Site {
    origins = List.copyOf(origins);
    hours = List.copyOf(hours);
    holidays = List.copyOf(holidays);
  }

  /** A day of the week. */
  public enum Day {
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    THURSDAY,
    FRIDAY,
    SATURDAY,
    SUNDAY;

    private DayOfWeek ofWeek() {
      return DayOfWeek.valueOf(name());
    }
  }

  /**
   * Opening hours of some days.
   *
   * @param from a time of the day, {@code 09:00}
   * @param to a later time of the same day; {@code 24:00} is its end
   */
  public record Hours(List<Day> days, String from, String to) {

    public Hours {
      days = List.copyOf(days);
      Failure.require(
          time(from).isPresent() && time(to).isPresent() && from.compareTo(to) < 0,
          "to must be later than from; opening hours that pass midnight are two entries");
    }

    private Period on(LocalDate date, ZoneId zone) {
      return new Period(at(date, from, zone), at(date, to, zone));
    }

    private static Instant at(LocalDate date, String time, ZoneId zone) {
      return (time.equals(MIDNIGHT)
              ? date.plusDays(1).atStartOfDay(zone)
              : ZonedDateTime.of(date, LocalTime.parse(time), zone))
          .toInstant();
    }
  }

  /** A time in which agents answer. */
  public record Period(Instant from, Instant to) {
    boolean has(Instant now) {
      return !now.isBefore(from) && now.isBefore(to);
    }
  }

  /** Reads a time of the day; empty if the text is none. */
  public static Optional<String> time(String text) {
    return Optional.of(text).filter(time -> TIME.matcher(time).matches());
  }

  /** Reads an origin as a browser writes it; empty if the text is none. */
  public static Optional<String> origin(String text) {
    var origin = text.strip().toLowerCase(Locale.ROOT);
    return ORIGIN.matcher(origin).matches()
        ? Optional.of(origin.replaceAll("^(http://.*):80$|^(https://.*):443$", "$1$2"))
        : Optional.empty();
  }

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]{1,253}|\\[[0-9a-f:]{2,45}])(:[0-9]{1,5})?");

  /** Whether a page of this origin may show the widget. */
  public boolean mayBeOn(String origin) {
    return origin(origin).filter(origins::contains).isPresent();
  }

  /** Whether agents answer now. */
  public boolean isOpen(Instant now) {
    return hours.isEmpty()
        ? !isHoliday(now.atZone(ZoneId.of(zone)).toLocalDate())
        : periods(now).stream().anyMatch(period -> period.has(now));
  }

  private boolean isHoliday(LocalDate date) {
    return holidays.contains(date.toString());
  }

  /** Returns the opening hours of today and the next week; empty if the site never closes. */
  public List<Period> periods(Instant now) {
    var clock = ZoneId.of(zone);
    var today = now.atZone(clock).toLocalDate();
    var periods = new ArrayList<Period>();
    for (int day = 0; day < DAYS_SHOWN; day++) {
      var date = today.plusDays(day);
      if (!isHoliday(date)) {
        hours.stream()
            .filter(
                some -> some.days().stream().anyMatch(one -> one.ofWeek() == date.getDayOfWeek()))
            .map(some -> some.on(date, clock))
            // an hour that the clock skips
            .filter(period -> period.from().isBefore(period.to()))
            .forEach(periods::add);
      }
    }
    periods.sort(Comparator.comparing(Period::from));
    return List.copyOf(periods);
  }
}
