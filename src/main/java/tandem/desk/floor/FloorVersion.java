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
 * The present floor document and its tag: two documents have the same tag only if their content is
 * equal.
 */
public record FloorVersion(ObjectNode document, String tag) {

  /** The name of one part: its list in the document, and its id there. */
  record PartName(String list, String id) {}

  /** A new or changed part. */
  record Change(PartName part, Optional<JsonNode> before, JsonNode after) {}

  /** Makes the version of a set-up; slow when the floor is large. */
  static FloorVersion of(FloorSetup setup) {
    var document =
        FloorDocument.write(new FloorSetup(setup.plan().withAllChannels(), setup.catalogues()));
    return new FloorVersion(document, tag(document));
  }

  /** Returns the parts that are new or differ from an earlier document. */
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

  /**
   * Returns the id of a part: that of an entrance is its channel and address, that of terms their
   * channel.
   */
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
