package tandem.customers;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What carriers write in place of a number that its owner withholds. */
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

  /** Of carriers that send nothing but digits: a word as a telephone's keys spell it. */
  private static final Set<String> ON_KEYS = Set.of(
      "266696687", // ANONYMOUS
      "2562533", // BLOCKED
      "7748283", // PRIVATE
      "7378742833", // RESTRICTED
      "86282452253", // UNAVAILABLE
      "8656696"); // UNKNOWN

  private static final Pattern ANONYMOUS_HOST = // RFC 3323, 4.1.1.3
      Pattern.compile("(?i)sips?:[^@]*@anonymous\\.invalid.*");

  private static final Pattern SURROUNDINGS = Pattern.compile("(?i)sips?:|tel:|[@;].*");
  private static final int TEXT_LENGTH_MAX = 250;

  private Withheld() {}

  /** Whether the text says that the caller's number is withheld, and nothing else. */
  public static boolean says(String text) {
    if (text.isBlank()) {
      return true;
    }
    if (text.length() > TEXT_LENGTH_MAX) {
      return false;
    }
    int open = text.lastIndexOf('<');
    var address = (open < 0 ? text : text.substring(open + 1).replace(">", "")).strip();
    if (ANONYMOUS_HOST.matcher(address).matches()) {
      return true;
    }
    var name = SURROUNDINGS.matcher(address).replaceAll("").replace("\"", "").strip();
    return WORDS.contains(name.toLowerCase(Locale.ROOT))
        || ON_KEYS.contains(name.startsWith("+") ? name.substring(1) : name);
  }
}
