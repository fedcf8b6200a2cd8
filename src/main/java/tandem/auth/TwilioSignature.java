package tandem.auth;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.base.Failure;
import tandem.web.Form;

/**
 * The signature that Twilio and its look-alikes put on a request: over the public URL and the
 * form's fields, or over the URL alone when that carries the body's hash. Two tokens may be valid
 * at once.
 */
public final class TwilioSignature {

  public static final String HEADER = "X-Twilio-Signature";

  private static final Pattern BODY_HASH = Pattern.compile("[?&]bodySHA256=([0-9a-fA-F]{64})(&|$)");

  private final List<SecretKeySpec> keys;

  /** Takes the account's token and, during a change, a second one; empty ones are ignored. */
  public TwilioSignature(List<String> tokens) {
    this.keys = tokens.stream()
        .filter(token -> !token.isEmpty())
        .map(token -> new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"))
        .toList();
    Failure.require(!keys.isEmpty(), "a Twilio signature needs a token");
  }

  /** Checks a form; {@link Failure.Denied} unless one of the tokens signed this URL and form. */
  public void verify(List<String> signatures, String url, Form form) {
    check(signatures, url, text(form));
  }

  /** Checks a body that is not a form: its hash is in the URL, and so is signed with it. */
  public void verify(List<String> signatures, String url, Buffer body) {
    var hash = BODY_HASH.matcher(url);
    boolean same =
        hash.find() && MessageDigest.isEqual(HexFormat.of().parseHex(hash.group(1)), sha256(body));
    if (!same) {
      throw new Failure.Denied("bodySHA256 is not the hash of the body");
    }
    check(signatures, url, "");
  }

  private void check(List<String> signatures, String url, String fields) {
    var given = signatures.size() == 1 ? bytes(signatures.getFirst()) : new byte[0];
    boolean good = false;
    for (var key : keys) {
      for (var spelling : spellings(url)) {
        good |= MessageDigest.isEqual(bytes(mac(key, spelling + fields)), given);
      }
    }
    if (!good) {
      throw new Failure.Denied("the signature is wrong");
    }
  }

  private static String text(Form form) {
    var text = new StringBuilder();
    new TreeMap<>(form.fields())
        .forEach((name, values) ->
            new TreeSet<>(values).forEach(value -> text.append(name).append(value)));
    return text.toString();
  }

  /** The URL with and without a default port, because senders differ in this. */
  private static List<String> spellings(String url) {
    var spellings = new ArrayList<>(List.of(url));
    int path = url.indexOf('/', url.indexOf("://") + 3);
    URI parsed;
    try {
      parsed = new URI(path < 0 ? url : url.substring(0, path));
    } catch (URISyntaxException e) {
      return spellings; // the Host header names no host
    }
    if (parsed.getRawAuthority() == null) {
      return spellings;
    }
    int standard = "https".equals(parsed.getScheme()) ? 443 : 80;
    int start = url.indexOf("://") + 3;
    int end = start + parsed.getRawAuthority().length();
    if (parsed.getPort() == -1) {
      spellings.add(url.substring(0, end) + ":" + standard + url.substring(end));
    } else if (parsed.getPort() == standard) {
      int colon = url.lastIndexOf(':', end - 1);
      spellings.add(url.substring(0, colon) + url.substring(end));
    }
    return spellings;
  }

  /** Signatures are compared as text, so that only one spelling of a signature is valid. */
  private static byte[] bytes(String signature) {
    return signature.getBytes(StandardCharsets.UTF_8);
  }

  private static String mac(SecretKeySpec key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(key);
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
  }

  private static byte[] sha256(Buffer body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body.getBytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
