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
 * A reader of one object of a YAML or JSON document. It returns the values of requested keys, adds
 * every error with its line, and at the end reports keys that were not requested. Reading continues
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
   * Reads a document into its shape, or throws {@link Failure.Invalid} with all errors.
   *
   * @param source the name of the text in errors: a file name, or empty for the body of a request
   */
  public static <T> T read(String source, String text, Function<DocumentReader, T> shape) {
    var errors = new DocumentErrors();
    var value = read(tree(source, text, errors), errors, shape);
    errors.failIfAny();
    return value;
  }

  /** Reads a tree that is parsed already; the caller handles the errors. */
  public static <T> T read(
      Node.Fields tree, DocumentErrors errors, Function<DocumentReader, T> shape) {
    var reader = new DocumentReader(tree, errors);
    var value = shape.apply(reader);
    reader.complainAboutUnasked();
    return value;
  }

  /** Parses the document's object; {@link Failure.Invalid} if the text cannot be read at all. */
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

  /** Decodes the text of a file or body; {@link Failure.Invalid} if it is not UTF-8. */
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

  /** The place of the key's value, or of the object if it has none. */
  public Place place(String key) {
    var field = node.fields().get(key);
    return field == null ? node.place() : field.key();
  }

  public DocumentErrors errors() {
    return errors;
  }

  /** The key's node, to be read elsewhere. */
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

  /** Reads an object below this one; an absent or empty key is read as an empty object. */
  public <T> T object(String key, Function<DocumentReader, T> shape) {
    var value = node(key)
        .filter(node -> !(node instanceof Node.Nothing))
        .orElseGet(() -> Node.Fields.none(place(key)));
    return object(value, shape).orElseGet(() -> {
      // the shape returns its stand-ins; their errors would only repeat this one
      return shape.apply(new DocumentReader(Node.Fields.none(place(key)), new DocumentErrors()));
    });
  }

  /** Reads a list of objects; an absent one is empty. */
  public <T> List<T> list(String key, int lengthMax, Function<DocumentReader, T> shape) {
    List<T> values = new ArrayList<>();
    for (var item : items(key, lengthMax)) {
      object(item, shape).ifPresent(values::add);
    }
    return values;
  }

  /** Reads a list of one or more values; an absent one is empty. */
  public <T> List<T> values(String key, int lengthMax, Kind<T> kind) {
    var items = items(key, lengthMax);
    if (items.isEmpty() && node(key).filter(Node.Items.class::isInstance).isPresent()) {
      errors.add(place(key), "must have at least one item, or be left out");
    }
    return items.stream().map(item -> kind.read(item, errors)).toList();
  }

  /** Reads a list of any number of values; {@code Optional.empty()} when it is absent. */
  public <T> Optional<List<T>> optionalValues(String key, int lengthMax, Kind<T> kind) {
    return field(key)
        .map(_ ->
            items(key, lengthMax).stream().map(item -> kind.read(item, errors)).toList());
  }

  /**
   * Reads an object whose keys are values too, such as the skills of an agent; an absent one is
   * empty.
   */
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
        errors.add(field.key(), "is not a key here" + Spelling.hint(name, asked) + allowed(asked));
      }
    });
  }

  private static String allowed(Collection<String> keys) {
    return keys.isEmpty() ? "" : " (allowed: " + String.join(", ", keys) + ")";
  }
}
