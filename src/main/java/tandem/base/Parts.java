package tandem.base;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * Lists of set-up parts, each known by its id, in the order in which the parts were first named.
 */
public final class Parts {

  private Parts() {}

  /** The known parts with everything in it that the changes define or change. */
  public static <T, K> List<T> merged(List<T> known, List<T> changes, Function<T, K> id) {
    if (changes.isEmpty()) {
      return known;
    }
    var merged = new LinkedHashMap<K, T>();
    known.forEach(part -> merged.put(id.apply(part), part));
    changes.forEach(part -> merged.put(id.apply(part), part));
    return List.copyOf(merged.values());
  }

  /** Those parts that are new or different beside the known ones. */
  public static <T> List<T> unlike(List<T> parts, List<T> known) {
    var same = new HashSet<>(known);
    return parts.stream().filter(part -> !same.contains(part)).toList();
  }
}
