package tandem.channels.email.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mozilla.universalchardet.UniversalDetector;

/** Turns bytes into text when their charset is declared, declared wrongly, or not at all. */
final class Charsets {

  /** Latin text has few letters outside ASCII; above this share another script is more likely. */
  private static final double LATIN_SHARE_MAX = 0.3;

  private static final char REPLACEMENT = '\ufffd';
  private static final int DETECTED_BYTES_MAX = 64 * 1024;
  private static final int NAME_LENGTH_MAX = 60;

  private static final Charset WESTERN = Charset.forName("windows-1252");

  /** What senders mean by a name: often the larger set that Windows uses. */
  private static final Map<String, String> MEANT = Map.ofEntries(
      Map.entry("us-ascii", "windows-1252"),
      Map.entry("ascii", "windows-1252"),
      Map.entry("ansi_x3.4-1968", "windows-1252"),
      Map.entry("646", "windows-1252"),
      Map.entry("iso-8859-1", "windows-1252"),
      Map.entry("iso8859-1", "windows-1252"),
      Map.entry("latin1", "windows-1252"),
      Map.entry("latin-1", "windows-1252"),
      Map.entry("ansi", "windows-1252"),
      Map.entry("windows1252", "windows-1252"),
      Map.entry("iso-8859-8-i", "iso-8859-8"),
      Map.entry("iso-8859-8-e", "iso-8859-8"),
      Map.entry("iso-8859-9", "windows-1254"),
      Map.entry("utf8", "utf-8"),
      Map.entry("unicode-1-1-utf-8", "utf-8"),
      Map.entry("gb2312", "gb18030"),
      Map.entry("gbk", "gb18030"),
      Map.entry("cp936", "gb18030"),
      Map.entry("gb_2312-80", "gb18030"),
      Map.entry("shift_jis", "windows-31j"),
      Map.entry("shift-jis", "windows-31j"),
      Map.entry("sjis", "windows-31j"),
      Map.entry("x-sjis", "windows-31j"),
      Map.entry("cp932", "windows-31j"),
      Map.entry("iso-2022-jp", "x-windows-iso2022jp"),
      Map.entry("ks_c_5601-1987", "x-windows-949"),
      Map.entry("ks_c_5601", "x-windows-949"),
      Map.entry("euc-kr", "x-windows-949"),
      Map.entry("big5", "x-windows-950"),
      Map.entry("tis-620", "x-windows-874"));

  /** Names that a program writes when it does not know: they say nothing about bytes above 127. */
  private static final Set<String> VAGUE = Set.of(
      "us-ascii",
      "ascii",
      "ansi_x3.4-1968",
      "646",
      "iso-8859-1",
      "iso8859-1",
      "latin1",
      "latin-1",
      "ansi",
      "windows-1252",
      "windows1252");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9._+:]*");

  private Charsets() {}

  /** A text, and whether its charset had to be guessed. */
  record Decoded(String text, boolean guessed) {}

  /** The charset that a sender means by a name. */
  static Optional<Charset> named(String name) {
    var plain = name.strip().toLowerCase(Locale.ROOT).replace("'", "").replace("\"", "");
    if (plain.length() > NAME_LENGTH_MAX || !NAME.matcher(plain).matches()) {
      return Optional.empty();
    }
    return known(MEANT.getOrDefault(plain, plain)).or(() -> known(plain));
  }

  private static Optional<Charset> known(String name) {
    return Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
  }

  /** Decodes the bytes; those of a text that was cut may end in the middle of a character. */
  static Decoded decode(ByteBuffer bytes, String declared, boolean cut) {
    boolean high = hasHighBytes(bytes);
    if (!high && !mayHideCharacters(bytes)) {
      return new Decoded(leniently(bytes, StandardCharsets.US_ASCII), false);
    }
    var charset = declared.isBlank() ? Optional.<Charset>empty() : named(declared);
    boolean vague = declared.isBlank() || VAGUE.contains(declared.strip().toLowerCase(Locale.ROOT));
    if (charset.isPresent() && !vague) {
      var text = strictly(bytes, charset.get(), cut);
      if (text.isPresent()) {
        return new Decoded(text.get(), false);
      }
    }
    var utf8 = high ? strictly(bytes, StandardCharsets.UTF_8, cut) : Optional.<String>empty();
    if (utf8.isPresent()) {
      return new Decoded(utf8.get(), false);
    }
    if (charset.isPresent() && vague && looksLatin(bytes)) {
      var text = strictly(bytes, charset.get(), cut);
      if (text.isPresent()) {
        return new Decoded(text.get(), false);
      }
    }
    // a declared charset with a few broken bytes is still the best reading
    if (charset.isPresent() && !vague && hasFewBrokenBytes(bytes, charset.get())) {
      return new Decoded(leniently(bytes, charset.get()), true);
    }
    // the detector takes short Latin text for Cyrillic
    var detected = high && looksLatin(bytes)
        ? Optional.<String>empty()
        : detect(bytes).flatMap(found -> strictly(bytes, found, cut));
    return new Decoded(
        detected.orElseGet(() -> leniently(bytes, high ? WESTERN : StandardCharsets.US_ASCII)),
        high);
  }

  /** The escapes of ISO 2022 and HZ, and the zeros of UTF-16: text that only looks like ASCII. */
  private static boolean mayHideCharacters(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte b = bytes.get(i);
      if (b == 0x1b
          || b == 0x0e
          || b == 0
          || (b == '~' && i + 1 < bytes.limit() && bytes.get(i + 1) == '{')) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasHighBytes(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) < 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean looksLatin(ByteBuffer bytes) {
    int high = 0;
    int letters = 0;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      int b = bytes.get(i) & 0xff;
      if (b == 0x1b) {
        return false;
      }
      if (b >= 0x80) {
        high++;
        letters++;
      } else if (Character.isLetter(b)) {
        letters++;
      }
    }
    return high <= 2 || high <= letters * LATIN_SHARE_MAX;
  }

  /** Whether the bytes make many more characters of this charset than errors. */
  private static boolean hasFewBrokenBytes(ByteBuffer bytes, Charset charset) {
    var text = leniently(bytes, charset);
    long broken = text.chars().filter(c -> c == REPLACEMENT).count();
    long good = text.chars().filter(c -> c >= 0x80 && c != REPLACEMENT).count();
    return broken * 10 <= good;
  }

  private static Optional<Charset> detect(ByteBuffer bytes) {
    var detector = new UniversalDetector();
    detector.handleData(
        bytes.array(),
        bytes.arrayOffset() + bytes.position(),
        Math.min(bytes.remaining(), DETECTED_BYTES_MAX));
    detector.dataEnd();
    return Optional.ofNullable(detector.getDetectedCharset()).flatMap(Charsets::named);
  }

  private static Optional<String> strictly(ByteBuffer bytes, Charset charset, boolean cut) {
    var decoder = charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
    var out = CharBuffer.allocate(
        (int) Math.ceil(bytes.remaining() * (double) decoder.maxCharsPerByte()) + 1);
    var in = bytes.duplicate();
    if (decoder.decode(in, out, !cut).isError()) {
      return Optional.empty();
    }
    if (!cut && decoder.flush(out).isError()) {
      return Optional.empty();
    }
    return Optional.of(out.flip().toString());
  }

  private static String leniently(ByteBuffer bytes, Charset charset) {
    return charset.decode(bytes.duplicate()).toString();
  }
}
