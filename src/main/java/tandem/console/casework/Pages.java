package tandem.console.casework;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tandem.base.Failure;
import tandem.cases.Entry;
import tandem.web.Paging;

/** Lists in parts. */
final class Pages {

  private Pages() {}

  /** One page of a timeline; a full page may have another after it. */
  record Entries(List<Entry> entries, Optional<String> nextCursor) {
    static Entries of(List<Entry> entries, int limit, Function<Entry, Object> place) {
      return new Entries(
          entries,
          entries.size() < limit
              ? Optional.empty()
              : Optional.of(Paging.cursor(place.apply(entries.getLast()))));
    }
  }

  /** For a list whose room makes its own cursors. */
  static int limit(RoutingContext ctx) {
    var limit = Paging.one(ctx, "limit").map(Pages::whole).orElse(Paging.LIMIT_DEFAULT);
    return new Paging(limit, Optional.empty()).limit();
  }

  /** The number of the last row that was seen, as a cursor says it. */
  static long place(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Failure.Invalid("cursor must be one that an earlier answer of this list gave");
    }
  }

  static int whole(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Failure.Invalid("limit must be a whole number from 1 to " + Paging.LIMIT_MAX);
    }
  }
}
