package tandem.cases;

import tandem.base.Failure;
import tandem.base.Storable;

/** Text that people type: stripped, bounded, and storable. */
public final class Text {

  private Text() {}

  /** What was typed, possibly nothing. */
  public static String optional(String field, String typed, int lengthMax) {
    var text = typed.strip();
    Failure.require(text.length() <= lengthMax, field + " must be at most " + lengthMax + " long");
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
