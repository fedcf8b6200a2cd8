package tandem.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import tandem.base.Failure;
import tandem.base.Text;

/**
 * A parser of text to nodes. Text that begins with a brace or bracket is JSON; all other text is
 * YAML. Anchors, aliases, tags and several documents, which make YAML surprising or dangerous, are
 * refused.
 */
final class DocumentParser {

  /** In characters; a floor of a thousand agents takes about 300,000. */
  static final int LENGTH_MAX = 4_000_000;

  static final int DEPTH_MAX = 20;
  static final int NODES_MAX = 400_000;

  /** The libraries' own limits are slightly higher, so that our message comes first. */
  private static final int LIBRARY_DEPTH_MAX = DEPTH_MAX + 5;

  private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
      .maxNestingDepth(LIBRARY_DEPTH_MAX)
      .maxStringLength(2 * LENGTH_MAX) // it counts UTF-16 units
      .build();
  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(CONSTRAINTS)
      .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .build();
  private static final YAMLFactory YAML = YAMLFactory.builder()
      .streamReadConstraints(CONSTRAINTS)
      .loaderOptions(yamlLimits())
      .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
      .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
      .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .build();

  private final JsonParser in;
  private final DocumentErrors errors;
  private int nodes;

  private DocumentParser(JsonParser in, DocumentErrors errors) {
    this.in = in;
    this.errors = errors;
  }

  private static LoaderOptions yamlLimits() {
    var limits = new LoaderOptions();
    limits.setCodePointLimit(LENGTH_MAX + 1);
    limits.setNestingDepthLimit(LIBRARY_DEPTH_MAX);
    limits.setProcessComments(false);
    return limits;
  }

  /** Parses a text; {@link Failure.Invalid} with one error if it cannot be read at all. */
  static Node parse(String source, String text, DocumentErrors errors) {
    var start = new Place(source, 1, "");
    int length = Text.length(text);
    if (length > LENGTH_MAX) {
      errors.add(
          Place.named(source), "must be at most " + LENGTH_MAX + " characters long, not " + length);
      throw new Failure.Invalid(errors.all());
    }
    try (var in = factory(text).createParser(text)) {
      var parser = new DocumentParser(in, errors);
      var root = in.nextToken() == null ? Node.Fields.none(start) : parser.node(start, 1);
      if (in.nextToken() != null) {
        errors.add(parser.here(start), "must be one document: nothing may follow it");
      }
      return root;
    } catch (StreamConstraintsException e) {
      errors.add(start, "goes beyond a limit: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      malformed(start, e, errors);
    } catch (YAMLException e) {
      errors.add(start, "cannot be read as YAML: " + firstLine(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new IllegalStateException("text in memory cannot fail to be read", e);
    }
    throw new Failure.Invalid(errors.all());
  }

  private static JsonFactory factory(String text) {
    var start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[") ? JSON : YAML;
  }

  private static void malformed(Place start, JsonProcessingException e, DocumentErrors errors) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      var mark = yaml.getProblemMark();
      var problem = String.valueOf(yaml.getProblem());
      errors.addAt(
          start.at(mark.getLine() + 1),
          mark.getColumn() + 1,
          problem.contains("TAB")
              ? "a tab may not indent or begin a value: use spaces"
              : "cannot be read as YAML: " + firstLine(problem));
      return;
    }
    var location = e.getLocation();
    var what = "cannot be read"
        + OutsideJson.place(e).map(field -> " in " + field).orElse("")
        + ": "
        + firstLine(e.getOriginalMessage());
    if (location == null || location.getLineNr() < 1) {
      errors.add(start, what);
    } else {
      errors.addAt(start.at(location.getLineNr()), location.getColumnNr(), what);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private Place here(Place place) {
    return place.at(Math.max(1, in.currentTokenLocation().getLineNr()));
  }

  private Node node(Place asked, int depth) throws IOException {
    var place = here(asked);
    if (++nodes > NODES_MAX) {
      errors.add(place, "the document must have at most " + NODES_MAX + " values");
      throw new Failure.Invalid(errors.all());
    }
    if (depth > DEPTH_MAX) {
      errors.add(place, "must lie at most " + DEPTH_MAX + " levels deep");
      throw new Failure.Invalid(errors.all());
    }
    refuseYamlTricks(place);
    return switch (in.currentToken()) {
      case START_OBJECT -> fields(place, depth);
      case START_ARRAY -> items(place, depth);
      case VALUE_TRUE -> new Node.Bool(place, true);
      case VALUE_FALSE -> new Node.Bool(place, false);
      case VALUE_NULL -> new Node.Nothing(place);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(place, in.getText());
      case VALUE_STRING -> new Node.Text(place, in.getText());
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
        throw new IllegalStateException("no value begins with " + in.currentToken());
    };
  }

  /** Octal and hexadecimal forms are not numbers here; they stay text, so that errors show them. */
  private static Node number(Place place, String text) {
    return Kind.isNumber(text) ? new Node.Figure(place, text) : new Node.Text(place, text);
  }

  private void refuseYamlTricks(Place place) throws IOException {
    if (!(in instanceof YAMLParser yaml)) {
      return;
    }
    if (yaml.isCurrentAlias() || yaml.getObjectId() != null) {
      errors.add(
          place, "anchors and aliases (& and *) are not read here: write it out, or quote it");
    }
    if (yaml.getTypeId() != null) {
      errors.add(place, "tags (!) are not read here: quote the value");
    }
  }

  private Node fields(Place place, int depth) throws IOException {
    SequencedMap<String, Node.Field> fields = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      var name = in.currentName();
      var key = place.key(name, here(place).line());
      in.nextToken();
      var field = new Node.Field(key, node(key, depth + 1));
      var earlier = fields.putIfAbsent(name, field);
      if (earlier != null) {
        errors.add(key, "is given twice: first in line " + earlier.key().line());
      }
    }
    return new Node.Fields(place, fields);
  }

  private Node items(Place place, int depth) throws IOException {
    List<Node> items = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(place.item(items.size(), place.line()), depth + 1));
    }
    return new Node.Items(place, items);
  }
}
