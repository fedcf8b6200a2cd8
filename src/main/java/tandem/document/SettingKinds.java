package tandem.document;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Text;

/** The kinds of values that settings of several packages use. */
public final class SettingKinds {

  private static final int SECRET_LENGTH_MAX = 200;
  private static final int PORT_MAX = 65535;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:-]{1,253}");

  private SettingKinds() {}

  public static Kind<String> host() {
    return Kind.of(
        "a host name or an IP address",
        "localhost",
        text -> HOST.matcher(text).matches() ? Optional.of(text) : Optional.empty());
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

  public static Kind<HiddenText> secret() {
    return Kind.ofWritten(
            "at most " + SECRET_LENGTH_MAX + " characters without a space",
            new HiddenText(""),
            text -> Text.length(text) <= SECRET_LENGTH_MAX && text.chars().noneMatch(c -> c <= ' ')
                ? Optional.of(new HiddenText(text))
                : Optional.empty())
        .secret();
  }
}
