package tandem.auth;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whose credentials this node has looked up, as long as that is sure to be true. It is sure while
 * the database's count of changes, read about once a second, is the one that was read before the
 * look-up. Any thread may call.
 */
final class KnownCredentials {

  /** Without a look at the count for this long, nothing is sure. */
  static final Duration SURE_MAX = Duration.ofSeconds(3);

  private record Known(Identity identity, Instant expiresAt) {}

  private final int rememberedMax;
  private final Map<Buffer, Known> byHash;
  private OptionalLong count = OptionalLong.empty();
  private Instant sureSince = Instant.MIN;
  private long forgotten;

  KnownCredentials(int rememberedMax) {
    this.rememberedMax = rememberedMax;
    this.byHash = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Buffer, Known> eldest) {
        return size() > KnownCredentials.this.rememberedMax;
      }
    };
  }

  /** Empty when the database must be asked. */
  synchronized Optional<Identity> identity(Buffer hash, Instant now) {
    if (!isSure(now)) {
      return Optional.empty();
    }
    return Optional.ofNullable(byHash.get(hash))
        .filter(known -> known.expiresAt().isAfter(now))
        .map(Known::identity);
  }

  /** To be given to {@link #learn} after the look-up that begins now. */
  synchronized long beforeLookUp() {
    return forgotten;
  }

  /** What a look-up found is forgotten at once if anything has ended since it began. */
  synchronized void learn(Buffer hash, Identity identity, Instant expiresAt, long beforeLookUp) {
    if (beforeLookUp == forgotten) {
      byHash.put(hash, new Known(identity, expiresAt));
    }
  }

  /**
   * The database's count of changes.
   *
   * @param askedAt when it was asked for
   */
  synchronized void counted(long changes, Instant askedAt) {
    if (count.isEmpty() || count.getAsLong() != changes || !isSure(askedAt)) {
      forget();
    }
    count = OptionalLong.of(changes);
    sureSince = askedAt;
  }

  /** Something has ended. */
  synchronized void forget() {
    byHash.clear();
    forgotten++;
  }

  private boolean isSure(Instant now) {
    return sureSince.isAfter(now.minus(SURE_MAX));
  }
}
