package tandem.customers;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Locale;
import java.util.Optional;
import tandem.base.Failure;

/**
 * The reader of telephone numbers: from the spellings of carriers and people to E.164.
 * {@link PhoneText} cleans the text, {@link PhoneReading} finds the number,
 * {@link PlaceholderNumbers} refuses numbers that identify nobody.
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

  /**
   * A text, read once.
   *
   * @param e164 the number in E.164; empty when the text is withheld, a placeholder, a name, an
   *     extension, garbage, or cannot be told from another number
   * @param other the other number that the text may be. There is one if digits without the mark of
   *     a country code are valid here and in another country; the site's own reading is the one
   *     that counts
   */
  public record Read(Optional<String> e164, Optional<String> other) {

    private static final Read NOTHING = new Read(Optional.empty(), Optional.empty());

    /** The phone as a contact point. */
    public Optional<ContactPoint> point() {
      return e164.map(number -> new ContactPoint(ContactPoint.Kind.PHONE, number));
    }
  }

  /** What the text says. Never an error. */
  public Read read(String text) {
    return PhoneText.of(text).flatMap(PhoneText::number).flatMap(this::read).orElse(Read.NOTHING);
  }

  private Optional<Read> read(PhoneText.Written written) {
    return reading
        .of(written)
        .map(read -> new Read(
            Optional.of(reading.e164(read.number()))
                .filter(
                    _ -> !PlaceholderNumbers.isWritten(written.digits()) && !isPlaceholder(read)),
            read.also().map(reading::e164)));
  }

  /** A contact point of this kind as a person typed it; empty when it is none. */
  public Optional<ContactPoint> point(ContactPoint.Kind kind, String text) {
    return switch (kind) {
      case PHONE -> read(text).point();
      case EMAIL -> ContactPoint.email(text);
      case VISITOR -> ContactPoint.visitor(text);
    };
  }

  /** The number in E.164, as {@link #read} finds it. */
  public Optional<String> e164(String text) {
    return read(text).e164();
  }

  /**
   * One spelling for each of our own numbers: E.164 where possible, else the text itself
   * (extensions, SIP users) without what surrounds it.
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
