package tandem.routing.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Signal;

/**
 * Times in which nothing could be written count against nobody: whatever runs then has what was
 * left of its time, and at least the time in which carriers and screens repeat themselves.
 */
final class OutageRules {

  private final SeenFloor seen;

  /** How long nothing could be written, as the engine was told. */
  private Optional<Duration> told = Optional.empty();

  OutageRules(SeenFloor seen) {
    this.seen = seen;
  }

  void told(Signal.TimeLost s) {
    boolean isAnythingThere = !seen.visits.isEmpty()
        || seen.clerks.values().stream().anyMatch(clerk -> clerk.lostUntil != null);
    told = Optional.of(s.lost()).filter(_ -> isAnythingThere);
  }

  void over(Fact.TimeLost f) {
    seen.promise(told.equals(Optional.of(f.lost())), "%s does not follow from %s", f, told);
    seen.promise(
        f.judgedFrom().equals(f.at().plus(seen.rules.repeatWithin())),
        "%s leaves the wrong time to repeat",
        f);
    told = Optional.empty();
    for (var visit : seen.visits.values()) {
      if (visit.until != null) {
        visit.until = longer(visit.until, visit.since, f.lost(), f.at());
      }
      if (visit.preferredUntil != null) {
        visit.preferredUntil = longer(visit.preferredUntil, visit.arrived, f.lost(), f.at());
      }
    }
    for (var clerk : seen.clerks.values()) {
      if (clerk.lostUntil != null) {
        clerk.lostUntil = latest(clerk.lostUntil.plus(f.lost()), repeated(f.at()));
      }
    }
    seen.heardSince = f.at();
  }

  /** Nobody gets more than the whole time again. */
  private Instant longer(Instant until, Instant begun, Duration lost, Instant now) {
    var left = Duration.between(now, until).plus(lost);
    var whole = Duration.between(begun, until);
    return latest(now.plus(left.compareTo(whole) > 0 ? whole : left), repeated(now));
  }

  private Instant repeated(Instant now) {
    return now.plus(seen.rules.repeatWithin());
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  void settled() {
    told.ifPresent(lost -> seen.promise(false, "%s were lost and this is not noted", lost));
    told = Optional.empty();
  }
}
