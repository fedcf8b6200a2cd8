package tandem.customers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.base.Failure;

/** Whom somebody looks for: by one contact point, or by words. */
public sealed interface CustomerSearch {

  /** Who shares this contact point. */
  record ByPoint(ContactPoint point) implements CustomerSearch {}

  /** Whose name has words that begin like these, or who placed the order of this number. */
  record ByWords(List<String> words, String text) implements CustomerSearch {
    public ByWords {
      words = List.copyOf(words);
    }

    /** As PostgreSQL's text search asks it: every word, each as a beginning. */
    String query() {
      return words.stream().map(word -> word + ":*").collect(Collectors.joining(" & "));
    }
  }

  int TEXT_LENGTH_MIN = 2;
  int TEXT_LENGTH_MAX = 200;

  /** Of what a request says; {@link Failure.Invalid} unless it is exactly one of the three. */
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
    var words = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .toList();
    Failure.require(
        text.length() >= TEXT_LENGTH_MIN && text.length() <= TEXT_LENGTH_MAX && !words.isEmpty(),
        "q must be " + TEXT_LENGTH_MIN + "-" + TEXT_LENGTH_MAX
            + " characters with a letter or digit");
    return new ByWords(words, text);
  }
}
