package tandem.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tandem.base.Failure;

/** Everything that is wrong with a document, gathered so that one look shows all of it. */
public final class DocumentErrors {

  /** More than anybody mends in one go; what is beyond is only counted. */
  public static final int ERRORS_MAX = 100;

  private record Found(Place place, String text) {}

  private final List<Found> found = new ArrayList<>();
  private int more;

  public void add(Place place, String what) {
    var where = place.toString();
    addText(place, where.isEmpty() ? what : where + ": " + what);
  }

  /** Malformed text: the column is known too. */
  void addAt(Place place, int column, String what) {
    var where = place.source().isEmpty()
        ? "line " + place.line() + " column " + column
        : place.source() + ":" + place.line() + ":" + column;
    addText(place, where + ": " + what);
  }

  private void addText(Place place, String text) {
    if (found.size() < ERRORS_MAX) {
      found.add(new Found(place, text));
    } else {
      more++;
    }
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of the lines. */
  public List<String> all() {
    var texts = new ArrayList<>(found.stream()
        .sorted(Comparator.comparing((Found f) -> f.place().source())
            .thenComparingInt(f -> f.place().line()))
        .map(Found::text)
        .toList());
    if (more > 0) {
      texts.add("and " + more + " more errors");
    }
    return texts;
  }

  public void failIfAny() {
    if (!isEmpty()) {
      throw new Failure.Invalid(all());
    }
  }
}
