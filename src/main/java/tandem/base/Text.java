package tandem.base;

/**
 * Text that people and programs give: stripped, bounded, and storable. Its length is counted in
 * characters as JSON Schema and PostgreSQL count them (code points), and none is ever cut in half.
 */
public final class Text {

  private static final char ELLIPSIS = '\u2026';
  private static final int REPLACEMENT = 0xFFFD;

  private Text() {}

  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The beginning of a text that is longer than this, else all of it. */
  public static String cut(String text, int lengthMax) {
    return length(text) <= lengthMax
        ? text
        : text.substring(0, text.offsetByCodePoints(0, lengthMax));
  }

  /** At most so many characters of a text; an ellipsis stands for what is left out. */
  public static String beginning(String text, int lengthMax) {
    return length(text) <= lengthMax ? text : cut(text, lengthMax - 1) + ELLIPSIS;
  }

  /**
   * Text from outside, made fit to be kept and shown: without control characters (white space
   * becomes a space), and with the replacement character in place of each lone surrogate.
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

  /** What was typed, possibly nothing. */
  public static String optional(String field, String typed, int lengthMax) {
    var text = typed.strip();
    Failure.require(length(text) <= lengthMax, field + " must be at most " + lengthMax + " long");
    Storable.objection(text).ifPresent(rule -> {
      throw new Failure.Invalid(field + " " + rule);
    });
    return text;
  }

  /** What was typed, and something was. */
  public static String required(String field, String typed, int lengthMax) {
    var text = optional(field, typed, lengthMax);
    Failure.require(!text.isEmpty(), field + " is required");
    return text;
  }
}
