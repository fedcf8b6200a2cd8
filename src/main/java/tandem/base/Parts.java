package tandem.base;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * Functions on lists of parts of the floor document. Each part has an id, and lists keep the order
 * in which parts were first named.
 */
public final class Parts {

  private Parts() {}

  /** Returns the known parts after the changes: changed parts are replaced, new parts are added. */
  public static <T, K> List<T> merged(List<T> known, List<T> changes, Function<T, K> id) {
    if (changes.isEmpty()) {
      return known;
    }
    var merged = new LinkedHashMap<K, T>();
    known.forEach(part -> merged.put(id.apply(part), part));
    changes.forEach(part -> merged.put(id.apply(part), part));
    return List.copyOf(merged.values());
  }

  /** Returns the parts that are new or differ from the known ones. */
  public static <T> List<T> unlike(List<T> parts, List<T> known) {
    var same = new HashSet<>(known);
    return parts.stream().filter(part -> !same.contains(part)).toList();
  }
}
