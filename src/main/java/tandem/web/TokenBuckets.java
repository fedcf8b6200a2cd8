package tandem.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A limit on how often each of many clients may do something: some at once, and then so many a
 * second. It knows only the clients of lately: one that it has forgotten has a full bucket again.
 * Any thread may call.
 */
public final class TokenBuckets {

  private record Bucket(double tokens, Instant at) {}

  private final double capacity;
  private final double perSecond;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets;

  public TokenBuckets(int capacity, double perSecond, int clientsMax, InstantSource clock) {
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.clock = clock;
    this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
        return size() > clientsMax;
      }
    };
  }

  /** Takes one; or returns after how long there will be one. */
  public synchronized Optional<Duration> take(String client) {
    var now = clock.instant();
    var bucket = buckets.getOrDefault(client, new Bucket(capacity, now));
    double passed = Math.max(0, Duration.between(bucket.at(), now).toNanos() / 1e9);
    double tokens = Math.min(capacity, bucket.tokens() + passed * perSecond);
    if (tokens < 1) {
      buckets.put(client, new Bucket(tokens, now));
      return Optional.of(Duration.ofMillis((long) Math.ceil((1 - tokens) / perSecond * 1_000)));
    }
    buckets.put(client, new Bucket(tokens - 1, now));
    return Optional.empty();
  }

  /** Gives one back that was taken for nothing. */
  public synchronized void give(String client) {
    buckets.computeIfPresent(
        client, (_, bucket) -> new Bucket(Math.min(capacity, bucket.tokens() + 1), bucket.at()));
  }

  synchronized int clients() {
    return buckets.size();
  }
}
