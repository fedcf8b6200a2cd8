package tandem.channels.email.mime;

import jakarta.mail.internet.ParameterList;
import jakarta.mail.internet.ParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Text;

/**
 * A header with parameters, such as {@code text/plain; charset=utf-8}; its value is in lower case.
 */
final class HeaderValue {

  private static final int LENGTH_MAX = 64 * 1024;
  private static final int PARAMETERS_MAX = 1000;

  /** A parameter as programs write it: perhaps without the quotes that its value needs. */
  private static final Pattern PARAMETER = Pattern.compile(
      "([A-Za-z0-9_.-]{1,100}(?:\\*[0-9]{0,4}\\*?)?)\\s*=\\s*(?:\"([^\"]*)\"?|([^;\"]*))");

  private final String value;
  private final ParameterList parameters;

  private HeaderValue(String value, ParameterList parameters) {
    this.value = value;
    this.parameters = parameters;
  }

  static HeaderValue of(String header) {
    var text = Text.cut(header, LENGTH_MAX);
    int end = text.indexOf(';');
    var value = (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return new HeaderValue(value, end < 0 ? new ParameterList() : parameters(text.substring(end)));
  }

  /** The parameters as they stand; else repaired; else only those that are not in pieces. */
  private static ParameterList parameters(String text) {
    return parsed(text)
        .or(() -> parsed(repaired(text, true)))
        .or(() -> parsed(repaired(text, false)))
        .orElseGet(ParameterList::new);
  }

  private static Optional<ParameterList> parsed(String text) {
    try {
      return Optional.of(new ParameterList(text));
    } catch (ParseException | RuntimeException e) {
      // the library throws whatever broken pieces lead it to
      return Optional.empty();
    }
  }

  private static String repaired(String text, boolean pieces) {
    var repaired = new StringBuilder();
    var found = PARAMETER.matcher(text);
    for (int i = 0; i < PARAMETERS_MAX && found.find(); i++) {
      if (pieces || found.group(1).indexOf('*') < 0) {
        var value = found.group(2) == null ? found.group(3).strip() : found.group(2);
        repaired
            .append("; ")
            .append(found.group(1))
            .append("=\"")
            .append(value.replace("\\", "\\\\"))
            .append('"');
      }
    }
    return repaired.toString();
  }

  String value() {
    return value;
  }

  /** A parameter, decoded; an empty one counts as none. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name))
        .map(HeaderText::decode)
        .filter(text -> !text.isEmpty());
  }

  /** A parameter as it was written. */
  Optional<String> exactly(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
