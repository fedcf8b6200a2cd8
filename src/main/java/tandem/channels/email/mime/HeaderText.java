package tandem.channels.email.mime;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.util.BASE64DecoderStream;
import org.eclipse.angus.mail.util.QDecoderStream;
import tandem.base.Text;

/** Decodes the texts and addresses of headers. */
final class HeaderText {

  static final int ADDRESSES_MAX = 1000;
  static final int ADDRESS_LENGTH_MAX = 320;

  /** Above this many characters a header is not read as addresses. */
  private static final int ADDRESS_HEADER_LENGTH_MAX = 256 * 1024;

  /** A longer header is only searched for addresses. */
  private static final int PARSED_LENGTH_MAX = 64 * 1024;

  /** Many programs write spaces into such a word, against RFC 2047. */
  private static final Pattern ENCODED_WORD = Pattern.compile(
      "=\\?([A-Za-z0-9][^?*\\s]{0,60})(?:\\*[^?\\s]{0,30})?\\?([bBqQ])\\?([^?\\r\\n]*)\\?=");

  /** An equals sign that encodes nothing. */
  private static final Pattern LONE_SIGN = Pattern.compile("=(?![0-9A-Fa-f]{2})");

  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s<>,;:\"()\\[\\]]{1,200}@[^\\s<>,;:\"()@]{1,255}");

  private static final Pattern PLAIN_ADDRESS = Pattern.compile("[^\\s<>]+|\"[^\"<>]*\"@[^\\s<>]+");

  private HeaderText() {}

  /** The header with its encoded words decoded, on one line and without control characters. */
  static String decode(String header) {
    return Text.plain(withoutWords(header, UnaryOperator.identity())).strip();
  }

  /**
   * Replaces each run of encoded words. The words of a run are joined before they are decoded,
   * since some programs cut a character in two.
   */
  private static String withoutWords(String header, UnaryOperator<String> replacement) {
    if (!header.contains("=?")) {
      return header;
    }
    var out = new StringBuilder();
    var run = new Run();
    var words = ENCODED_WORD.matcher(header);
    int end = 0;
    while (words.find()) {
      var between = header.substring(end, words.start());
      if (run.isEmpty() || !between.isBlank()) {
        run.endInto(out, replacement);
        out.append(between);
      }
      run.add(words);
      end = words.end();
    }
    run.endInto(out, replacement);
    return out.append(header, end, header.length()).toString();
  }

  /** Adjacent encoded words. */
  private static final class Run {
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String charset = "";
    private boolean empty = true;

    boolean isEmpty() {
      return empty;
    }

    void add(Matcher word) {
      if (!word.group(1).equalsIgnoreCase(charset)) {
        decodeBytes();
        charset = word.group(1);
      }
      empty = false;
      bytes.writeBytes(all(
          word.group(2).equalsIgnoreCase("b")
              ? new BASE64DecoderStream(stream(word.group(3)), true)
              : new QDecoderStream(stream(LONE_SIGN.matcher(word.group(3)).replaceAll("=3D")))));
    }

    private static InputStream stream(String encoded) {
      return new ByteArrayInputStream(encoded.getBytes(StandardCharsets.UTF_8));
    }

    void endInto(StringBuilder out, UnaryOperator<String> replacement) {
      if (!empty) {
        decodeBytes();
        out.append(replacement.apply(text.toString()));
        text.setLength(0);
        charset = "";
        empty = true;
      }
    }

    private void decodeBytes() {
      text.append(
          Charsets.decode(ByteBuffer.wrap(bytes.toByteArray()), charset, false).text());
      bytes.reset();
    }
  }

  private static byte[] all(InputStream decoded) {
    try (var steady = new SteadyStream(decoded)) {
      return steady.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be read", e);
    }
  }

  /**
   * The addresses of a header. Broken ones are left out; their name stays when it is all there is.
   */
  static List<MailAddress> addresses(String header) {
    if (header.isBlank()) {
      return List.of();
    }
    var cut = header.length() > ADDRESS_HEADER_LENGTH_MAX
        ? header.substring(0, ADDRESS_HEADER_LENGTH_MAX)
        : header;
    var names = new Names(cut);
    var plain = withoutWords(cut, names::placeholder);
    if (isLaboured(plain)) {
      return scanned(names.back(plain));
    }
    try {
      return parsed(plain, names);
    } catch (AddressException | RuntimeException e) {
      // the library throws whatever a broken header leads it to
      return scanned(names.back(plain));
    }
  }

  /**
   * Whether the parser would take square time over this header: it has brackets that nothing
   * closes, or is long.
   */
  private static boolean isLaboured(String header) {
    long addresses = header.chars().filter(c -> c == '@').count();
    long brackets = header.chars().filter(c -> "<([:".indexOf(c) >= 0).count();
    return header.length() > PARSED_LENGTH_MAX || brackets > 2 * addresses + 100;
  }

  private static List<MailAddress> parsed(String plain, Names names) throws AddressException {
    var addresses = new ArrayList<MailAddress>();
    for (var found : InternetAddress.parseHeader(plain, false)) {
      if (found.isGroup()) {
        for (var member : members(found)) {
          add(addresses, member, names);
        }
      } else {
        add(addresses, found, names);
      }
    }
    return List.copyOf(addresses);
  }

  private static InternetAddress[] members(InternetAddress group) throws AddressException {
    var members = group.getGroup(false);
    return members == null ? new InternetAddress[0] : members;
  }

  private static void add(List<MailAddress> addresses, InternetAddress found, Names names) {
    if (addresses.size() >= ADDRESSES_MAX) {
      return;
    }
    var address = Text.plain(names.back(found.getAddress() == null ? "" : found.getAddress()))
        .strip();
    var name = Text.plain(names.back(found.getPersonal() == null ? "" : found.getPersonal()))
        .strip();
    var inAddress = ADDRESS.matcher(address);
    if (!address.contains("@") || address.length() > ADDRESS_LENGTH_MAX || !inAddress.find()) {
      if (!name.isEmpty() || !address.isEmpty()) {
        addresses.add(new MailAddress(
            unquoted(name.isEmpty() ? Text.beginning(address, ADDRESS_LENGTH_MAX) : name), ""));
      }
      return;
    }
    addresses.add(new MailAddress(
        unquoted(name), PLAIN_ADDRESS.matcher(address).matches() ? address : inAddress.group()));
  }

  /** Some programs put quotes into an encoded name. */
  private static String unquoted(String name) {
    boolean quoted = name.length() >= 2
        && ((name.startsWith("\"") && name.endsWith("\""))
            || (name.startsWith("'") && name.endsWith("'")));
    return quoted ? name.substring(1, name.length() - 1).strip() : name;
  }

  /** What looks like an address in a header that breaks the rules. */
  private static List<MailAddress> scanned(String header) {
    var addresses = new ArrayList<MailAddress>();
    var found = ADDRESS.matcher(header);
    int end = 0;
    while (found.find() && addresses.size() < ADDRESSES_MAX) {
      var before = header.substring(end, found.start());
      addresses.add(new MailAddress(looseName(before), Text.plain(found.group())));
      end = found.end();
    }
    if (addresses.isEmpty()) {
      var name = looseName(header);
      return name.isEmpty()
          ? List.of()
          : List.of(new MailAddress(Text.beginning(name, ADDRESS_LENGTH_MAX), ""));
    }
    return List.copyOf(addresses);
  }

  private static String looseName(String text) {
    return Text.plain(text)
        .replaceAll("[<>,;:\"()\\[\\]]", " ")
        .replaceAll(" {2,}", " ")
        .strip();
  }

  /**
   * The decoded words of a header, for which plain atoms stand while the addresses are taken apart.
   */
  private static final class Names {
    private final Map<String, String> names = new LinkedHashMap<>();
    private final String stem;

    Names(String header) {
      var free = "encoded";
      while (header.contains(free)) {
        free += "w";
      }
      stem = free;
    }

    String placeholder(String name) {
      var atom = stem + names.size() + "z";
      names.put(atom, name);
      return atom;
    }

    String back(String text) {
      if (names.isEmpty() || !text.contains(stem)) {
        return text;
      }
      return Pattern.compile(Pattern.quote(stem) + "[0-9]+z")
          .matcher(text)
          .replaceAll(
              found -> Matcher.quoteReplacement(names.getOrDefault(found.group(), found.group())));
    }
  }
}
