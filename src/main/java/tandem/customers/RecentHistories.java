package tandem.customers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.base.CustomerId;

/**
 * The histories that this node has used lately, as objects. The same history is wanted several
 * times within a second, and each read of the grid copies its bytes. Any thread may call.
 */
final class RecentHistories {

  private record Kept(CustomerHistory history, Instant until) {}

  private final Duration life;
  private final InstantSource clock;
  private final Map<CustomerId, Kept> kept;

  /**
   * @param most the number of histories after which the least recently used one is dropped
   * @param life the time after which a history is read from the grid again
   */
  RecentHistories(int most, Duration life, InstantSource clock) {
    this.life = life;
    this.clock = clock;
    this.kept = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<CustomerId, Kept> eldest) {
        return size() > most;
      }
    };
  }

  synchronized Optional<CustomerHistory> of(CustomerId customer) {
    var found = kept.get(customer);
    return found == null || found.until().isBefore(clock.instant())
        ? Optional.empty()
        : Optional.of(found.history());
  }

  /** Keeps a history unless a newer one is kept: the older of two loads may end last. */
  synchronized void keep(CustomerHistory history) {
    var newest = new Kept(history, clock.instant().plus(life));
    kept.merge(
        history.customer(),
        newest,
        (before, now) -> before.history().version() > now.history().version() ? before : now);
  }
}
