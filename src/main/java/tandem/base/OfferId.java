package tandem.base;

import java.util.Comparator;
import java.util.List;

/**
 * The id of an offer: the contact and the number of the attempt. It is computed, so that a replay
 * repeats it.
 */
public record OfferId(ContactId contact, int attempt) implements Comparable<OfferId> {

  private static final Comparator<OfferId> ORDER =
      Comparator.comparing(OfferId::contact).thenComparingInt(OfferId::attempt);

  public OfferId {
    Failure.require(attempt >= 1, "offer attempts count from 1");
  }

  /** Reads {@code contact/attempt}; {@link Failure.Invalid} when it is anything else. */
  public static OfferId parse(String text) {
    int slash = text.indexOf('/');
    if (slash > 0) {
      try {
        return new OfferId(
            ContactId.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
      } catch (NumberFormatException e) {
        // the error below is thrown
      }
    }
    throw new Failure.Invalid(List.of("offer must be a contact id, a slash and an attempt"));
  }

  @Override
  public int compareTo(OfferId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return contact + "/" + attempt;
  }
}
