package tandem.auth;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.base.Failure;

/**
 * The Standard Webhooks signature: it proves that a holder of the secret has sent exactly this
 * message, just now. Several secrets may be valid at once, so that they can be changed without a
 * gap; the first one signs.
 */
public final class WebhookSignature {

  public static final String ID = "webhook-id";
  public static final String TIMESTAMP = "webhook-timestamp";
  public static final String SIGNATURE = "webhook-signature";

  /** The largest difference between the sender's clock and ours. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final String PREFIX = "whsec_";
  private static final String VERSION = "v1,";
  private static final int SECRET_BYTES_MIN = 16;
  private static final int SIGNATURES_MAX = 8;

  /** A full stop in the id would let one signed text be read as two different messages. */
  private static final Pattern ID_FORM = Pattern.compile("[!-~&&[^.]]{1,256}");

  private static final Pattern TIMESTAMP_FORM = Pattern.compile("[0-9]{1,12}");

  private final List<SecretKeySpec> keys;

  /** Each secret as {@code whsec_<base64>}. */
  public WebhookSignature(List<String> secrets) {
    Failure.require(!secrets.isEmpty(), "a webhook needs a secret");
    this.keys = secrets.stream().map(WebhookSignature::key).toList();
  }

  /**
   * Returns the id of the message when its signature is valid; otherwise {@link Failure.Denied}.
   */
  public String verify(MultiMap headers, Buffer body, Instant now) {
    var check = begin(headers, now);
    check.add(body);
    return check.end();
  }

  /**
   * Begins to check a message whose body comes in pieces. {@link Failure.Denied} if its headers
   * alone show that it cannot be valid.
   */
  public Check begin(MultiMap headers, Instant now) {
    var id = one(headers, ID);
    var timestamp = one(headers, TIMESTAMP);
    var signatures = one(headers, SIGNATURE);
    check(
        ID_FORM.matcher(id).matches(),
        "webhook-id must be 1-256 visible characters, none a full stop");
    check(TIMESTAMP_FORM.matcher(timestamp).matches(), "webhook-timestamp must be in seconds");
    var age =
        Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now).abs();
    check(age.compareTo(TOLERANCE) <= 0, "webhook-timestamp is more than 5 minutes off");
    var given = List.of(signatures.split(" ", SIGNATURES_MAX + 1));
    check(given.size() <= SIGNATURES_MAX, "too many signatures");
    return new Check(
        id, given, keys.stream().map(key -> mac(key, id, timestamp)).toList());
  }

  /** The check of one message while its body comes in. */
  public static final class Check {

    private final String id;
    private final List<String> given;
    private final List<Mac> macs;

    private Check(String id, List<String> given, List<Mac> macs) {
      this.id = id;
      this.given = given;
      this.macs = macs;
    }

    public void add(Buffer piece) {
      var bytes = piece.getBytes();
      macs.forEach(mac -> mac.update(bytes));
    }

    /** Returns the id of the message when its signature is valid; else {@link Failure.Denied}. */
    public String end() {
      boolean good = false;
      for (var mac : macs) {
        var expected = bytes(VERSION + text(mac));
        for (var signature : given) {
          good |= MessageDigest.isEqual(expected, bytes(signature));
        }
      }
      check(good, "the signature is wrong");
      return id;
    }
  }

  /** When the message was sent, by its own header; empty when that is missing or unreadable. */
  public static Optional<Instant> sent(MultiMap headers) {
    return Optional.ofNullable(headers.get(TIMESTAMP))
        .filter(timestamp -> TIMESTAMP_FORM.matcher(timestamp).matches())
        .map(timestamp -> Instant.ofEpochSecond(Long.parseLong(timestamp)));
  }

  /** The headers that sign a message of ours. */
  public Map<String, String> sign(String id, Buffer body, Instant now) {
    var timestamp = Long.toString(now.getEpochSecond());
    return Map.of(
        ID,
        id,
        TIMESTAMP,
        timestamp,
        SIGNATURE,
        VERSION + mac(keys.getFirst(), id, timestamp, body));
  }

  private static SecretKeySpec key(String secret) {
    var rule = "a webhook secret must be whsec_ and at least %d bytes in base64"
        .formatted(SECRET_BYTES_MIN);
    Failure.require(secret.startsWith(PREFIX), rule);
    try {
      var bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
      Failure.require(bytes.length >= SECRET_BYTES_MIN, rule);
      return new SecretKeySpec(bytes, "HmacSHA256");
    } catch (IllegalArgumentException e) {
      throw new Failure.Invalid(rule);
    }
  }

  private static String mac(SecretKeySpec key, String id, String timestamp, Buffer body) {
    var mac = mac(key, id, timestamp);
    mac.update(body.getBytes());
    return text(mac);
  }

  private static String text(Mac mac) {
    return Base64.getEncoder().encodeToString(mac.doFinal());
  }

  private static Mac mac(SecretKeySpec key, String id, String timestamp) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** Signatures are compared as text, so that only one spelling of a signature is valid. */
  private static byte[] bytes(String signature) {
    return signature.getBytes(StandardCharsets.UTF_8);
  }

  private static String one(MultiMap headers, String name) {
    var values = headers.getAll(name);
    check(values.size() == 1, name + " must be given once");
    return values.getFirst();
  }

  private static void check(boolean holds, String why) {
    if (!holds) {
      throw new Failure.Denied(why);
    }
  }
}
