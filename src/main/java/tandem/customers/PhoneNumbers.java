package tandem.customers;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.base.Failure;

/**
 * Reads phones as carriers and people write them, into E.164. A number that is possible is taken:
 * whether it is in use changes faster than any list, and a live caller is never turned away for it.
 */
public final class PhoneNumbers {

  /** Longer text is no number; nothing longer is looked at. */
  private static final int TEXT_LENGTH_MAX = 250;

  /**
   * What carriers that send nothing but digits put in place of a withheld number: the word as a
   * telephone's keys spell it. The words themselves (anonymous, Restricted, ...) are no numbers by
   * their letters.
   */
  private static final Set<String> WITHHELD_ON_KEYS = Set.of(
      "266696687", // ANONYMOUS
      "2562533", // BLOCKED
      "7748283", // PRIVATE
      "7378742833", // RESTRICTED
      "86282452253", // UNAVAILABLE
      "8656696"); // UNKNOWN

  private static final String ANONYMOUS_HOST = "anonymous.invalid"; // RFC 3323, 4.1.1.3

  private static final Pattern SIP = Pattern.compile("(?i)sips?:([^@;>]*)(?:@([^;>?:]*))?.*");
  private static final Pattern WRITTEN =
      Pattern.compile("\\+?[0-9 ().\\-/\\u00a0\\u2010-\\u2015]+");
  private static final Pattern ZEROS = Pattern.compile("0*");

  private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
  private final String region;

  /** @param region the country whose national numbers are understood, e.g. {@code NL} */
  public PhoneNumbers(String region) {
    Failure.require(
        PhoneNumberUtil.getInstance().getSupportedRegions().contains(region),
        "region must be a country as ISO 3166 writes it (NL, DE, ...), not " + region);
    this.region = region;
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

  /** The number in E.164; empty when the text is withheld, a name, an extension, garbage. */
  public Optional<String> e164(String text) {
    return bare(text).filter(number -> !isWithheld(number)).flatMap(this::parsed);
  }

  /**
   * One spelling for each of our own numbers: E.164 where it is one, else as it stands (extensions,
   * SIP users), without what surrounds it.
   */
  public String called(String text) {
    var bare = bare(text).orElse("");
    return parsed(bare).orElse(bare.toLowerCase(Locale.ROOT));
  }

  private Optional<String> parsed(String number) {
    if (!WRITTEN.matcher(number).matches()) {
      return Optional.empty();
    }
    try {
      var parsed = library.parse(number, region);
      return library.isPossibleNumber(parsed)
          ? Optional.of(library.format(parsed, PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Without a display name, a scheme, a host and parameters; empty when the host says anonymous.
   */
  private static Optional<String> bare(String text) {
    if (text.length() > TEXT_LENGTH_MAX) {
      return Optional.empty();
    }
    var address = text.strip();
    int open = address.lastIndexOf('<');
    if (open >= 0) {
      address = address.substring(open + 1).replace(">", "").strip();
    }
    var sip = SIP.matcher(address);
    if (sip.matches()) {
      return ANONYMOUS_HOST.equalsIgnoreCase(sip.group(2))
          ? Optional.empty()
          : unescaped(sip.group(1)).map(String::strip);
    }
    if (address.regionMatches(true, 0, "tel:", 0, 4)) {
      int parameters = address.indexOf(';');
      return Optional.of(
          address.substring(4, parameters < 0 ? address.length() : parameters).strip());
    }
    return Optional.of(address);
  }

  /** Some exchanges write the plus of a SIP user as %2B. */
  private static Optional<String> unescaped(String user) {
    if (user.indexOf('%') < 0) {
      return Optional.of(user);
    }
    try {
      return Optional.of(URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isWithheld(String number) {
    var digits = number.startsWith("+") ? number.substring(1) : number;
    return WITHHELD_ON_KEYS.contains(digits) || ZEROS.matcher(digits).matches();
  }
}
