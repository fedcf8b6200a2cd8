package tandem.customers;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tandem.base.Failure;
import tandem.document.Json;

/** The end of a page: the key of its last row, opaque to the client that hands it back. */
record Cursor(List<String> key) {

  private static final int LENGTH_MAX = 2_000;

  Cursor {
    key = List.copyOf(key);
  }

  static Cursor of(Object... parts) {
    return new Cursor(List.of(parts).stream().map(Object::toString).toList());
  }

  static Cursor parse(String text, int parts) {
    try {
      if (text.length() <= LENGTH_MAX) {
        var json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        var key = List.of(Json.MAPPER.readValue(json, String[].class));
        if (key.size() == parts) {
          return new Cursor(key);
        }
      }
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      // falls through to the one message
    }
    throw notOurs();
  }

  static Failure.Invalid notOurs() {
    return new Failure.Invalid("cursor must be the next of an earlier page");
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(key).getBytes(StandardCharsets.UTF_8));
  }
}
