package tandem.auth;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The credentials that this node has looked up, with their identities. An entry is valid while the
 * database's count of changes, read about once a second, equals the count before the look-up. The
 * account of a credential is known for longer, until a look-up no longer finds the credential.
 * Thread-safe.
 */
final class KnownCredentials {

  /** After this time without reading the count, no entry is valid. */
  static final Duration SURE_MAX = Duration.ofSeconds(3);

  private record Known(Identity identity, Instant expiresAt) {}

  private final Map<Buffer, Known> byHash;
  private final Map<Buffer, String> accounts;
  private OptionalLong count = OptionalLong.empty();
  private Instant sureSince = Instant.MIN;
  private long forgotten;

  KnownCredentials(int rememberedMax) {
    this.byHash = ofLately(rememberedMax);
    this.accounts = ofLately(rememberedMax);
  }

  private static <T> Map<Buffer, T> ofLately(int rememberedMax) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Buffer, T> eldest) {
        return size() > rememberedMax;
      }
    };
  }

  /** Returns the known identity; empty when the database must be asked. */
  synchronized Optional<Identity> identity(Buffer hash, Instant now) {
    if (!isSure(now)) {
      return Optional.empty();
    }
    return Optional.ofNullable(byHash.get(hash))
        .filter(known -> known.expiresAt().isAfter(now))
        .map(Known::identity);
  }

  /** Returns whose the credential was when it was last looked up; it may have ended since. */
  synchronized Optional<String> account(Buffer hash) {
    return Optional.ofNullable(accounts.get(hash));
  }

  /** Call before a look-up and pass the value to {@link #learn}. */
  synchronized long beforeLookUp() {
    return forgotten;
  }

  /** Stores the result of a look-up, unless a credential has ended since the look-up began. */
  synchronized void learn(Buffer hash, Identity identity, Instant expiresAt, long beforeLookUp) {
    if (beforeLookUp == forgotten) {
      byHash.put(hash, new Known(identity, expiresAt));
    }
    accounts.put(hash, identity.account());
  }

  /** Notes whose a new credential is. */
  synchronized void opened(Buffer hash, String account) {
    accounts.put(hash, account);
  }

  /** A look-up has not found the credential. */
  synchronized void hasEnded(Buffer hash) {
    accounts.remove(hash);
  }

  /**
   * Takes the database's count of changes.
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

  /** Forgets all entries, because a credential has ended. */
  synchronized void forget() {
    byHash.clear();
    forgotten++;
  }

  private boolean isSure(Instant now) {
    return sureSince.isAfter(now.minus(SURE_MAX));
  }
}
