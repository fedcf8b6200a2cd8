package tandem.customers;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The placeholders that carriers and people send in place of a missing number. They look like a
 * number and identify no customer. A valid number is not a placeholder, however regular it looks.
 */
final class PlaceholderNumbers {

  /**
   * Placeholders for a withheld number from carriers that send only digits: a word as spelt on a
   * telephone's keys. The words themselves (anonymous, Restricted, ...) have letters and are not
   * numbers.
   */
  static final Set<String> WITHHELD_ON_KEYS = Set.of(
      "266696687", // ANONYMOUS
      "2562533", // BLOCKED
      "7748283", // PRIVATE
      "7378742833", // RESTRICTED
      "86282452253", // UNAVAILABLE
      "8656696"); // UNKNOWN

  /** Ten equal digits, North America's length: +1 888 888 8888 is valid, but no caller has it. */
  private static final Pattern TEN_OF_ONE_DIGIT = Pattern.compile("1?([0-9])\\1{9}");

  private static final Pattern ONE_DIGIT = Pattern.compile("([0-9])\\1*");
  private static final Pattern NOTHING_BUT_ZEROS = Pattern.compile("00.*|.*0{7}");
  private static final String UPWARDS = "01234567890";
  private static final String DOWNWARDS = "9876543210";
  private static final int RUN_LENGTH_MIN = 7;

  private PlaceholderNumbers() {}

  /** Whether digits are a placeholder even before they are read as a number. */
  static boolean isWritten(String digits) {
    return WITHHELD_ON_KEYS.contains(digits)
        || TEN_OF_ONE_DIGIT.matcher(digits).matches()
        || digits.chars().allMatch(digit -> digit == '0');
  }

  /**
   * Whether a number is a placeholder by its parts.
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
