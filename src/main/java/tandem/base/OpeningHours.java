package tandem.base;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The weekly hours in which people answer.
 *
 * @param spans in any order; they may overlap
 */
public record OpeningHours(List<Span> spans) {

  /** How one span is written. */
  public static final String FORM = "days and hours such as mon-fri 09:00-17:30 or sat 10:00-14:00";

  private static final Pattern WRITTEN =
      Pattern.compile("(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))? +"
          + "([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])");

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private static final int MINUTES_OF_HOUR = 60;
  private static final int MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR;

  /**
   * Hours on some days of the week.
   *
   * @param from the first minute of the day
   * @param to the minute after the last one
   */
  public record Span(List<DayOfWeek> days, int from, int to) {

    public Span {
      days = List.copyOf(days);
      Failure.require(
          from >= 0 && from < to && to <= MINUTES_OF_DAY, "hours must begin before they end");
    }

    /** Reads a span; empty if the text is not one. */
    public static Optional<Span> parse(String text) {
      var written = WRITTEN.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!written.matches()) {
        return Optional.empty();
      }
      int from = minutes(written.group(3), written.group(4));
      int to = minutes(written.group(5), written.group(6));
      if (from >= to || to > MINUTES_OF_DAY) {
        return Optional.empty();
      }
      int first = DAYS.indexOf(written.group(1));
      int last = written.group(2) == null ? first : DAYS.indexOf(written.group(2));
      var days = new ArrayList<DayOfWeek>();
      for (int day = first; ; day = (day + 1) % DAYS.size()) {
        days.add(DayOfWeek.of(day + 1));
        if (day == last) {
          return Optional.of(new Span(days, from, to));
        }
      }
    }

    private static int minutes(String hour, String minute) {
      return Integer.parseInt(hour) * MINUTES_OF_HOUR + Integer.parseInt(minute);
    }

    private boolean contains(DayOfWeek day, LocalTime time) {
      int minute = time.getHour() * MINUTES_OF_HOUR + time.getMinute();
      return days.contains(day) && minute >= from && minute < to;
    }
  }

  public OpeningHours {
    spans = List.copyOf(spans);
  }

  /** Whether people answer at this time. */
  public boolean isOpen(Instant at, ZoneId zone) {
    var there = at.atZone(zone);
    return spans.stream()
        .anyMatch(span -> span.contains(there.getDayOfWeek(), there.toLocalTime()));
  }
}
