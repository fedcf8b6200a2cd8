package tandem.rehearsal.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cookies that one server has set for one seat. All of them are for each path of that server,
 * so neither domain nor path is looked at.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6265#section-5.2">RFC 6265, 5.2</a>
 */
final class Cookies {

  private static final String ENDED = "max-age=0";

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Takes what an answer sets, {@code name=value; Max-Age=60; Path=/}. */
  void take(List<String> set) {
    for (var one : set) {
      var parts = List.of(one.split(";", -1));
      var pair = parts.getFirst().split("=", 2);
      if (pair.length < 2) {
        continue;
      }
      boolean ended = parts.stream().skip(1).anyMatch(part -> part.strip().equalsIgnoreCase(ENDED));
      if (ended) {
        values.remove(pair[0].strip());
      } else {
        values.put(pair[0].strip(), pair[1].strip());
      }
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The header of a request. */
  String header() {
    return values.entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining("; "));
  }
}
