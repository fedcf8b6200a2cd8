package tandem.rehearsal.load;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * The distribution of measured times: percentiles by nearest rank, in milliseconds. Without times
 * there are none; JSON then has null.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Latencies(
    int count, Optional<BigDecimal> p50, Optional<BigDecimal> p99, Optional<BigDecimal> max) {

  private static final double NANOS_PER_MS = 1e6;
  private static final int DIGITS = 2;

  /** Makes the distribution of times in nanoseconds. */
  static Latencies of(Collection<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Latencies(sorted.length, rank(sorted, 0.5), rank(sorted, 0.99), rank(sorted, 1));
  }

  private static Optional<BigDecimal> rank(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Optional.empty();
    }
    long nanos = sorted[(int) Math.ceil(share * sorted.length) - 1];
    return Optional.of(
        BigDecimal.valueOf(nanos / NANOS_PER_MS).setScale(DIGITS, RoundingMode.HALF_UP));
  }
}
