package tandem.rehearsal.carriers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.base.Failure;

/** Signs and checks as Standard Webhooks say: this is the other side, so it has its own hand. */
public final class WebhookSignature {

  public static final String ID = "webhook-id";
  public static final String TIMESTAMP = "webhook-timestamp";
  public static final String SIGNATURE = "webhook-signature";

  private static final String SECRET_PREFIX = "whsec_";
  private static final String VERSION = "v1,";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final SecretKeySpec key;

  /** The secret is {@code whsec_} and base64. */
  public WebhookSignature(String secret) {
    Failure.require(
        secret.startsWith(SECRET_PREFIX) && secret.length() > SECRET_PREFIX.length(),
        "a webhook secret is whsec_ and base64");
    this.key = new SecretKeySpec(
        Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length())), ALGORITHM);
  }

  /** The three headers of a message. */
  public Map<String, String> headers(String id, Instant now, String body) {
    long timestamp = now.getEpochSecond();
    return Map.of(
        ID,
        id,
        TIMESTAMP,
        Long.toString(timestamp),
        SIGNATURE,
        VERSION + signature(id, timestamp, body));
  }

  /** Whether one of the signatures is ours, and of about now. */
  public boolean verifies(
      String id, String timestamp, String signatures, String body, Instant now) {
    long seconds;
    try {
      seconds = Long.parseLong(timestamp);
    } catch (NumberFormatException e) {
      return false;
    }
    if (Math.abs(seconds - now.getEpochSecond()) > TOLERANCE.toSeconds()) {
      return false;
    }
    var expected = (VERSION + signature(id, seconds, body)).getBytes(StandardCharsets.UTF_8);
    for (var signature : signatures.split(" ", -1)) {
      if (MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
        return true;
      }
    }
    return false;
  }

  private String signature(String id, long timestamp, String body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var signed = id + "." + timestamp + "." + body;
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
