package tandem.customers;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.base.Failure;

/**
 * The reader of telephone numbers: from the spellings of carriers and people to E.164.
 * {@link PhoneText} cleans the text, {@link PhoneReading} finds the number,
 * {@link PlaceholderNumbers} refuses numbers that identify nobody.
 */
public final class PhoneNumbers {

  /** Customers call again, and their orders repeat the number. */
  static final int REMEMBERED_MAX = 10_000;

  static final int REMEMBERED_LENGTH_MAX = 64;

  private final PhoneReading reading;

  /** The latest readings, because reading a number is expensive; any thread may use it. */
  private final Map<String, Read> remembered = Collections.synchronizedMap(new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Read> eldest) {
      return size() > REMEMBERED_MAX;
    }
  });

  /** @param region the country of numbers without a country code, e.g. {@code NL} */
  public PhoneNumbers(String region) {
    Failure.require(
        PhoneNumberUtil.getInstance().getSupportedRegions().contains(region),
        "region must be a country as ISO 3166 writes it (NL, DE, ...), not " + region);
    this.reading = new PhoneReading(region);
  }

  /**
   * The result of reading a text.
   *
   * @param e164 the number in E.164; empty when the text is withheld, a placeholder, a name, an
   *     extension, garbage, or ambiguous
   * @param other a second number that the text may mean: digits without the mark of a country code
   *     may be valid here and in another country; the site's own reading counts
   */
  public record Read(Optional<String> e164, Optional<String> other) {

    private static final Read NOTHING = new Read(Optional.empty(), Optional.empty());

    /** The number as a contact point. */
    public Optional<ContactPoint> point() {
      return e164.map(number -> new ContactPoint(ContactPoint.Kind.PHONE, number));
    }
  }

  /** Reads a text; never fails. */
  public Read read(String text) {
    var known = remembered.get(text);
    if (known != null) {
      return known;
    }
    var read =
        PhoneText.of(text).flatMap(PhoneText::number).flatMap(this::read).orElse(Read.NOTHING);
    if (text.length() <= REMEMBERED_LENGTH_MAX) {
      remembered.put(text, read);
    }
    return read;
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

  /** Reads a contact point of this kind from a person's text; empty when the text is not one. */
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
   * Returns one spelling for each of our own numbers: E.164 if possible, else the cleaned text
   * (extensions, SIP users).
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
