package tandem.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.Failure;

/** The fields of an HTML form, each with every value it came with, in their order. */
public record Form(Map<String, List<String>> fields) {

  public static final int FIELDS_MAX = 256;

  public Form {
    var copy = new LinkedHashMap<String, List<String>>();
    fields.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    fields = Collections.unmodifiableMap(copy);
  }

  /** A field that may be missing or empty, and must not be there twice. */
  public Optional<String> one(String name) {
    var values = fields.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new Failure.Invalid(name + " must be given once");
    }
    return values.stream().findFirst().filter(value -> !value.isEmpty());
  }

  /** A field that must be there. */
  public String required(String name) {
    return one(name).orElseThrow(() -> new Failure.Invalid(name + " is missing"));
  }

  static Form parse(String text) {
    var fields = new LinkedHashMap<String, List<String>>();
    int count = 0;
    for (var pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      if (++count > FIELDS_MAX) {
        throw new Failure.TooLarge("a form may have at most " + FIELDS_MAX + " fields");
      }
      int equals = pair.indexOf('=');
      var name = decode(equals < 0 ? pair : pair.substring(0, equals), "a field's name");
      var value = equals < 0 ? "" : decode(pair.substring(equals + 1), name);
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    return new Form(fields);
  }

  private static String decode(String text, String field) {
    var bytes = Buffer.buffer(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '+') {
        bytes.appendByte((byte) ' ');
      } else if (c == '%') {
        boolean whole = i + 2 < text.length();
        int high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new HttpException(400, "no two hex digits after % in " + field);
        }
        bytes.appendByte((byte) (high * 16 + low));
        i += 2;
      } else {
        int character = text.codePointAt(i);
        bytes.appendString(Character.toString(character));
        i += Character.charCount(character) - 1;
      }
    }
    try {
      var value = Bodies.utf8(bytes);
      if (value.indexOf('\0') >= 0) {
        throw new Failure.Invalid(field + " must not contain the character U+0000");
      }
      return value;
    } catch (HttpException e) {
      throw new HttpException(400, field + ": " + e.getPayload(), e);
    }
  }
}
