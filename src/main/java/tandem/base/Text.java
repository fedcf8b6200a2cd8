package tandem.base;

/**
 * Checks of text from people and programs: it must be stripped, bounded and storable. Lengths count
 * code points, as JSON Schema and PostgreSQL do, and no character is cut in half.
 */
public final class Text {

  private static final char ELLIPSIS = '\u2026';
  private static final int REPLACEMENT = 0xFFFD;

  private Text() {}

  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The beginning of a text that is longer than this, else the whole text. */
  public static String cut(String text, int lengthMax) {
    return length(text) <= lengthMax
        ? text
        : text.substring(0, text.offsetByCodePoints(0, lengthMax));
  }

  /** Cuts a text to at most this many characters; an ellipsis marks the cut. */
  public static String beginning(String text, int lengthMax) {
    return length(text) <= lengthMax ? text : cut(text, lengthMax - 1) + ELLIPSIS;
  }

  /**
   * Makes text from outside storable and printable: white space becomes spaces, other control
   * characters are removed, and a lone surrogate becomes the replacement character.
   */
  public static String plain(String text) {
    if (text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
      return text;
    }
    var plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        plain.appendCodePoint(REPLACEMENT);
      } else if (!Character.isISOControl(c)) {
        plain.appendCodePoint(c);
      } else if (Character.isWhitespace(c)) {
        plain.append(' ');
      }
    });
    return plain.toString();
  }

  /**
   * Makes written text from outside storable: lines end with a line feed, other control characters
   * except tabs are removed, and a lone surrogate becomes the replacement character.
   */
  public static String written(String text) {
    if (text.chars()
        .noneMatch(
            c -> (c != '\n' && Character.isISOControl(c)) || Character.isSurrogate((char) c))) {
      return text;
    }
    var written = new StringBuilder(text.length());
    text.replace("\r\n", "\n").replace('\r', '\n').codePoints().forEach(c -> {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        written.appendCodePoint(REPLACEMENT);
      } else if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
        written.appendCodePoint(c);
      }
    });
    return written.toString();
  }

  /** A typed text, which may be empty. */
  public static String optional(String field, String typed, int lengthMax) {
    var text = typed.strip();
    Failure.require(length(text) <= lengthMax, field + " must be at most " + lengthMax + " long");
    Storable.objection(text).ifPresent(rule -> {
      throw new Failure.Invalid(field + " " + rule);
    });
    return text;
  }

  /** A typed text, which must not be empty. */
  public static String required(String field, String typed, int lengthMax) {
    var text = optional(field, typed, lengthMax);
    Failure.require(!text.isEmpty(), field + " is required");
    return text;
  }
}
