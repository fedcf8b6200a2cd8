package tandem.customers;

import java.util.List;
import java.util.Optional;
import tandem.base.Failure;
import tandem.base.Text;

/** A search for customers: by one contact point, or by words. */
public sealed interface CustomerSearch {

  /** A search for the customers with this contact point. */
  record ByPoint(ContactPoint point) implements CustomerSearch {}

  /**
   * A search for customers whose name has words that begin with the words of the text, or who have
   * an order with this number.
   */
  record ByWords(String text) implements CustomerSearch {}

  /** Long enough for any name whose accents are separate characters. */
  int TEXT_LENGTH_MAX = 3 * Customer.NAME_LENGTH_MAX;

  /**
   * Reads the query parameters; {@link Failure.Invalid} unless exactly one of the three is given.
   */
  static CustomerSearch of(
      Optional<String> phone, Optional<String> email, Optional<String> q, PhoneNumbers phones) {
    Failure.require(
        List.of(phone, email, q).stream().filter(Optional::isPresent).count() == 1,
        "one of phone, email and q must be given");
    return phone
        .<CustomerSearch>map(text -> byPoint("phone", ContactPoint.Kind.PHONE, text, phones))
        .or(() -> email.map(text -> byPoint("email", ContactPoint.Kind.EMAIL, text, phones)))
        .orElseGet(() -> byWords(q.orElseThrow()));
  }

  private static ByPoint byPoint(
      String field, ContactPoint.Kind kind, String text, PhoneNumbers phones) {
    return new ByPoint(phones
        .point(kind, text)
        .orElseThrow(() -> new Failure.Invalid(field + " must be " + kind.allowed())));
  }

  private static ByWords byWords(String given) {
    var text = given.strip();
    Failure.require(
        !text.isEmpty() && Text.length(text) <= TEXT_LENGTH_MAX,
        "q must be 1-" + TEXT_LENGTH_MAX + " characters");
    return new ByWords(text);
  }
}
