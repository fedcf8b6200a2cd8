package tandem.channels.email.mime;

import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a multipart body apart into slices of the raw mail, at most so many. */
final class Multipart extends MimeMultipart {

  private static final int BOUNDARY_LENGTH_MAX = 1000;

  private final List<Slice> slices = new ArrayList<>();
  private final int slicesMax;
  private boolean full;

  private Multipart(Slice body, String boundary, int slicesMax) throws MessagingException {
    super(new Source(body, boundary));
    this.slicesMax = slicesMax;
  }

  /** The parts of a body, and whether there were more. */
  record Parts(List<Slice> slices, boolean more) {}

  /** The parts; empty when the body has no line that begins a part. */
  static Optional<Parts> split(Entity entity, int slicesMax) {
    var body = entity.body;
    var boundary = entity.boundary().map(Multipart::trimmed);
    var start = boundary.flatMap(text -> firstLine(body, "--" + text));
    if (start.isEmpty()) {
      // a program that names one boundary and writes another, or names none
      boundary = firstBoundary(body);
      start = boundary.flatMap(text -> firstLine(body, "--" + text));
    }
    if (start.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(split(body.after(start.get()), boundary.orElseThrow(), slicesMax));
  }

  private static Parts split(Slice body, String boundary, int slicesMax) {
    try {
      var multipart = new Multipart(body, boundary, slicesMax);
      try {
        multipart.parse();
      } catch (MessagingException e) {
        // the slices found so far stay
        multipart.parsed = true;
      }
      return new Parts(List.copyOf(multipart.slices), multipart.full);
    } catch (MessagingException e) {
      return new Parts(List.of(), false);
    }
  }

  /** A boundary's end is cut like the lines that are compared with it. */
  private static String trimmed(String boundary) {
    return boundary.stripTrailing();
  }

  private static Optional<Integer> firstLine(Slice body, String line) {
    var expected = line.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = body.from; at < body.to; at = body.lineAfter(at)) {
      if (body.startsAt(at, expected) && endsLine(body, at + expected.length)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private static boolean endsLine(Slice body, int position) {
    int at = position;
    while (at < body.to && (body.bytes[at] == ' ' || body.bytes[at] == '\t')) {
      at++;
    }
    return at >= body.to || body.isLineBreak(at);
  }

  /** The boundary that the first line of dashes and text shows, when headers follow it. */
  private static Optional<String> firstBoundary(Slice body) {
    var content = "content-".getBytes(StandardCharsets.ISO_8859_1);
    for (int at = body.from; at < body.to; at = body.lineAfter(at)) {
      int next = body.lineAfter(at);
      if (body.bytes[at] == '-'
          && at + 2 < next
          && body.bytes[at + 1] == '-'
          && startsIgnoringCase(body, next, content)) {
        var line = new Slice(body.bytes, at, Math.min(next, at + BOUNDARY_LENGTH_MAX))
            .latin1()
            .strip();
        if (line.length() > 2) {
          return Optional.of(line.substring(2));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean startsIgnoringCase(Slice body, int position, byte[] expected) {
    if (body.to - position < expected.length) {
      return false;
    }
    return new String(body.bytes, position, expected.length, StandardCharsets.ISO_8859_1)
        .equalsIgnoreCase(new String(expected, StandardCharsets.ISO_8859_1));
  }

  @Override
  protected MimeBodyPart createMimeBodyPart(InputStream part) throws MessagingException {
    if (slices.size() == slicesMax) {
      full = true;
      throw new MessagingException("the mail has more parts than are read");
    }
    slices.add(((Slice.Stream) part).slice());
    return new MimeBodyPart();
  }

  /** The body, from its first boundary on. */
  private record Source(Slice body, String boundary) implements DataSource {

    @Override
    public InputStream getInputStream() {
      return body.stream();
    }

    @Override
    public OutputStream getOutputStream() {
      throw new UnsupportedOperationException("a mail that is read is not written");
    }

    @Override
    public String getContentType() {
      return "multipart/mixed; boundary=\"" + boundary.replace("\\", "\\\\").replace("\"", "\\\"")
          + "\"";
    }

    @Override
    public String getName() {
      return "";
    }
  }
}
