package tandem.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a message from a program that cannot correct it. Each field has all its values
 * unchanged; no value is an error.
 *
 * @param brokenOff why the text could not be read to its end; the fields before that place are
 *     present
 */
public record ToldFields(Map<String, List<Value>> fields, Optional<HttpException> brokenOff) {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** It has no limits of its own: the size of the body is limited already. */
  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build())
      .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
      .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
      .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
      .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
      .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
      .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
      .build();

  /** The form in which a value is written. */
  public enum Kind {
    TEXT,
    NUMBER,
    /** True, false, a list or an object. */
    OTHER
  }

  /**
   * One unchanged value.
   *
   * @param text the characters of a text; else the JSON of the body
   */
  public record Value(Kind kind, String text) {}

  public ToldFields {
    var copy = new LinkedHashMap<String, List<Value>>();
    fields.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    fields = Map.copyOf(copy);
  }

  ToldFields(Map<String, List<Value>> fields) {
    this(fields, Optional.empty());
  }

  /** Returns the values of a field in their order, without null and empty form fields. */
  public List<Value> of(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /**
   * Reads the fields of a JSON object; none when the JSON is something else. If the text stops
   * being JSON at some place, the fields before it are kept.
   */
  static ToldFields ofJson(String body) {
    var text = body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
    if (text.isBlank()) {
      throw Bodies.empty();
    }
    var fields = new LinkedHashMap<String, List<Value>>();
    try (var json = JSON.createParser(text)) {
      read(json, text, fields);
      return json.nextToken() == null
          ? new ToldFields(fields)
          : new ToldFields(fields, Optional.of(Bodies.noJson(json.currentTokenLocation())));
    } catch (JsonProcessingException e) {
      return new ToldFields(fields, Optional.of(Bodies.noJson(e)));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be read", e);
    }
  }

  private static void read(JsonParser json, String text, Map<String, List<Value>> fields)
      throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var name = json.currentName();
      var value = value(json, text);
      if (value.kind() != Kind.OTHER || !value.text().equals("null")) {
        fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
  }

  private static Value value(JsonParser json, String text) throws IOException {
    var token = json.nextToken();
    if (token == JsonToken.VALUE_STRING) {
      return new Value(Kind.TEXT, json.getText());
    }
    int start = (int) json.currentTokenLocation().getCharOffset();
    boolean isNumber = token != null && token.isNumeric();
    json.skipChildren();
    json.finishToken();
    int end = (int) json.currentLocation().getCharOffset();
    return new Value(isNumber ? Kind.NUMBER : Kind.OTHER, text.substring(start, end));
  }
}
