package tandem.customers;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Optional;
import tandem.document.Kind;
import tandem.document.Settings;

/**
 * The settings of phone numbers.
 *
 * @param region the country of numbers without a country code
 */
public record PhoneSettings(String region) {

  public static PhoneSettings read(Settings in) {
    return new PhoneSettings(in.read(
        "region",
        country(),
        "NL",
        "The site's country: phone numbers without a country code are read as numbers of it."));
  }

  private static Kind<String> country() {
    return Kind.of(
        "a country of two capital letters such as NL",
        "NL",
        text -> PhoneNumberUtil.getInstance().getSupportedRegions().contains(text)
            ? Optional.of(text)
            : Optional.empty());
  }
}
