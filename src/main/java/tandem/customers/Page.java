package tandem.customers;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tandem.document.Cursor;

/**
 * One page of a list.
 *
 * @param next the cursor of the next page, if there is one
 */
public record Page<T>(List<T> items, Optional<String> next) {

  public static final int SIZE_DEFAULT = 50;
  public static final int SIZE_MAX = 200;

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Makes a page of one row more than requested; the additional row shows that there is a next
   * page.
   */
  static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> key) {
    return rows.size() <= limit
        ? new Page<>(rows, Optional.empty())
        : new Page<>(
            rows.subList(0, limit), Optional.of(key.apply(rows.get(limit - 1)).text()));
  }
}
