package tandem.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.base.Failure;

/**
 * The signature that Mailgun puts into a form: over a time and a random token, not over the mail.
 * Two keys may be valid at once.
 */
public final class MailgunSignature {

  /** The largest difference between Mailgun's clock and ours. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,256}");

  private final List<SecretKeySpec> keys;

  /** Takes the account's key and, during a change, a second one; empty ones are ignored. */
  public MailgunSignature(List<String> keys) {
    this.keys = keys.stream()
        .filter(key -> !key.isEmpty())
        .map(key -> new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
        .toList();
    Failure.require(!this.keys.isEmpty(), "a Mailgun signature needs a key");
  }

  /** {@link Failure.Denied} unless one of the keys signed this token at about this time. */
  public void verify(String timestamp, String token, String signature, Instant now) {
    check(TIMESTAMP.matcher(timestamp).matches(), "timestamp must be in seconds");
    check(TOKEN.matcher(token).matches(), "token must be 1-256 visible characters");
    boolean good = false;
    for (var key : keys) {
      good |= MessageDigest.isEqual(bytes(mac(key, timestamp + token)), bytes(signature));
    }
    check(good, "the signature is wrong");
    var age =
        Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    check(age.compareTo(TOLERANCE) <= 0, "timestamp is more than 5 minutes off");
  }

  /** When the token was made; empty if the time cannot be read. */
  public static Optional<Instant> sent(String timestamp) {
    return Optional.of(timestamp)
        .filter(text -> TIMESTAMP.matcher(text).matches())
        .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
  }

  private static String mac(SecretKeySpec key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(bytes(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Signatures are compared as text, so that only one spelling of a signature is valid. */
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void check(boolean holds, String why) {
    if (!holds) {
      throw new Failure.Denied(why);
    }
  }
}
