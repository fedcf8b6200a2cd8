package tandem.document;

import java.time.Instant;

/** The text of a time of the years 0 to 9999, as {@link Instant#toString} makes it. */
final class TimeText {

  /** 0000-01-01T00:00:00Z. */
  static final long FIRST_SECOND = -62_167_219_200L;

  /** 9999-12-31T23:59:59Z. */
  static final long LAST_SECOND = 253_402_300_799L;

  static final int LENGTH_MAX = "2026-03-02T09:00:00.123456789Z".length();

  private static final int DAY = 24 * 60 * 60;

  /** The days from 0000-03-01 to 1970-01-01. */
  private static final int DAYS_BEFORE_EPOCH = 719_468;

  private static final int DAYS_OF_400_YEARS = 146_097;

  private TimeText() {}

  /** Writes the text to the beginning of {@code to}, and returns its length. */
  static int write(Instant time, char[] to) {
    long second = time.getEpochSecond();
    date(Math.floorDiv(second, DAY), to);
    int ofDay = Math.floorMod(second, DAY);
    to[10] = 'T';
    digits(ofDay / 3600, to, 11, 2);
    to[13] = ':';
    digits(ofDay / 60 % 60, to, 14, 2);
    to[16] = ':';
    digits(ofDay % 60, to, 17, 2);
    int end = fraction(time.getNano(), to);
    to[end] = 'Z';
    return end + 1;
  }

  /**
   * Counts years from March on, so that the leap day is the last one (Howard Hinnant's
   * civil_from_days).
   */
  private static void date(long epochDay, char[] to) {
    int day = (int) epochDay + DAYS_BEFORE_EPOCH;
    int era = Math.floorDiv(day, DAYS_OF_400_YEARS);
    int ofEra = day - era * DAYS_OF_400_YEARS;
    int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * ofYear + 2) / 153;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), to, 0, 4);
    to[4] = '-';
    digits(month, to, 5, 2);
    to[7] = '-';
    digits(ofYear - (153 * monthFromMarch + 2) / 5 + 1, to, 8, 2);
  }

  /** Writes no, three, six or nine digits; returns the place after them. */
  private static int fraction(int nanos, char[] to) {
    if (nanos == 0) {
      return 19;
    }
    int count = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
    to[19] = '.';
    digits(count == 3 ? nanos / 1_000_000 : count == 6 ? nanos / 1_000 : nanos, to, 20, count);
    return 20 + count;
  }

  private static void digits(int number, char[] to, int from, int count) {
    int rest = number;
    for (int at = from + count - 1; at >= from; at--) {
      to[at] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
