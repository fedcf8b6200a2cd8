package tandem.rehearsal.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tandem.document.Json;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.day.Waits;

/**
 * The results of a replayed day beside the real one.
 *
 * @param offers the number of offers
 * @param retries the number of repeated events
 * @param maxDriverLagSeconds the longest delay of the driver itself, in real seconds
 * @param wallSeconds the duration of the replay, in real seconds
 * @param lost callers who were neither served nor gave up
 * @param duplicates calls connected twice
 * @param violations contradictions in the driver's own history, and the doctor's rows
 */
public record Report(
    @JsonUnwrapped Figures replayed,
    Figures real,
    int offers,
    long retries,
    BigDecimal maxDriverLagSeconds,
    BigDecimal wallSeconds,
    int lost,
    int duplicates,
    long violations) {

  private static final int SECONDS_DIGITS = 3;
  private static final int LEVEL_DIGITS = 4;

  /** The figures of a day; waits are those of served callers, in seconds of that day. */
  public record Figures(
      String date,
      int speed,
      int agents,
      int calls,
      int skipped,
      SortedMap<String, Integer> skippedByReason,
      int served,
      int abandoned,
      BigDecimal meanWaitSeconds,
      BigDecimal p90WaitSeconds,
      BigDecimal maxWaitSeconds,
      @JsonProperty("service_level_20s") BigDecimal serviceLevel20s) {

    static Figures of(RealDay day, int speed, Waits waits) {
      var skipped = new TreeMap<String, Integer>();
      day.skippedByReason().forEach((why, count) -> skipped.put(why.word(), count));
      return new Figures(
          day.date(),
          speed,
          day.agents().size(),
          day.calls().size(),
          day.skipped(),
          skipped,
          waits.served(),
          waits.abandoned(),
          seconds(waits.meanSeconds()),
          seconds(waits.p90Seconds()),
          seconds(waits.maxSeconds()),
          rounded(waits.serviceLevel(), LEVEL_DIGITS));
    }
  }

  static BigDecimal seconds(double seconds) {
    return rounded(seconds, SECONDS_DIGITS);
  }

  private static BigDecimal rounded(double number, int digits) {
    return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP);
  }

  /** Adds the doctor's findings to those of the driver. */
  public Report withDoctor(long rows) {
    return new Report(
        replayed,
        real,
        offers,
        retries,
        maxDriverLagSeconds,
        wallSeconds,
        lost,
        duplicates,
        violations + rows);
  }

  public boolean clean() {
    return lost == 0 && duplicates == 0 && violations == 0;
  }

  public String json() {
    return Json.write(this);
  }

  /** Writes a table for people. */
  public String table() {
    var text = new StringBuilder(String.format(
        Locale.ROOT,
        "%s at speed %d: %d agents, %d calls, %d lines skipped%s%n%n%-16s %10s %10s %12s%n",
        replayed.date(),
        replayed.speed(),
        replayed.agents(),
        replayed.calls(),
        replayed.skipped(),
        reasons(replayed.skippedByReason()),
        "",
        "real day",
        "replayed",
        "difference"));
    line(text, "served", count(real.served()), count(replayed.served()));
    line(text, "abandoned", count(real.abandoned()), count(replayed.abandoned()));
    line(text, "mean wait s", real.meanWaitSeconds(), replayed.meanWaitSeconds());
    line(text, "p90 wait s", real.p90WaitSeconds(), replayed.p90WaitSeconds());
    line(text, "longest wait s", real.maxWaitSeconds(), replayed.maxWaitSeconds());
    line(
        text,
        "within 20 s %",
        real.serviceLevel20s().movePointRight(2),
        replayed.serviceLevel20s().movePointRight(2));
    return text.append(String.format(
            Locale.ROOT,
            "%n%d offers, %d events sent again, driver at most %s s late, took %s s%n"
                + "lost %d, duplicates %d, violations %d",
            offers,
            retries,
            maxDriverLagSeconds,
            wallSeconds,
            lost,
            duplicates,
            violations))
        .toString();
  }

  private static BigDecimal count(int count) {
    return BigDecimal.valueOf(count);
  }

  private static void line(StringBuilder text, String what, BigDecimal real, BigDecimal replayed) {
    text.append(String.format(
        Locale.ROOT,
        "%-16s %10s %10s %12s%n",
        what,
        shown(real),
        shown(replayed),
        (replayed.compareTo(real) > 0 ? "+" : "") + shown(replayed.subtract(real))));
  }

  private static String shown(BigDecimal number) {
    return number.scale() == 0
        ? number.toPlainString()
        : number.setScale(1, RoundingMode.HALF_UP).toPlainString();
  }

  private static String reasons(Map<String, Integer> reasons) {
    var text = new StringBuilder();
    reasons.forEach((why, count) ->
        text.append(text.isEmpty() ? " (" : ", ").append(why).append(' ').append(count));
    return text.isEmpty() ? "" : text.append(')').toString();
  }
}
