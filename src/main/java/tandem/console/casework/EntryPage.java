package tandem.console.casework;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tandem.cases.Entry;
import tandem.document.Cursor;

/** One page of a timeline; a full page has a cursor for the next. */
record EntryPage(List<Entry> entries, Optional<String> nextCursor) {

  /** @param place returns an entry's place in this timeline */
  static EntryPage of(List<Entry> entries, int limit, Function<Entry, Cursor> place) {
    return new EntryPage(
        entries,
        entries.size() < limit
            ? Optional.empty()
            : Optional.of(place.apply(entries.getLast()).text()));
  }
}
