package tandem.customers;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phone from a carrier or person, without display names, schemes, hosts, parameters and invisible
 * marks, and with plain spaces, dashes and digits.
 *
 * @param bare the rest: a number, or a name
 */
record PhoneText(String bare) {

  /**
   * Long enough for a display name, a SIP address and its parameters; a longer text is not read.
   */
  static final int LENGTH_MAX = 1_000;

  /** Schemes of telephone numbers, also of numbers without a plus. */
  private static final Set<String> PHONE_SCHEMES = Set.of(
      "tel",
      "sip",
      "sips",
      "sms",
      "smsto",
      "mms",
      "mmsto",
      "rcs",
      "callto",
      "fax",
      "phone",
      "pstn",
      "voice",
      "whatsapp",
      "viber",
      "signal",
      "imessage",
      "facetime",
      "facetime-audio");

  /** Schemes of names, also of names that look like a number. */
  private static final Set<String> NAME_SCHEMES =
      Set.of("client", "agent", "user", "conference", "mailto", "http", "https");

  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9.+-]*) ?: ?(?://)?(.*)", Pattern.DOTALL);
  private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:;?> ]*).*", Pattern.DOTALL);
  private static final Pattern INTERNET_ADDRESS =
      Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}(?::.*)?");
  private static final Pattern PHONE_CONTEXT =
      Pattern.compile(";phone-context=(\\+[0-9().-]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PLUSES = Pattern.compile("^([(\\[ ]*)\\+[+ ]*");

  /**
   * The host of withheld numbers from telephone exchanges; no real host has this name (RFC 2606).
   */
  private static final String NO_HOST = ".invalid";

  private static final Pattern EXTENSION = Pattern.compile(
      " ?(?:;?ext(?:n|ension)?[.:=]?|,+|x|#|toestel|tst\\.?|anexo|int\\.?|доб\\.?) ?[0-9]{1,9}#?$",
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern NUMBER = Pattern.compile("[(\\[ ]*\\+?[0-9 ().\\[\\]~/-]*");
  private static final Pattern LEFT_OUT_ABROAD = Pattern.compile("[(\\[] ?0 ?[)\\]]");
  private static final Pattern NO_DIGITS = Pattern.compile("[^0-9]+");

  /**
   * A number's digits.
   *
   * @param plus whether a plus says that it begins with a country code
   * @param abroad the digits without a zero in brackets, which callers from abroad do not dial
   */
  record Written(boolean plus, String digits, Optional<String> abroad) {}

  /** Cleans a text; empty when it is too long, or says that the number is withheld. */
  static Optional<PhoneText> of(String text) {
    return text.length() > LENGTH_MAX ? Optional.empty() : unwrapped(text).map(PhoneText::new);
  }

  /** Returns the number in the text; empty when the text is a name or empty. */
  Optional<Written> number() {
    var number = EXTENSION.matcher(bare).replaceFirst("");
    if (!NUMBER.matcher(number).matches()) {
      return Optional.empty();
    }
    var digits = digits(number);
    var abroad = LEFT_OUT_ABROAD.matcher(number).replaceFirst("");
    return digits.isEmpty()
        ? Optional.empty()
        : Optional.of(new Written(
            number.indexOf('+') >= 0,
            digits,
            Optional.of(digits(abroad)).filter(shorter -> !shorter.equals(digits))));
  }

  private static String digits(String number) {
    return NO_DIGITS.matcher(number).replaceAll("");
  }

  private static Optional<String> unwrapped(String text) {
    var address = withoutName(plain(text));
    var scheme = SCHEME.matcher(address);
    return scheme.matches()
        ? behind(scheme.group(1).toLowerCase(Locale.ROOT), scheme.group(2), address)
        : atHost(address, false);
  }

  /** The part in angle brackets, else the whole text; without quotation marks around it. */
  private static String withoutName(String text) {
    int open = text.lastIndexOf('<');
    int close = text.indexOf('>', open + 1);
    var address = open < 0 ? text : text.substring(open + 1, close < 0 ? text.length() : close);
    return address.replaceAll("^[\"'` ]+|[\"'` ]+$", "");
  }

  private static Optional<String> behind(String scheme, String rest, String whole) {
    if (NAME_SCHEMES.contains(scheme)) {
      return Optional.of(whole);
    }
    if (scheme.startsWith("sip")) {
      return INTERNET_ADDRESS.matcher(rest).matches()
          ? Optional.of(whole) // a host without a user
          : atHost(rest, true);
    }
    int query = rest.indexOf('?');
    var name = query < 0 ? rest : rest.substring(0, query);
    return atHost(name, PHONE_SCHEMES.contains(scheme))
        .map(number -> PHONE_SCHEMES.contains(scheme) || number.startsWith("+") ? number : whole);
  }

  /**
   * The user at a host. Without a scheme of telephone numbers it is a phone only by its plus, else
   * the text is an email address.
   */
  private static Optional<String> atHost(String address, boolean phone) {
    int at = address.indexOf('@');
    if (at < 0) {
      return Optional.of(user(address));
    }
    var host = host(address.substring(at + 1)).toLowerCase(Locale.ROOT);
    if (("." + host).endsWith(NO_HOST)) {
      return Optional.empty();
    }
    var user = user(address.substring(0, at));
    return Optional.of(phone || user.startsWith("+") ? user : address);
  }

  private static String host(String text) {
    Matcher host = HOST.matcher(text);
    return host.matches() ? host.group(1) : text;
  }

  /** The user without parameters and password, and with a local number's context before it. */
  private static String user(String text) {
    var context = PHONE_CONTEXT.matcher(text);
    int parameters = text.indexOf(';');
    var user = parameters < 0 ? text : text.substring(0, parameters);
    int password = user.indexOf(':');
    var name = plain(unescaped(password < 0 ? user : user.substring(0, password)));
    var number = PLUSES.matcher(name).replaceFirst("$1+");
    return context.find() && number.indexOf('+') < 0 ? context.group(1) + number : number;
  }

  /** Some exchanges write the plus of a number as %2B. */
  private static String unescaped(String user) {
    if (user.indexOf('%') < 0) {
      return user;
    }
    try {
      return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return user;
    }
  }

  /**
   * Gives characters that look alike one form, and drops invisible ones: ASCII digits, dashes and
   * signs, single spaces, and no marks of direction or width.
   */
  private static String plain(String text) {
    var plain = new StringBuilder(text.length());
    text.codePoints().map(PhoneText::plain).filter(c -> c != NOTHING).forEach(c -> {
      if (c != ' ' || (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ')) {
        plain.appendCodePoint(c);
      }
    });
    return plain.toString().strip();
  }

  private static final int NOTHING = -1;
  private static final int FULL_WIDTH_FIRST = 0xff01;
  private static final int FULL_WIDTH_LAST = 0xff5e;
  private static final int FULL_WIDTH_FROM_ASCII = FULL_WIDTH_FIRST - '!';

  private static int plain(int c) {
    if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
      return c - FULL_WIDTH_FROM_ASCII;
    }
    if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85) {
      return ' ';
    }
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER -> '0' + Character.digit(c, 10);
      case Character.DASH_PUNCTUATION -> '-';
      case Character.FORMAT, Character.CONTROL, Character.UNASSIGNED -> NOTHING;
      default -> likeness(c);
    };
  }

  private static int likeness(int c) {
    return switch (c) {
      case 0x2212, 0x30fc, 0xff70, 0x2043 -> '-'; // minus, long vowel marks, hyphen bullet
      case 0x00b7, 0x2022, 0x2024, 0x2027, 0x30fb, 0x3002 -> '.'; // dots at any height
      case 0x2044, 0x2215 -> '/';
      case 0xfe62, 0x2795 -> '+';
      case 0x201c, 0x201d, 0x201e, 0x00ab, 0x00bb -> '"';
      case 0x2018, 0x2019, 0x201a -> '\'';
      case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0 -> NOTHING; // fillers
      default -> c >= 0xfe00 && c <= 0xfe0f ? NOTHING : c; // variation selectors
    };
  }
}
