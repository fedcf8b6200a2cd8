package tandem.auth;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import tandem.base.Failure;

/**
 * The user and password of HTTP basic authentication (RFC 7617), by which a service that cannot
 * sign its requests shows that it was given our URL.
 */
public final class BasicLogIn {

  /** The challenge of an answer without a valid log-in. */
  public static final String CHALLENGE = "Basic realm=\"tandem\", charset=\"UTF-8\"";

  private static final String SCHEME = "basic ";

  private final byte[] expected;

  public BasicLogIn(String user, String password) {
    Failure.require(!user.contains(":"), "user must not contain a colon");
    Failure.require(!password.isEmpty(), "a log-in needs a password");
    this.expected = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
  }

  /** {@link Failure.Unauthenticated} unless the request has this user and password. */
  public void verify(MultiMap headers) {
    var given = headers.getAll("Authorization");
    boolean good = given.size() == 1
        && given.getFirst().toLowerCase(Locale.ROOT).startsWith(SCHEME)
        && MessageDigest.isEqual(expected, decoded(given.getFirst().substring(SCHEME.length())));
    if (!good) {
      throw new Failure.Unauthenticated("the user or the password in the hook's URL is wrong");
    }
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
