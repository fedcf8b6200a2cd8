package tandem.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import tandem.base.Failure;
import tandem.base.Storable;

/**
 * The cursor of a list: the place of a page's last row, opaque to the client that sends it back.
 * All lists with pages use it.
 */
public record Cursor(List<String> place) {

  public static final int LENGTH_MAX = 2_000;

  public Cursor {
    place = List.copyOf(place);
  }

  public static Cursor of(Object... place) {
    return new Cursor(Stream.of(place).map(Object::toString).toList());
  }

  /** Reads a cursor of an earlier page, for a list whose places have so many parts. */
  public static Cursor parse(String text, int parts) {
    try {
      if (text.length() <= LENGTH_MAX) {
        var json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        var place = List.of(Json.MAPPER.readValue(json, String[].class));
        if (place.size() == parts
            && place.stream().allMatch(part -> Storable.objection(part).isEmpty())) {
          return new Cursor(place);
        }
      }
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      // the error below is thrown
    }
    throw notOurs();
  }

  public static Failure.Invalid notOurs() {
    return new Failure.Invalid("cursor must be one that an earlier answer of this list gave");
  }

  public String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(place).getBytes(StandardCharsets.UTF_8));
  }
}
