package tandem.auth;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.base.Text;
import tandem.storage.Database;

/**
 * When and from where credentials were used last at this node. It is gathered in memory and stored
 * now and then, because a write for every request would cost more than most requests. Thread-safe.
 */
final class CredentialUses {

  static final int DEVICE_LENGTH_MAX = 200;

  /** The pause between two writes. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** A use from the same address and device is stored again after this time. */
  static final Duration EXACT_TO = Duration.ofMinutes(1);

  /**
   * A credential that another transaction is ending is left alone: nothing here may wait for it.
   */
  private static final String STORE = """
      UPDATE credential c
         SET seen_at = u.seen_at, address = u.address, device = u.device
        FROM unnest($1::bytea[], $2::timestamptz[], $3::text[], $4::text[]) AS u (hash, seen_at, address, device)
       WHERE c.hash = u.hash
         AND c.hash IN (SELECT l.hash
                          FROM credential l
                         WHERE l.hash = ANY ($1::bytea[])
                         ORDER BY l.hash
                           FOR NO KEY UPDATE SKIP LOCKED)
         AND (c.seen_at IS NULL OR c.seen_at < u.seen_at)
      """;

  private record Use(Instant at, String address, Optional<String> device) {
    boolean isLike(Use earlier) {
      return address.equals(earlier.address)
          && device.equals(earlier.device)
          && at.isBefore(earlier.at.plus(EXACT_TO));
    }
  }

  private final Database database;
  private final Map<Buffer, Use> noted;
  private Map<Buffer, Use> unstored = new LinkedHashMap<>();
  private Instant storedAt = Instant.MIN;

  CredentialUses(Database database, int rememberedMax) {
    this.database = database;
    this.noted = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Buffer, Use> eldest) {
        return size() > rememberedMax;
      }
    };
  }

  synchronized void note(Buffer hash, String address, @Nullable String device, Instant now) {
    var use = new Use(
        now,
        address,
        Optional.ofNullable(device).map(it -> Text.cut(Text.plain(it), DEVICE_LENGTH_MAX)));
    var earlier = noted.get(hash);
    if (earlier == null || !use.isLike(earlier)) {
      noted.put(hash, use);
      unstored.put(hash, use);
    }
  }

  private synchronized List<Map.Entry<Buffer, Use>> taken(Instant now) {
    if (unstored.isEmpty() || storedAt.plus(PAUSE).isAfter(now)) {
      return List.of();
    }
    storedAt = now;
    var taken = List.copyOf(unstored.entrySet());
    unstored = new LinkedHashMap<>();
    return taken;
  }

  /** Stores the uses since the last time, unless that was a moment ago. */
  Future<Void> storeNowAndThen(Instant now) {
    var taken = taken(now);
    if (taken.isEmpty()) {
      return Future.succeededFuture();
    }
    return database
        .pool()
        .preparedQuery(STORE)
        .execute(Tuple.of(
            taken.stream().map(Map.Entry::getKey).toArray(Buffer[]::new),
            taken.stream()
                .map(use -> use.getValue().at().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new),
            taken.stream().map(use -> use.getValue().address()).toArray(String[]::new),
            taken.stream().map(use -> use.getValue().device().orElse(null)).toArray(String[]::new)))
        .mapEmpty();
  }
}
