package tandem.desk.voice;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conversion of a carrier's reference of a call to a form that can be stored, and back. A
 * reference may contain characters that PostgreSQL cannot store (U+0000, lone surrogates); each of
 * them is stored as an escape and its number. A reference without such characters is stored
 * unchanged.
 */
final class CallReference {

  /** U+0010, "data link escape". It is escaped itself, so every reference can be restored. */
  private static final char ESCAPE = '\u0010';

  private static final Pattern ESCAPED = Pattern.compile(ESCAPE + "([0-9a-f]{4})");
  private static final int HEX = 16;

  private CallReference() {}

  static String kept(String call) {
    if (call.chars().noneMatch(c -> isEscaped((char) c) || Character.isSurrogate((char) c))) {
      return call;
    }
    var kept = new StringBuilder(call.length() + HEX);
    call.codePoints().forEach(c -> {
      if (Character.isBmpCodePoint(c) && (isEscaped((char) c) || Character.isSurrogate((char) c))) {
        kept.append(ESCAPE).append("%04x".formatted(c));
      } else {
        kept.appendCodePoint(c);
      }
    });
    return kept.toString();
  }

  static String asItCame(String kept) {
    return ESCAPED
        .matcher(kept)
        .replaceAll(escaped -> Matcher.quoteReplacement(
            Character.toString((char) Integer.parseInt(escaped.group(1), HEX))));
  }

  private static boolean isEscaped(char c) {
    return c == 0 || c == ESCAPE;
  }
}
