package tandem.base;

/**
 * Text that people and programs give: stripped, bounded, and storable. Its length is counted in
 * characters as JSON Schema and PostgreSQL count them (code points), and none is ever cut in half.
 */
public final class Text {

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
