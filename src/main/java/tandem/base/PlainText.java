package tandem.base;

/** Text from outside, made fit to be kept and shown. */
public final class PlainText {

  private static final char ELLIPSIS = '\u2026';
  private static final int REPLACEMENT = 0xFFFD;

  private PlainText() {}

  /**
   * Without control characters (white space becomes a space), and with the replacement character in
   * place of each lone surrogate.
   */
  public static String of(String text) {
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

  /** At most so many characters of it; an ellipsis stands for what is left out. */
  public static String beginning(String text, int lengthMax) {
    return text.length() <= lengthMax || text.codePointCount(0, text.length()) <= lengthMax
        ? text
        : text.substring(0, text.offsetByCodePoints(0, lengthMax - 1)) + ELLIPSIS;
  }
}
