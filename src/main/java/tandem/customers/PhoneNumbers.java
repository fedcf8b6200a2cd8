package tandem.customers;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import java.util.Optional;
import tandem.base.Failure;

/**
 * Reads phones as carriers and people write them, into E.164. {@link PhoneText} cleans the text,
 * {@link PhoneReading} says which number it is, {@link PlaceholderNumbers} whether it is anybody's.
 */
public final class PhoneNumbers {

  private final PhoneReading reading;

  /** @param region the country whose national numbers are understood, e.g. {@code NL} */
  public PhoneNumbers(String region) {
    Failure.require(
        PhoneNumberUtil.getInstance().getSupportedRegions().contains(region),
        "region must be a country as ISO 3166 writes it (NL, DE, ...), not " + region);
    this.reading = new PhoneReading(region);
  }

  /** The phone behind a call; empty when it is withheld, or is no phone. Never an error. */
  public Optional<ContactPoint> caller(String from) {
    return e164(from).map(number -> new ContactPoint(ContactPoint.Kind.PHONE, number));
  }

  /** A contact point of this kind as a person typed it; empty when it is none. */
  public Optional<ContactPoint> point(ContactPoint.Kind kind, String text) {
    return switch (kind) {
      case PHONE -> caller(text);
      case EMAIL -> ContactPoint.email(text);
      case VISITOR -> ContactPoint.visitor(text);
    };
  }

  /**
   * The number in E.164; empty when the text is withheld, a placeholder, a name, an extension,
   * garbage, or cannot be told from another number.
   */
  public Optional<String> e164(String text) {
    return PhoneText.of(text)
        .flatMap(PhoneText::number)
        .filter(written -> !PlaceholderNumbers.isWritten(written.digits()))
        .flatMap(reading::of)
        .filter(read -> !isPlaceholder(read))
        .map(read -> reading.e164(read.number()));
  }

  /**
   * The other number that the text may be: digits without a country code's mark that are a valid
   * number here and a valid number of another country. The site's own reading is taken.
   */
  public Optional<String> otherReading(String text) {
    return PhoneText.of(text)
        .flatMap(PhoneText::number)
        .flatMap(reading::of)
        .flatMap(PhoneReading.Reading::also)
        .map(reading::e164);
  }

  /**
   * One spelling for each of our own numbers: E.164 where it is one, else as it stands (extensions,
   * SIP users), without what surrounds it.
   */
  public String called(String text) {
    var bare = PhoneText.of(text);
    return bare.flatMap(PhoneText::number)
        .flatMap(reading::of)
        .map(read -> reading.e164(read.number()))
        .orElseGet(() -> bare.map(PhoneText::bare).orElse("").toLowerCase(Locale.ROOT));
  }

  private boolean isPlaceholder(PhoneReading.Reading read) {
    PhoneNumber number = read.number();
    return PlaceholderNumbers.is(number.getCountryCode(), reading.national(number), read.valid());
  }
}
