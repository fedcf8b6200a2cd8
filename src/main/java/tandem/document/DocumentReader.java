package tandem.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tandem.base.Failure;

/**
 * One object of a YAML or JSON document while it is being read: hands out the keys it is asked for,
 * notes every error with its line, and in the end the keys nobody asked for. The reading goes on
 * after an error (with a stand-in), so that all errors are reported together.
 */
public final class DocumentReader {

  private final Node.Fields node;
  private final DocumentErrors errors;
  private final Set<String> asked = new LinkedHashSet<>();

  private DocumentReader(Node.Fields node, DocumentErrors errors) {
    this.node = node;
    this.errors = errors;
  }

  /**
   * What the shape makes of the document, or {@link Failure.Invalid} with everything that is wrong.
   *
   * @param source how errors call the text: a file name, or empty for the body of a request
   */
  public static <T> T read(String source, String text, Function<DocumentReader, T> shape) {
    var errors = new DocumentErrors();
    var value = read(tree(source, text, errors), errors, shape);
    errors.failIfAny();
    return value;
  }

  /** The same for a tree that is there already; the errors are left to the caller. */
  public static <T> T read(
      Node.Fields tree, DocumentErrors errors, Function<DocumentReader, T> shape) {
    var reader = new DocumentReader(tree, errors);
    var value = shape.apply(reader);
    reader.complainAboutUnasked();
    return value;
  }

  /** The document's own object; {@link Failure.Invalid} where the text cannot be read at all. */
  public static Node.Fields tree(String source, String text, DocumentErrors errors) {
    var root = DocumentParser.parse(source, text, errors);
    if (root instanceof Node.Fields fields) {
      return fields;
    }
    if (!(root instanceof Node.Nothing)) {
      errors.add(root.place(), "must be an object: keys with values");
    }
    return Node.Fields.none(root.place());
  }

  /** The text of a file or body; {@link Failure.Invalid} where it is no UTF-8. */
  public static String utf8(String source, byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      var errors = new DocumentErrors();
      errors.add(new Place(source, line, ""), "is not UTF-8 text");
      throw new Failure.Invalid(errors.all());
    }
  }

  /** Where the key's value stands, or the object where there is none. */
  public Place place(String key) {
    var field = node.fields().get(key);
    return field == null ? node.place() : field.key();
  }

  public DocumentErrors errors() {
    return errors;
  }

  /** The value as it stands, to be read elsewhere. */
  public Optional<Node> node(String key) {
    return field(key).map(Node.Field::value);
  }

  public <T> Optional<T> optional(String key, Kind<T> kind) {
    return field(key).map(field -> kind.read(field.value(), errors));
  }

  public <T> T value(String key, Kind<T> kind, T otherwise) {
    return optional(key, kind).orElse(otherwise);
  }

  public <T> T required(String key, Kind<T> kind) {
    return optional(key, kind).orElseGet(() -> {
      errors.add(node.place(), key + " is missing: must be " + kind.wants());
      return kind.standIn();
    });
  }

  /** A part of its own; an absent one, or a key with nothing below it, is read as an empty one. */
  public <T> T object(String key, Function<DocumentReader, T> shape) {
    var value = node(key)
        .filter(node -> !(node instanceof Node.Nothing))
        .orElseGet(() -> Node.Fields.none(place(key)));
    return object(value, shape).orElseGet(() -> {
      // the shape is asked for its stand-ins; their errors would only repeat this one
      return shape.apply(new DocumentReader(Node.Fields.none(place(key)), new DocumentErrors()));
    });
  }

  /** A list of objects; absent is empty. */
  public <T> List<T> list(String key, int lengthMax, Function<DocumentReader, T> shape) {
    List<T> values = new ArrayList<>();
    for (var item : items(key, lengthMax)) {
      object(item, shape).ifPresent(values::add);
    }
    return values;
  }

  /** A list of one or more values; absent is empty. */
  public <T> List<T> values(String key, int lengthMax, Kind<T> kind) {
    var items = items(key, lengthMax);
    if (items.isEmpty() && node(key).filter(Node.Items.class::isInstance).isPresent()) {
      errors.add(place(key), "must have at least one item, or be left out");
    }
    return items.stream().map(item -> kind.read(item, errors)).toList();
  }

  /** A list of any number of values; empty where there is none. */
  public <T> Optional<List<T>> optionalValues(String key, int lengthMax, Kind<T> kind) {
    return field(key)
        .map(_ ->
            items(key, lengthMax).stream().map(item -> kind.read(item, errors)).toList());
  }

  /** Keys that are values too, such as the skills of an agent; absent is empty. */
  public <K, V> Map<K, V> map(String key, int sizeMax, Kind<K> keys, Kind<V> values) {
    Map<K, V> map = new LinkedHashMap<>();
    field(key).map(Node.Field::value).ifPresent(value -> {
      if (!(value instanceof Node.Fields entries)) {
        errors.add(value.place(), "must be an object: keys with values");
        return;
      }
      if (entries.fields().size() > sizeMax) {
        errors.add(value.place(), "must have at most " + sizeMax + " keys");
        return;
      }
      entries.fields().forEach((name, field) -> {
        var read = keys.read(new Node.Raw(field.key(), name), errors);
        map.put(read, values.read(field.value(), errors));
      });
    });
    return map;
  }

  private List<Node> items(String key, int lengthMax) {
    var value = field(key).map(Node.Field::value);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof Node.Items list)) {
      errors.add(value.get().place(), "must be a list");
      return List.of();
    }
    if (list.items().size() > lengthMax) {
      errors.add(
          list.place(),
          "must have at most " + lengthMax + " items, not " + list.items().size());
      return List.of();
    }
    return list.items();
  }

  private <T> Optional<T> object(Node value, Function<DocumentReader, T> shape) {
    if (value instanceof Node.Fields fields) {
      return Optional.of(read(fields, errors, shape));
    }
    errors.add(value.place(), "must be an object: keys with values");
    return Optional.empty();
  }

  private Optional<Node.Field> field(String key) {
    asked.add(key);
    return Optional.ofNullable(node.fields().get(key));
  }

  private void complainAboutUnasked() {
    node.fields().forEach((name, field) -> {
      if (!asked.contains(name)) {
        errors.add(field.key(), "is no key here" + Spelling.hint(name, asked) + allowed(asked));
      }
    });
  }

  private static String allowed(Collection<String> keys) {
    return keys.isEmpty() ? "" : " (allowed: " + String.join(", ", keys) + ")";
  }
}
