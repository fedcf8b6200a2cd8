package tandem.customers;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What carriers write in place of a number that its owner withholds. */
public final class Withheld {

  /** The key of each letter from A to Z. */
  private static final String KEYS = "22233344455566677778889999";

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

  /** The words as a telephone's keys spell them, of carriers that send nothing but digits. */
  private static final Set<String> ON_KEYS =
      WORDS.stream().map(Withheld::onKeys).collect(Collectors.toUnmodifiableSet());

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

  private static String onKeys(String word) {
    return word.chars()
        .mapToObj(letter -> String.valueOf(KEYS.charAt(letter - 'a')))
        .collect(Collectors.joining());
  }
}
