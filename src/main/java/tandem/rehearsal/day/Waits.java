package tandem.rehearsal.day;

import java.util.Arrays;

/**
 * The waits of callers in seconds: mean, ninetieth percentile (nearest rank) and longest of the
 * answered ones, and the service level: answered within 20 s, as a share of all but those who left
 * within 5 s.
 */
public record Waits(
    int served,
    int abandoned,
    double meanSeconds,
    double p90Seconds,
    double maxSeconds,
    double serviceLevel) {

  public static final double ANSWER_WITHIN_SECONDS = 20;
  public static final double SHORT_ABANDON_SECONDS = 5;

  /** Without callers every figure is 0. */
  public static Waits of(double[] answered, double[] abandoned) {
    var waits = answered.clone();
    Arrays.sort(waits);
    long inTime =
        Arrays.stream(waits).filter(wait -> wait <= ANSWER_WITHIN_SECONDS).count();
    long patient =
        Arrays.stream(abandoned).filter(wait -> wait > SHORT_ABANDON_SECONDS).count();
    long counted = waits.length + patient;
    return new Waits(
        waits.length,
        abandoned.length,
        Arrays.stream(waits).average().orElse(0),
        waits.length == 0 ? 0 : waits[(waits.length * 9 + 9) / 10 - 1],
        waits.length == 0 ? 0 : waits[waits.length - 1],
        counted == 0 ? 0 : (double) inTime / counted);
  }
}
