package tandem.customers;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber.CountryCodeSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules by which digits mean a number at a site. Digits with a mark of a national number (a
 * trunk prefix) or an international one (a plus, 00) are accepted if their length is possible,
 * because the numbers in use change faster than any list. Digits without a mark are read in the
 * valid way, and as the site's own number when both ways are valid.
 */
final class PhoneReading {

  /** E.164, 6: the country code and everything after it. */
  private static final int DIGITS_MAX = 15;

  /** A shorter number cannot be called back, unless the lists contain it. */
  private static final int UNLISTED_DIGITS_MIN = 7;

  /** Prefixes for a call abroad; the library knows the site's own prefix. */
  private static final List<String> ABROAD = List.of("00", "011");

  /** The trunk prefix of countries that write numbers with or without it. */
  private static final String OPTIONAL_TRUNK_PREFIX = "1";

  /**
   * The meaning of digits.
   *
   * @param also the other number that they may be: valid too, but not the site's own reading
   */
  record Reading(PhoneNumber number, boolean valid, Optional<PhoneNumber> also) {}

  private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
  private final String region;
  private final String trunkPrefix;

  PhoneReading(String region) {
    this.region = region;
    this.trunkPrefix = Objects.requireNonNullElse(library.getNddPrefixForRegion(region, true), "");
  }

  Optional<Reading> of(PhoneText.Written written) {
    // no country code begins with 0, so such a plus is ignored
    return written.plus() && !written.digits().startsWith("0")
        ? international(written.digits(), written.abroad())
        : unmarked(written.digits(), written.abroad());
  }

  String e164(PhoneNumber number) {
    return library.format(number, PhoneNumberFormat.E164);
  }

  String national(PhoneNumber number) {
    return library.getNationalSignificantNumber(number);
  }

  private Optional<Reading> international(String digits, Optional<String> abroad) {
    return best(Stream.concat(Stream.of(digits), abroad.stream())
        .flatMap(each -> parsed("+" + each).stream())
        .toList());
  }

  private Optional<Reading> unmarked(String digits, Optional<String> abroad) {
    var own = parsed(digits);
    var foreign = foreign(digits, abroad);
    if (own.filter(this::isValid).isPresent()) {
      return own.map(number -> new Reading(
          number,
          true,
          foreign
              .filter(Reading::valid)
              .map(Reading::number)
              .filter(other -> !e164(other).equals(e164(number)))));
    }
    if (foreign.filter(Reading::valid).isPresent()) {
      return foreign;
    }
    return unlisted(digits, own.filter(this::isPossible), foreign);
  }

  private Optional<Reading> foreign(String digits, Optional<String> abroad) {
    return ABROAD.stream()
        .filter(digits::startsWith)
        .findFirst()
        .map(prefix -> international(
            digits.substring(prefix.length()),
            abroad
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))))
        .orElseGet(() -> international(digits, Optional.empty()));
  }

  /**
   * Reads digits that are valid in neither way: only a mark in the digits counts; nothing is
   * guessed.
   */
  private Optional<Reading> unlisted(
      String digits, Optional<PhoneNumber> own, Optional<Reading> foreign) {
    if (own.filter(number -> saysSo(digits, number)).isPresent()) {
      return own.map(PhoneReading::unlisted);
    }
    if (own.isPresent() && foreign.isPresent()) {
      return Optional.empty();
    }
    return foreign.isPresent()
        ? foreign
        : own.filter(_ -> trunkPrefix.isEmpty() || trunkPrefix.equals(OPTIONAL_TRUNK_PREFIX))
            .map(PhoneReading::unlisted);
  }

  private static Reading unlisted(PhoneNumber number) {
    return new Reading(number, false, Optional.empty());
  }

  /** Whether the beginning of the digits marks them as this number. */
  private boolean saysSo(String digits, PhoneNumber number) {
    return number.getCountryCodeSource() != CountryCodeSource.FROM_DEFAULT_COUNTRY
        || (!trunkPrefix.isEmpty() && digits.startsWith(trunkPrefix));
  }

  private Optional<Reading> best(List<PhoneNumber> numbers) {
    return numbers.stream()
        .filter(this::isValid)
        .findFirst()
        .map(number -> new Reading(number, true, Optional.empty()))
        .or(() ->
            numbers.stream().filter(this::isPossible).findFirst().map(PhoneReading::unlisted));
  }

  private boolean isValid(PhoneNumber number) {
    return library.isValidNumber(number) && e164(number).length() <= 1 + DIGITS_MAX;
  }

  /** A number that is complete only within its own town is not possible elsewhere. */
  private boolean isPossible(PhoneNumber number) {
    int digits = e164(number).length() - 1;
    return library.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
        && digits >= UNLISTED_DIGITS_MIN
        && digits <= DIGITS_MAX;
  }

  private Optional<PhoneNumber> parsed(String number) {
    try {
      return Optional.of(library.parseAndKeepRawInput(number, region));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }
}
