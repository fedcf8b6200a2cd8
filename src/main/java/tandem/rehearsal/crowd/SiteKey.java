package tandem.rehearsal.crowd;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key with which the shop's page signs who its visitor is. */
final class SiteKey {

  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  SiteKey(String text) {
    this.key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), HMAC);
  }

  /** Returns the signature in hex. */
  String sign(String text) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has the signature's algorithm", e);
    }
  }
}
