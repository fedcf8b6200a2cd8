package tandem.desk.floor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The floor document as it stands, and its tag: two documents have one tag only if they say the
 * same.
 */
public record FloorVersion(ObjectNode document, String tag) {

  /** The name of one part: the document's list that has it, and its id there. */
  record PartName(String list, String id) {}

  /** A part that is new or different. */
  record Change(PartName part, Optional<JsonNode> before, JsonNode after) {}

  /** Of a setup; takes its time when the floor is large. */
  static FloorVersion of(FloorSetup setup) {
    var document =
        FloorDocument.write(new FloorSetup(setup.plan().withAllChannels(), setup.catalogues()));
    return new FloorVersion(document, tag(document));
  }

  /** What is new or different in this document beside an earlier one. */
  List<Change> changesSince(FloorVersion earlier) {
    var before = parts(earlier.document);
    var changes = new ArrayList<Change>();
    parts(document).forEach((name, part) -> {
      var known = Optional.ofNullable(before.get(name));
      if (!known.equals(Optional.of(part))) {
        changes.add(new Change(name, known, part));
      }
    });
    return changes;
  }

  private static Map<PartName, JsonNode> parts(ObjectNode document) {
    var parts = new LinkedHashMap<PartName, JsonNode>();
    document.properties().forEach(field -> {
      if (field.getValue().isArray()) {
        field.getValue().forEach(part -> parts.put(new PartName(field.getKey(), id(part)), part));
      } else {
        parts.put(new PartName(field.getKey(), field.getKey()), field.getValue());
      }
    });
    return parts;
  }

  /** Parts have an id; an entrance is known by its channel and address, terms by their channel. */
  private static String id(JsonNode part) {
    return Stream.of("id", "channel", "address")
        .filter(part::has)
        .limit(part.has("id") ? 1 : 2)
        .map(key -> part.path(key).asText())
        .collect(Collectors.joining(" "));
  }

  private static String tag(ObjectNode document) {
    try {
      var hash = MessageDigest.getInstance("SHA-256")
          .digest(document.toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
