package tandem.rehearsal.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stretch of a load, and everything that is measured of it. Times are in nanoseconds. */
public final class Window {

  final double perSecond;
  final long begun;
  final List<Long> offers = new ArrayList<>();
  final List<Long> freed = new ArrayList<>();
  int arrived;
  int closed;
  int pops;
  private long ended;
  private double lostAgentNanos;
  private double openNanos;

  private @Nullable Costs before;
  private @Nullable Costs after;

  Window(double perSecond, long begun) {
    this.perSecond = perSecond;
    this.begun = begun;
  }

  /** For this long, so many agents were free beside waiting contacts, and so many were open. */
  void passed(long nanos, int freeInVain, int open) {
    lostAgentNanos += (double) nanos * freeInVain;
    openNanos += (double) nanos * open;
  }

  void begin(Costs costs) {
    before = costs;
  }

  void end(long now, Costs costs) {
    ended = now;
    after = costs;
  }

  Costs before() {
    return Objects.requireNonNull(before);
  }

  Costs after() {
    return Objects.requireNonNull(after);
  }

  double seconds() {
    return (ended - begun) / 1e9;
  }

  double lostAgentSeconds() {
    return lostAgentNanos / 1e9;
  }

  double contactsPerSecond() {
    return closed / seconds();
  }

  /**
   * How long a contact is open on average: what is open, averaged over time, divided by the rate of
   * arrivals (Little's law). It grows with every second in which the server falls behind.
   */
  double meanOpenSeconds() {
    return arrived == 0 ? 0 : openNanos / 1e9 / arrived;
  }
}
