package tandem.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A signer by Twilio's documentation, independent of the code that checks signatures. */
public final class TwilioSigner {

  private TwilioSigner() {}

  /** HMAC-SHA1 over the address and every field, name then value, sorted by name; in Base64. */
  public static String sign(String token, String url, Map<String, String> form) {
    try {
      var text = new StringBuilder(url);
      new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
