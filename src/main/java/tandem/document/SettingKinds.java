package tandem.document;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Text;

/** The kinds of values that settings of several packages use. */
public final class SettingKinds {

  private static final int PASSWORD_LENGTH_MIN = 16;
  private static final int SECRET_LENGTH_MAX = 200;
  private static final String SIGNING_FORM = "whsec_";
  private static final int SIGNING_BYTES_MIN = 24;
  private static final int SIGNING_BYTES_MAX = 64;
  private static final int PORT_MAX = 65535;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:-]{1,253}");

  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private SettingKinds() {}

  public static Kind<String> host() {
    return Kind.of(
        "a host name or an IP address",
        "localhost",
        text -> HOST.matcher(text).matches() ? Optional.of(text) : Optional.empty());
  }

  /** A Standard Webhooks secret; empty if one is to be made. */
  public static Kind<HiddenText> signingSecret() {
    return Kind.of(
            "whsec_ and the base64 of 24 to 64 bytes, or empty", new HiddenText(""), text -> {
              if (text.isEmpty()) {
                return Optional.of(new HiddenText(""));
              }
              try {
                int bytes = text.startsWith(SIGNING_FORM)
                    ? Base64.getDecoder().decode(text.substring(SIGNING_FORM.length())).length
                    : 0;
                return bytes >= SIGNING_BYTES_MIN && bytes <= SIGNING_BYTES_MAX
                    ? Optional.of(new HiddenText(text))
                    : Optional.empty();
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            })
        .secret();
  }

  /** A port to listen on; 0 is any free one. */
  public static Kind<Integer> port() {
    return Kind.whole(0, PORT_MAX);
  }

  public static Kind<Path> path() {
    return Kind.of("the path of a file or folder", Path.of("x"), text -> {
      try {
        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    });
  }

  /** An http or https URL, without the slash at its end. */
  public static Kind<URI> url(boolean pathAllowed) {
    return Kind.of(
        pathAllowed ? "an http or https URL" : "an http or https URL without a path",
        URI.create("http://localhost"),
        text -> {
          try {
            var url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean plain = url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
            boolean path =
                pathAllowed || url.getRawPath() == null || url.getRawPath().isEmpty();
            return http && plain && path && url.getHost() != null && url.getPort() <= PORT_MAX
                ? Optional.of(url)
                : Optional.empty();
          } catch (URISyntaxException e) {
            return Optional.empty();
          }
        });
  }

  /** The user of a log-in by HTTP basic authentication. */
  public static Kind<String> user() {
    return Kind.of(
        "1 to 64 letters, digits, dots, hyphens and underscores",
        "user",
        text -> USER.matcher(text).matches() ? Optional.of(text) : Optional.empty());
  }

  public static Kind<HiddenText> secret() {
    return Kind.ofWritten(
            "at most " + SECRET_LENGTH_MAX + " characters without a space",
            new HiddenText(""),
            text -> Text.length(text) <= SECRET_LENGTH_MAX && text.chars().noneMatch(c -> c <= ' ')
                ? Optional.of(new HiddenText(text))
                : Optional.empty())
        .secret();
  }

  /**
   * A password that strangers may try at a door: so long that guessing it is hopeless, and a wrong
   * try need not delay anybody.
   */
  public static Kind<HiddenText> password() {
    return Kind.ofWritten(
            "empty, or " + PASSWORD_LENGTH_MIN + "-" + SECRET_LENGTH_MAX
                + " characters without a space",
            new HiddenText(""),
            text -> text.isEmpty() || isPassword(text)
                ? Optional.of(new HiddenText(text))
                : Optional.empty())
        .secret();
  }

  private static boolean isPassword(String text) {
    int length = Text.length(text);
    return length >= PASSWORD_LENGTH_MIN
        && length <= SECRET_LENGTH_MAX
        && text.chars().noneMatch(c -> c <= ' ');
  }
}
