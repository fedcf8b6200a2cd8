package tandem.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tandem.base.Failure;
import tandem.base.Id;
import tandem.base.OfferId;
import tandem.base.Storable;
import tandem.base.Text;
import tandem.base.Times;

/**
 * The reading of a request record from JSON. It names at once every field that is unknown, missing,
 * of the wrong kind or beyond its limits ({@link OneLine}, {@link Whole}, {@link ListOf}). A part
 * is required unless it is an {@code Optional} or may be null; a null in place of an optional part
 * counts as absent, so a record needs no rules for nulls.
 */
public final class RequestShape {

  private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  private static final int ERRORS_MAX = 50;

  private static final int NAME_SHOWN_MAX = 40;

  private final List<String> errors = new ArrayList<>();
  private final boolean mayHaveMore;

  private RequestShape(boolean mayHaveMore) {
    this.mayHaveMore = mayHaveMore;
  }

  /** Reads a record; {@link Failure.Invalid} names every wrong field. */
  public static <T> T read(JsonNode json, Class<T> type) {
    return read(json, type, "", false);
  }

  /** Reads a part of a request, at this path. */
  public static <T> T readAt(String path, JsonNode json, Class<T> type) {
    return read(json, type, path, false);
  }

  /** Reads a message that may have fields unknown to the record. */
  public static <T> T readKnown(JsonNode json, Class<T> type) {
    return read(json, type, "", true);
  }

  private static <T> T read(JsonNode json, Class<T> type, String path, boolean mayHaveMore) {
    var shape = new RequestShape(mayHaveMore);
    shape.check(json, type, path);
    if (!shape.errors.isEmpty()) {
      throw new Failure.Invalid(shape.errors);
    }
    try {
      return Json.MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new Failure.Invalid(rule(path, e));
    }
  }

  private void check(JsonNode node, Type type, String path) {
    var raw = type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : type instanceof Class<?> plain ? plain : Object.class;
    if (errors.size() >= ERRORS_MAX || JsonNode.class.isAssignableFrom(raw)) {
      return;
    }
    if (raw == Optional.class) {
      if (!node.isNull()) {
        check(node, argument(type, 0), path);
      }
    } else if (raw == OptionalInt.class || raw == OptionalLong.class) {
      if (!node.isNull()) {
        check(node, raw == OptionalInt.class ? int.class : long.class, path);
      }
    } else if (Id.class.isAssignableFrom(raw) || raw == OfferId.class) {
      text(node, raw, path);
    } else if (raw.isRecord()) {
      record(node, raw, path);
    } else if (Collection.class.isAssignableFrom(raw)) {
      list(node, argument(type, 0), path);
    } else if (Map.class.isAssignableFrom(raw)) {
      map(node, argument(type, 0), argument(type, 1), path);
    } else {
      value(node, raw, path);
    }
  }

  private void record(JsonNode node, Class<?> type, String path) {
    if (!node.isObject()) {
      error(path, "must be an object");
      return;
    }
    var names = new ArrayList<String>();
    for (var component : type.getRecordComponents()) {
      var name = name(component);
      names.add(name);
      var part = node.get(name);
      var generic = component.getGenericType();
      if (part == null || part.isNull()) {
        if (!mayBeLeftOut(component)) {
          errors.add(join(path, name) + " is missing");
        }
      } else if (!limited(part, component, join(path, name))) {
        check(part, generic, join(path, name));
      }
    }
    if (mayHaveMore) {
      return;
    }
    node.fieldNames().forEachRemaining(name -> {
      if (!names.contains(name) && errors.size() < ERRORS_MAX) {
        errors.add(join(path, shown(name)) + " is unknown; allowed: " + String.join(", ", names));
      }
    });
  }

  /** Checks a part by the component's annotations; true when they describe it completely. */
  private boolean limited(JsonNode part, RecordComponent component, String path) {
    var line = component.getAnnotation(OneLine.class);
    if (line != null && !isOneLine(part, line.lengthMax())) {
      error(path, "must be 1-" + line.lengthMax() + " characters on one line");
    }
    var whole = component.getAnnotation(Whole.class);
    if (whole != null && !isWhole(part, whole)) {
      error(path, "must be a whole number, " + whole.min() + "-" + whole.max());
    }
    var list = component.getAnnotation(ListOf.class);
    if (list != null && (!part.isArray() || part.isEmpty() || part.size() > list.max())) {
      error(path, "must be a list of 1-" + list.max() + " " + list.what());
      return true;
    }
    return line != null || whole != null;
  }

  private static boolean isOneLine(JsonNode part, int lengthMax) {
    var text = part.isTextual() ? part.textValue().strip() : "";
    return !text.isEmpty()
        && Text.length(text) <= lengthMax
        && text.chars().noneMatch(Character::isISOControl)
        && Storable.objection(text).isEmpty();
  }

  private static boolean isWhole(JsonNode part, Whole limits) {
    return part.isIntegralNumber()
        && part.canConvertToLong()
        && part.longValue() >= limits.min()
        && part.longValue() <= limits.max();
  }

  private void list(JsonNode node, Type element, String path) {
    if (!node.isArray()) {
      error(path, "must be a list");
      return;
    }
    for (int i = 0; i < node.size(); i++) {
      check(node.get(i), element, path + "[" + i + "]");
    }
  }

  private void map(JsonNode node, Type key, Type element, String path) {
    if (!node.isObject()) {
      error(path, "must be an object");
      return;
    }
    node.properties().forEach(entry -> {
      var at = join(path, shown(entry.getKey()));
      if (key instanceof Class<?> type && Id.class.isAssignableFrom(type)) {
        text(Json.MAPPER.getNodeFactory().textNode(entry.getKey()), type, at);
      }
      check(entry.getValue(), element, at);
    });
  }

  private void value(JsonNode node, Class<?> type, String path) {
    if (type == String.class) {
      if (!node.isTextual()) {
        error(path, "must be text");
      } else {
        Storable.objection(node.textValue()).ifPresent(rule -> error(path, rule));
      }
    } else if (type == int.class || type == Integer.class) {
      if (!node.isIntegralNumber() || !node.canConvertToInt()) {
        error(path, "must be a whole number from -2147483648 to 2147483647");
      }
    } else if (type == long.class || type == Long.class) {
      if (!node.isIntegralNumber() || !node.canConvertToLong()) {
        error(path, "must be a whole number of at most 63 bits");
      }
    } else if (type == boolean.class || type == Boolean.class) {
      if (!node.isBoolean()) {
        error(path, "must be true or false");
      }
    } else if (type == double.class
        || type == Double.class
        || type == BigDecimal.class
        || type == BigInteger.class) {
      if (!node.isNumber()) {
        error(path, "must be a number");
      }
    } else if (type == Duration.class) {
      if (!node.isNumber()) {
        error(path, "must be a number of seconds");
      } else {
        convert(node, type, path, "must be a number of seconds");
      }
    } else if (type == Instant.class) {
      time(node, path);
    } else if (type == UUID.class) {
      if (!node.isTextual() || Id.uuid(node.textValue()).isEmpty()) {
        error(path, "must be a UUID");
      }
    } else if (type.isEnum()) {
      text(node, type, path);
    }
  }

  private void time(JsonNode node, String path) {
    try {
      Times.objection(Json.time(node.isTextual() ? node.textValue() : ""))
          .ifPresent(rule -> error(path, rule));
    } catch (DateTimeException e) {
      error(path, "must be a time in ISO 8601 with its zone: 2026-02-01T09:00:00Z");
    }
  }

  private void text(JsonNode node, Class<?> type, String path) {
    if (!node.isTextual()) {
      error(path, "must be text");
    } else {
      convert(node, type, path, "must be text of the right form");
    }
  }

  private void convert(JsonNode node, Class<?> type, String path, String rule) {
    try {
      var _ = Json.MAPPER.treeToValue(node, type);
    } catch (Failure.Invalid e) {
      error(path, e.getMessage());
    } catch (JsonProcessingException | ArithmeticException e) {
      error(path, rule);
    }
  }

  private void error(String path, String rule) {
    if (errors.size() < ERRORS_MAX) {
      errors.add((path.isEmpty() ? "the body" : path) + " " + rule);
    }
  }

  /** The message of a rule of the record itself. */
  private static List<String> rule(String at, JsonProcessingException e) {
    var within = e instanceof JsonMappingException mapping ? path(mapping) : "";
    var path = at.isEmpty() || within.isEmpty() ? at + within : at + "." + within;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof Failure.Invalid invalid) {
        return path.isEmpty()
            ? invalid.errors()
            : invalid.errors().stream().map(error -> path + ": " + error).toList();
      }
      if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
        return List.of(path.isEmpty() ? cause.getMessage() : path + ": " + cause.getMessage());
      }
    }
    return List.of((path.isEmpty() ? "the body" : path) + " is not of the right form");
  }

  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (var step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static boolean mayBeLeftOut(RecordComponent component) {
    var type = component.getType();
    return type == Optional.class
        || type == OptionalInt.class
        || type == OptionalLong.class
        || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static String name(RecordComponent component) {
    var given = component.getAccessor().getAnnotation(JsonProperty.class);
    return given != null && !given.value().isEmpty()
        ? given.value()
        : SNAKE.translate(component.getName());
  }

  /** A name from outside, made safe for an answer. */
  private static String shown(String name) {
    return Text.length(name) > NAME_SHOWN_MAX ? Text.cut(name, NAME_SHOWN_MAX) + "..." : name;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }
}
