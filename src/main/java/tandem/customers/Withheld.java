package tandem.customers;

import java.util.Locale;
import java.util.Set;

/** The words that carriers send in place of a withheld number. */
public final class Withheld {

  private static final Set<String> WORDS = Set.of(
      "anonymous",
      "blocked",
      "hidden",
      "private",
      "restricted",
      "suppressed",
      "unavailable",
      "unknown",
      "withheld");

  private Withheld() {}

  /** Whether the text says only that the caller's number is withheld. */
  public static boolean says(String text) {
    return text.isBlank()
        || (text.length() <= PhoneText.LENGTH_MAX
            && PhoneText.of(text).map(PhoneText::bare).map(Withheld::isWord).orElse(true));
  }

  private static boolean isWord(String name) {
    return WORDS.contains(name.toLowerCase(Locale.ROOT))
        || PlaceholderNumbers.WITHHELD_ON_KEYS.contains(
            name.startsWith("+") ? name.substring(1) : name);
  }
}
