package tandem.rehearsal.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A period of a load with all its measurements. Times are in nanoseconds. */
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

  /**
   * Adds a period, with the numbers of agents who were free while contacts waited, and of open
   * contacts.
   */
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
   * The mean time for which a contact is open: the mean number of open contacts, divided by the
   * rate of arrivals (Little's law). It grows while the server falls behind.
   */
  double meanOpenSeconds() {
    return arrived == 0 ? 0 : openNanos / 1e9 / arrived;
  }
}
