package tandem.rehearsal.carriers;

import io.vertx.core.Future;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.rehearsal.FrontDoor;

/**
 * The sender of forms in Twilio's style, signed for the server, and the reader of the server's
 * forms.
 */
final class TwilioForms {

  private static final String SIGNATURE = "X-Twilio-Signature";

  private final FrontDoor door;
  private final String authToken;

  TwilioForms(FrontDoor door, String authToken) {
    this.door = door;
    this.authToken = authToken;
  }

  /** Posts a form once, signed; fails when there is no answer. The url may be relative. */
  Future<FrontDoor.Answer> post(String url, Map<String, String> form) {
    var absolute = door.base().resolve(url).toString();
    var at = URI.create(absolute);
    var path = at.getRawPath() + (at.getRawQuery() == null ? "" : "?" + at.getRawQuery());
    var body = form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
    return door.post(
        path,
        Map.of(
            "content-type",
            "application/x-www-form-urlencoded",
            SIGNATURE,
            signature(absolute, form)),
        body);
  }

  /** Posts a form until the server has accepted or refused it. */
  Future<FrontDoor.Answer> insist(String url, Map<String, String> form) {
    return door.insist(() -> post(url, form), () -> {});
  }

  /** Reads the fields of a form; of a repeated field, the last. */
  static Map<String, String> fields(String body) {
    var fields = new HashMap<String, String>();
    for (var pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Returns the HMAC-SHA1 of the URL and every field, name then value, sorted by name. */
  private String signature(String url, Map<String, String> form) {
    var signed = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> signed.append(name).append(value));
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
  }
}
