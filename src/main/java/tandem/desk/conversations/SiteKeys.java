package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.base.Failure;
import tandem.base.Storable;
import tandem.base.Text;
import tandem.conversations.Sites;
import tandem.customers.ContactPoint;
import tandem.desk.Transactions;
import tandem.storage.Database;

/**
 * The keys of sites. The shop's own server signs with one who its visitor is, so that a page cannot
 * claim to be somebody else.
 */
public final class SiteKeys {

  private static final int KEY_BYTES = 32;
  private static final String HMAC = "HmacSHA256";
  private static final int ID_LENGTH_MAX = 200;
  private static final int NAME_LENGTH_MAX = 100;

  /** The record of who made and removed keys, written in the transaction of the change. */
  @FunctionalInterface
  public interface Ledger {
    Future<Void> note(
        SqlConnection tx, String by, String act, String site, Map<String, Object> body);
  }

  private final Database database;
  private final Transactions transactions;
  private final Sites sites;
  private final Ledger ledger;
  private final RandomGenerator random;
  private final InstantSource clock;

  /** @param random must not be predictable */
  public SiteKeys(
      Database database, Sites sites, Ledger ledger, RandomGenerator random, InstantSource clock) {
    this.database = database;
    this.transactions = new Transactions(database);
    this.sites = sites;
    this.ledger = ledger;
    this.random = random;
    this.clock = clock;
  }

  /** A key that was made; it is shown this once. */
  public record Made(int number, String key, Instant madeAt) {}

  /** A key without its text. */
  public record Known(int number, Instant madeAt) {}

  /**
   * What a page says about its visitor.
   *
   * @param id the user's id in the shop
   * @param hmac hex of HMAC-SHA256 of the id with a key of the site
   * @param email a verified address of the user
   * @param emailHmac hex of HMAC-SHA256 of the id, a line feed and the address as it is given; an
   *     address without it is ignored
   */
  public record Claimed(
      String id,
      String hmac,
      Optional<String> name,
      Optional<String> email,
      Optional<String> emailHmac) {}

  /** A visitor whose site has vouched for them. */
  public record Verified(String id, String name, Optional<ContactPoint> email) {}

  /** Makes a key. The one before it stays valid until the next one is made or it is removed. */
  public Future<Made> make(String site, String by) {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    var key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var now = clock.instant();
    return transactions.run(tx -> sites
        .addKey(tx, site, key, now)
        .compose(number -> ledger
            .note(tx, by, "site.key_made", site, Map.of("number", number))
            .map(new Made(number, key, now))));
  }

  /** Returns the valid keys, the newest first. */
  public Future<List<Known>> of(String site) {
    return sites
        .keys(database.pool(), site)
        .map(keys ->
            keys.stream().map(key -> new Known(key.number(), key.madeAt())).toList());
  }

  public Future<Void> remove(String site, int number, String by) {
    return transactions.run(tx -> sites
        .removeKey(tx, site, number)
        .compose(_ -> ledger.note(tx, by, "site.key_removed", site, Map.of("number", number))));
  }

  /** Checks what a page says about its visitor; empty if no key of the site has signed it. */
  public Future<Optional<Verified>> verify(String site, Claimed claimed) {
    var id = claimed.id();
    if (id.isBlank()
        || Text.length(id) > ID_LENGTH_MAX
        || id.chars().anyMatch(Character::isISOControl)
        || Storable.objection(id).isPresent()) {
      return Future.succeededFuture(Optional.empty());
    }
    return sites
        .keys(database.pool(), site)
        .map(keys -> isSigned(keys, id, claimed.hmac())
            ? Optional.of(new Verified(
                id,
                Text.beginning(Text.plain(claimed.name().orElse("")).strip(), NAME_LENGTH_MAX),
                claimed
                    .email()
                    .filter(email ->
                        isSigned(keys, id + "\n" + email, claimed.emailHmac().orElse("")))
                    .flatMap(ContactPoint::email)))
            : Optional.empty());
  }

  /** Compares with every key, so that the time says nothing. */
  private static boolean isSigned(List<Sites.Key> keys, String text, String hmac) {
    byte[] given;
    try {
      given = HexFormat.of().parseHex(hmac.strip());
    } catch (IllegalArgumentException e) {
      return false;
    }
    boolean signed = false;
    for (var key : keys) {
      signed |= MessageDigest.isEqual(sign(key.key(), text), given);
    }
    return signed;
  }

  /** Signs a text with a key, both as UTF-8. */
  public static byte[] sign(String key, String text) {
    try {
      var mac = Objects.requireNonNull(Mac.getInstance(HMAC));
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Refuses a site that the floor document does not name. */
  public static Failure.NotFound unknown(String site) {
    return new Failure.NotFound("site", Text.beginning(Text.plain(site), ID_LENGTH_MAX));
  }
}
