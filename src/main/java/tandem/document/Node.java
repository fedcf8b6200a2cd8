package tandem.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A node of a document: an immutable tree in which every node has its place. */
public sealed interface Node {

  Place place();

  /** Keys with their values, in the order written. */
  record Fields(Place place, SequencedMap<String, Field> fields) implements Node {
    public Fields {
      fields = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }

    public static Fields none(Place place) {
      return new Fields(place, new LinkedHashMap<>(Map.of()));
    }
  }

  /** One key with its place and its value, which may begin on a later line. */
  record Field(Place key, Node value) {}

  record Items(Place place, List<Node> items) implements Node {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Text, quoted or plain. */
  record Text(Place place, String text) implements Node {}

  /** A plain decimal number, as it was written. */
  record Figure(Place place, String text) implements Node {}

  record Bool(Place place, boolean value) implements Node {}

  /** A key without a value. */
  record Nothing(Place place) implements Node {}

  /** A value from the environment: text that may be a number. */
  record Raw(Place place, String text) implements Node {}
}
