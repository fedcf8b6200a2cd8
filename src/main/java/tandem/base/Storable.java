package tandem.base;

import java.util.Optional;

/**
 * The check that PostgreSQL and UTF-8 can store a text: it has neither U+0000 nor half a character.
 */
public final class Storable {

  private Storable() {}

  /** Says why a text cannot be stored, as the end of a sentence that begins with its name. */
  public static Optional<String> objection(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of("must not contain the character U+0000");
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
          return Optional.of("must not contain half a character (a lone surrogate)");
        }
        i++;
      }
    }
    return Optional.empty();
  }
}
