package tandem.desk.floor;

import java.net.Inet6Address;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address of an agent without a telephone number: a SIP URI (RFC 3261), or a client's name. */
final class AgentAddress {

  private static final int PORT_MAX = 65_535;

  private static final String NAME_CHARACTER = "(?:[A-Za-z0-9_.!~*'()&=+$,;?/-]|%[0-9A-Fa-f]{2})";
  private static final String PASSWORD_CHARACTER = "(?:[A-Za-z0-9_.!~*'()&=+$,-]|%[0-9A-Fa-f]{2})";
  private static final String HOST =
      "(?:\\[(?<six>[0-9A-Fa-f:.]+)]|[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
          + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\\.?)";
  private static final String PARAMETER_CHARACTER =
      "(?:[A-Za-z0-9_.!~*'()\\[\\]/:&+$-]|%[0-9A-Fa-f]{2})";

  private static final Pattern SIP = Pattern.compile("(?<scheme>[sS][iI][pP][sS]?):(?<rest>"
      + NAME_CHARACTER + "+(?::" + PASSWORD_CHARACTER + "*)?@"
      + HOST + "(?::(?<port>[0-9]{1,5}))?"
      + "(?:;" + PARAMETER_CHARACTER + "+(?:=" + PARAMETER_CHARACTER + "+)?)*)");
  private static final Pattern CLIENT = Pattern.compile("client:[A-Za-z0-9_.-]{1,100}");

  private AgentAddress() {}

  /** Returns the address to dial; empty when the text is not one. */
  static Optional<String> read(String text) {
    if (CLIENT.matcher(text).matches()) {
      return Optional.of(text);
    }
    var sip = SIP.matcher(text);
    return sip.matches() && isPort(sip.group("port")) && isInternetAddress(sip.group("six"))
        ? Optional.of(sip.group("scheme").toLowerCase(Locale.ROOT) + ":" + sip.group("rest"))
        : Optional.empty();
  }

  private static boolean isPort(@Nullable String digits) {
    if (digits == null) {
      return true;
    }
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= PORT_MAX;
  }

  private static boolean isInternetAddress(@Nullable String literal) {
    try {
      return literal == null || Inet6Address.ofLiteral(literal) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
