package tandem.channels.email.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tandem.base.Text;

/** The headers of a mail or of a part, on one line each. Names may be given in any case. */
public final class MailHeaders {

  /** More bytes than this are not read as headers. */
  static final int BYTES_MAX = 2 * 1024 * 1024;

  /** How many headers of one name are given. */
  private static final int SAME_NAME_MAX = 1000;

  /** How many headers of one name are read as addresses; there should be one. */
  private static final int ADDRESS_HEADERS_MAX = 10;

  private static final int LINE_NAME_MAX = 200;

  /** Headers that show that a block of headers goes on behind a broken line. */
  private static final Set<String> TELLING = Set.of(
      "from",
      "to",
      "date",
      "subject",
      "message-id",
      "received",
      "mime-version",
      "content-type",
      "content-transfer-encoding",
      "content-disposition");

  private static final Pattern BREAK = Pattern.compile("[\\r\\n]+");

  private final InternetHeaders headers;
  private final int length;
  private String charset = "";

  private MailHeaders(InternetHeaders headers, int length) {
    this.headers = headers;
    this.length = length;
  }

  /**
   * Reads headers that stand alone, such as those of a report; what follows an empty line is not
   * read.
   */
  public static MailHeaders of(byte[] bytes) {
    return Entity.of(Slice.whole(bytes), "text/plain").headers;
  }

  static MailHeaders read(Slice block) {
    try {
      return new MailHeaders(
          new InternetHeaders(block.beginning(BYTES_MAX).stream()), block.length());
    } catch (MessagingException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }

  /**
   * The position after the headers: behind the empty line, or at the first line that is no header.
   */
  static int end(Slice entity) {
    int at = entity.from;
    while (at < entity.to) {
      if (entity.isLineBreak(at)) {
        return at;
      }
      int next = entity.lineAfter(at);
      if (!looksLikeHeader(entity, at) && !headersGoOn(entity, next)) {
        return at;
      }
      at = next;
    }
    return at;
  }

  private static boolean looksLikeHeader(Slice entity, int at) {
    byte first = entity.bytes[at];
    if (first == ' ' || first == '\t' || nameLength(entity, at) > 0) {
      return true;
    }
    // the envelope line of a mailbox file
    return at == entity.from
        && (entity.startsAt(at, "From ".getBytes(StandardCharsets.US_ASCII))
            || entity.startsAt(at, ">From ".getBytes(StandardCharsets.US_ASCII)));
  }

  /** The length of a header's name that begins here; 0 when there is none. */
  private static int nameLength(Slice entity, int at) {
    int i = at;
    while (i < entity.to
        && i - at < LINE_NAME_MAX
        && entity.bytes[i] > ' '
        && entity.bytes[i] < 0x7f
        && entity.bytes[i] != ':') {
      i++;
    }
    int length = i - at;
    while (i < entity.to && (entity.bytes[i] == ' ' || entity.bytes[i] == '\t')) {
      i++;
    }
    return i < entity.to && entity.bytes[i] == ':' ? length : 0;
  }

  private static boolean headersGoOn(Slice entity, int from) {
    int at = from;
    for (int lines = 0; at < entity.to && lines < 50 && !entity.isLineBreak(at); lines++) {
      int length = nameLength(entity, at);
      if (length > 0
          && TELLING.contains(new String(entity.bytes, at, length, StandardCharsets.ISO_8859_1)
              .toLowerCase(Locale.ROOT))) {
        return true;
      }
      at = entity.lineAfter(at);
    }
    return false;
  }

  boolean areCut() {
    return length > BYTES_MAX;
  }

  /** The charset of 8-bit headers that are not UTF-8: the one that the text declares. */
  void assume(String declared) {
    charset = declared;
  }

  /** The first header of this name as it was written. */
  public Optional<String> raw(String name) {
    return written(name).stream().findFirst();
  }

  /** The first header of this name, decoded; empty text counts as none. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** All headers of this name, decoded, without empty ones. */
  public List<String> all(String name) {
    return written(name).stream()
        .map(HeaderText::decode)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  public boolean has(String name) {
    return headers.getHeader(name) != null;
  }

  /** The addresses of all headers of this name. */
  public List<MailAddress> addresses(String name) {
    return written(name).stream()
        .limit(ADDRESS_HEADERS_MAX)
        .flatMap(header -> HeaderText.addresses(header).stream())
        .limit(HeaderText.ADDRESSES_MAX)
        .toList();
  }

  private List<String> written(String name) {
    String[] values = headers.getHeader(name);
    if (values == null) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    for (var value : values) {
      if (texts.size() == SAME_NAME_MAX) {
        break;
      }
      texts.add(unfolded(value));
    }
    return texts;
  }

  private String unfolded(String value) {
    var bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
    var text = Charsets.decode(bytes, charset, false).text();
    return Text.plain(BREAK.matcher(text).replaceAll("")).strip();
  }
}
