package tandem.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tandem.base.Failure;

/** The errors of a document, collected so that they are reported together. */
public final class DocumentErrors {

  /** More than a person corrects at once; further errors are only counted. */
  public static final int ERRORS_MAX = 100;

  private record Found(Place place, String text) {}

  private final List<Found> found = new ArrayList<>();
  private final List<Found> warnings = new ArrayList<>();
  private int more;

  public void add(Place place, String what) {
    var where = place.toString();
    addText(place, where.isEmpty() ? what : where + ": " + what);
  }

  /** Adds a warning: the text is accepted, but should be written in another way. */
  public void warn(Place place, String what) {
    var where = place.toString();
    warnings.add(new Found(place, where.isEmpty() ? what : where + ": " + what));
  }

  /** Adds an error of malformed text, whose column is known too. */
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

  /** The errors in the order of the lines. */
  public List<String> all() {
    var texts = inOrder(found);
    if (more > 0) {
      texts.add("and " + more + " more errors");
    }
    return texts;
  }

  /** The warnings in the order of the lines; those beyond {@link #ERRORS_MAX} are only counted. */
  public List<String> warnings() {
    var texts = inOrder(warnings.subList(0, Math.min(ERRORS_MAX, warnings.size())));
    if (warnings.size() > ERRORS_MAX) {
      texts.add("and " + (warnings.size() - ERRORS_MAX) + " more warnings");
    }
    return List.copyOf(texts);
  }

  private static List<String> inOrder(List<Found> all) {
    return new ArrayList<>(all.stream()
        .sorted(Comparator.comparing((Found f) -> f.place().source())
            .thenComparingInt(f -> f.place().line()))
        .map(Found::text)
        .toList());
  }

  public void failIfAny() {
    if (!isEmpty()) {
      throw new Failure.Invalid(all());
    }
  }
}
