package tandem.customers;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tandem.document.Cursor;

/**
 * One page of a list that is read on by key.
 *
 * @param next the cursor of the page after it, if there is one
 */
public record Page<T>(List<T> items, Optional<String> next) {

  public static final int SIZE_DEFAULT = 50;
  public static final int SIZE_MAX = 200;

  public Page {
    items = List.copyOf(items);
  }

  /** Of one row more than asked for: the row too many says that there is a next page. */
  static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> key) {
    return rows.size() <= limit
        ? new Page<>(rows, Optional.empty())
        : new Page<>(
            rows.subList(0, limit), Optional.of(key.apply(rows.get(limit - 1)).text()));
  }
}
