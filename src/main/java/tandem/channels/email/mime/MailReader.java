package tandem.channels.email.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bytes of a mail. No mail is fatal: what cannot be shown well is shown as text or
 * attached, and {@link ReadMail#notes} says so.
 */
public final class MailReader {

  private static final Logger LOG = LoggerFactory.getLogger(MailReader.class);

  /** So many bytes of a mail have its headers, or all that is read of them. */
  public static final int HEAD_BYTES_MAX = MailHeaders.BYTES_MAX + 1024;

  private MailReader() {}

  /**
   * Reads a mail from a stream; of one that is too large only the headers are kept. The caller
   * closes the stream.
   */
  public static ReadMail read(InputStream raw, ReadLimits limits, Instant receivedAt)
      throws IOException {
    return read(raw.readNBytes(limits.mailBytes() + 1), limits, receivedAt);
  }

  /** Reads a mail. The bytes must not change afterwards: its attachments are read from them. */
  public static ReadMail read(byte[] raw, ReadLimits limits, Instant receivedAt) {
    try {
      if (raw.length > limits.mailBytes()) {
        return headers(raw, raw.length, limits, receivedAt);
      }
      return new MailReading(limits, receivedAt).read(Slice.whole(raw));
    } catch (RuntimeException | StackOverflowError e) {
      // a bug here or in a library must not lose the mail
      LOG.error("a mail cannot be read bytes={}", raw.length, withoutWords(e));
      return unreadable(raw);
    }
  }

  /**
   * Reads the headers of a mail that is too large.
   *
   * @param head its beginning, which may end after the headers
   * @param size of the whole mail
   */
  public static ReadMail headers(byte[] head, long size, ReadLimits limits, Instant receivedAt) {
    try {
      return new MailReading(limits, receivedAt).headersOnly(Slice.whole(head), size);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("the headers of a mail cannot be read bytes={}", head.length, withoutWords(e));
      return unreadable(Arrays.copyOf(head, Math.min(head.length, HEAD_BYTES_MAX)));
    }
  }

  /** The place of a fault without its message, which may quote the mail. */
  static IllegalStateException withoutWords(Throwable fault) {
    var told = new IllegalStateException(fault.getClass().getName());
    told.setStackTrace(fault.getStackTrace());
    return told;
  }

  private static ReadMail unreadable(byte[] raw) {
    return new ReadMail(
        computedId(raw),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "",
        Optional.empty(),
        "",
        "",
        0,
        List.of(new MailAttachment(
            "mail.eml",
            "message/rfc822",
            "message/rfc822",
            raw.length,
            Optional.empty(),
            false,
            Slice.whole(raw)::stream)),
        List.of(),
        Set.of(MailNote.UNREADABLE),
        MailHeaders.read(new Slice(raw, 0, 0)),
        "message/rfc822",
        raw.length);
  }

  private static String computedId(byte[] raw) {
    return computedId(List.of(), Slice.whole(raw));
  }

  /**
   * An id for a mail without one. It ignores what differs between copies of a mail: the headers of
   * the way that it took, and the kind of line breaks.
   */
  static String computedId(List<String> headers, Slice body) {
    var digest = sha256();
    for (var header : headers) {
      digest.update(header.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    int from = body.from;
    for (int at = body.from; at < body.to; at++) {
      if (body.bytes[at] == '\r') {
        digest.update(body.bytes, from, at - from);
        from = at + 1;
      }
    }
    digest.update(body.bytes, from, body.to - from);
    return "sha256." + HexFormat.of().formatHex(digest.digest(), 0, 20) + "@message-id.invalid";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** At most so many bytes, and whether there were more. */
  static Beginning beginning(InputStream in, int bytesMax) {
    var out = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int room = bytesMax - out.size();
        out.write(buffer, 0, Math.min(n, room));
        if (n > room) {
          return new Beginning(Slice.whole(out.toByteArray()), true);
        }
      }
    } catch (IOException e) {
      // a broken encoding ends the content
      return new Beginning(Slice.whole(out.toByteArray()), false);
    }
    return new Beginning(Slice.whole(out.toByteArray()), false);
  }

  /** The beginning of some content. */
  record Beginning(Slice bytes, boolean cut) {}
}
