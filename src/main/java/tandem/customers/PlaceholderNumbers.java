package tandem.customers;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What carriers and people put where there is no number: it looks like one and identifies nobody. A
 * number that is valid is one, however regular it looks.
 */
final class PlaceholderNumbers {

  /**
   * What carriers that send nothing but digits put in place of a withheld number: the word as a
   * telephone's keys spell it. The words themselves (anonymous, Restricted, ...) are no numbers by
   * their letters.
   */
  static final Set<String> WITHHELD_ON_KEYS = Set.of(
      "266696687", // ANONYMOUS
      "2562533", // BLOCKED
      "7748283", // PRIVATE
      "7378742833", // RESTRICTED
      "86282452253", // UNAVAILABLE
      "8656696"); // UNKNOWN

  /** Of North America's length; +1 888 888 8888 is in the lists, and nobody calls from it. */
  private static final Pattern TEN_OF_ONE_DIGIT = Pattern.compile("1?([0-9])\\1{9}");

  private static final Pattern ONE_DIGIT = Pattern.compile("([0-9])\\1*");
  private static final Pattern NOTHING_BUT_ZEROS = Pattern.compile("00.*|.*0{7}");
  private static final String UPWARDS = "01234567890";
  private static final String DOWNWARDS = "9876543210";
  private static final int RUN_LENGTH_MIN = 7;

  private PlaceholderNumbers() {}

  /** Whether digits stand for no number as they are written, before anybody reads them. */
  static boolean isWritten(String digits) {
    return WITHHELD_ON_KEYS.contains(digits)
        || TEN_OF_ONE_DIGIT.matcher(digits).matches()
        || digits.chars().allMatch(digit -> digit == '0');
  }

  /**
   * Whether a number is one by its parts.
   *
   * @param national its digits after the country code
   */
  static boolean is(int countryCode, String national, boolean valid) {
    return !valid
        && (ONE_DIGIT.matcher(national).matches()
            || ONE_DIGIT.matcher(countryCode + national).matches()
            || NOTHING_BUT_ZEROS.matcher(national).matches()
            || isRun(national));
  }

  private static boolean isRun(String national) {
    return national.length() >= RUN_LENGTH_MIN
        && (UPWARDS.contains(national) || DOWNWARDS.contains(national));
  }
}
