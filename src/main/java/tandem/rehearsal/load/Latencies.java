package tandem.rehearsal.load;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collection;

/** The distribution of measured times: percentiles by nearest rank, in milliseconds. */
public record Latencies(int count, BigDecimal p50, BigDecimal p99, BigDecimal max) {

  private static final double NANOS_PER_MS = 1e6;
  private static final int DIGITS = 2;

  /** Makes the distribution of times in nanoseconds; without times every figure is 0. */
  static Latencies of(Collection<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Latencies(sorted.length, rank(sorted, 0.5), rank(sorted, 0.99), rank(sorted, 1));
  }

  private static BigDecimal rank(long[] sorted, double share) {
    if (sorted.length == 0) {
      return BigDecimal.ZERO;
    }
    long nanos = sorted[(int) Math.ceil(share * sorted.length) - 1];
    return BigDecimal.valueOf(nanos / NANOS_PER_MS).setScale(DIGITS, RoundingMode.HALF_UP);
  }
}
