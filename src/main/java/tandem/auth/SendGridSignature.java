package tandem.auth;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Failure;

/**
 * The signature of SendGrid's signed webhooks: ECDSA on P-256 over a time and the body. The age of
 * a request is not checked: SendGrid sends a mail again for three days, and a mail that somebody
 * else sends again is the same mail.
 */
public final class SendGridSignature {

  public static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
  public static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

  private static final int CURVE_BITS = 256;
  private static final Pattern TIMESTAMP_FORM = Pattern.compile("[0-9]{1,12}");

  private final PublicKey key;

  /** Takes the public key as SendGrid shows it; see {@link #key}. */
  public SendGridSignature(String publicKey) {
    this.key = key(publicKey)
        .orElseThrow(() -> new Failure.Invalid("the public key must be base64 of a P-256 key"));
  }

  /** Reads a public key as SendGrid shows it: base64 of a SubjectPublicKeyInfo on P-256. */
  public static Optional<PublicKey> key(String text) {
    try {
      var key = KeyFactory.getInstance("EC")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
      return key instanceof ECPublicKey point
              && point.getParams().getOrder().bitLength() == CURVE_BITS
          ? Optional.of(key)
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Begins to check a request whose body comes in pieces; {@link Failure.Denied} if it cannot. */
  public Check begin(MultiMap headers) {
    var timestamp = one(headers, TIMESTAMP);
    check(TIMESTAMP_FORM.matcher(timestamp).matches(), TIMESTAMP + " must be in seconds");
    byte[] given;
    try {
      given = Base64.getDecoder().decode(one(headers, SIGNATURE));
    } catch (IllegalArgumentException e) {
      throw new Failure.Denied(SIGNATURE + " must be base64");
    }
    try {
      var verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(timestamp.getBytes(StandardCharsets.UTF_8));
      return new Check(verifier, given);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA256withECDSA", e);
    }
  }

  /** The check of one request while its body comes in. */
  public static final class Check {

    private final Signature verifier;
    private final byte[] given;

    private Check(Signature verifier, byte[] given) {
      this.verifier = verifier;
      this.given = given;
    }

    public void add(Buffer piece) {
      try {
        verifier.update(piece.getBytes());
      } catch (SignatureException e) {
        throw new IllegalStateException("the verifier is initialized", e);
      }
    }

    /** {@link Failure.Denied} unless the signature is valid. */
    public void end() {
      boolean good;
      try {
        good = verifier.verify(given);
      } catch (SignatureException e) {
        good = false; // not the form of a signature
      }
      check(good, "the signature is wrong");
    }
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
