package tandem.web;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of an HTML form, each with all its values, in their order. */
public record Form(Map<String, List<String>> fields) {

  public Form {
    var copy = new LinkedHashMap<String, List<String>>();
    fields.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    fields = Collections.unmodifiableMap(copy);
  }

  /** Returns the fields as told fields; an empty one counts as absent. */
  public ToldFields told() {
    var told = new LinkedHashMap<String, List<ToldFields.Value>>();
    fields.forEach((name, values) -> told.put(
        name,
        values.stream()
            .filter(value -> !value.isEmpty())
            .map(value -> new ToldFields.Value(ToldFields.Kind.TEXT, value))
            .toList()));
    return new ToldFields(told);
  }

  static Form parse(String text) {
    var fields = new LinkedHashMap<String, List<String>>();
    for (var pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      var name = decode(equals < 0 ? pair : pair.substring(0, equals));
      var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    return new Form(fields);
  }

  /** Decodes as browsers do: a % that two hex digits do not follow is a plain %. */
  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    var bytes = Buffer.buffer(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escaped = c == '%' ? escaped(text, i) : -1;
      if (escaped >= 0) {
        bytes.appendByte((byte) escaped);
        i += 2;
      } else if (c == '+') {
        bytes.appendByte((byte) ' ');
      } else {
        int character = text.codePointAt(i);
        bytes.appendString(Character.toString(character));
        i += Character.charCount(character) - 1;
      }
    }
    return Bodies.anyText(bytes);
  }

  /** Returns the byte that is written after the % at this place; negative when there is none. */
  private static int escaped(String text, int at) {
    int high = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
