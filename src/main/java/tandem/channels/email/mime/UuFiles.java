package tandem.channels.email.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A plain text body with the files that old programs write into it by uuencode. */
record UuFiles(List<Slice> texts, List<File> files) {

  private static final byte[] BEGIN = "begin ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "end".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern HEAD = Pattern.compile("begin [0-7]{3,4} (\\S[^\\r\\n]{0,250})");

  /** A file: its name, and its lines from begin to end. */
  record File(String name, Slice lines) {}

  static UuFiles in(Slice body, int filesMax) {
    var texts = new ArrayList<Slice>();
    var files = new ArrayList<File>();
    int textFrom = body.from;
    int at = body.from;
    while (at < body.to && files.size() < filesMax) {
      int next = body.lineAfter(at);
      if (body.startsAt(at, BEGIN)) {
        var head = HEAD.matcher(
            new Slice(body.bytes, at, Math.min(next, at + 300)).latin1().stripTrailing());
        int end = head.matches() ? end(body, next) : -1;
        if (end > 0) {
          texts.add(new Slice(body.bytes, textFrom, at));
          files.add(new File(head.group(1), new Slice(body.bytes, at, end)));
          textFrom = end;
          next = end;
        }
      }
      at = next;
    }
    texts.add(body.after(textFrom));
    return new UuFiles(texts, files);
  }

  /** The position after the file that begins here; -1 when its lines are none of uuencode. */
  private static int end(Slice body, int first) {
    int lines = 0;
    int at = first;
    while (at < body.to) {
      int next = body.lineAfter(at);
      if (body.startsAt(at, END) && (at + 3 == body.to || body.isLineBreak(at + 3))) {
        return lines == 0 ? -1 : next;
      }
      if (!isEncoded(body, at, next)) {
        return -1;
      }
      lines++;
      at = next;
    }
    return -1;
  }

  private static boolean isEncoded(Slice body, int at, int next) {
    int length = next - at;
    while (length > 0 && body.isLineBreak(at + length - 1)) {
      length--;
    }
    if (length == 0) {
      return true;
    }
    int first = body.bytes[at] & 0xff;
    if (first < ' ' || first > '`') {
      return false;
    }
    int bytes = (first - ' ') & 63;
    int characters = (bytes + 2) / 3 * 4;
    // trailing spaces may be lost, a check character may follow
    return length - 1 <= characters + 2 && length - 1 >= bytes * 4 / 3 - 4;
  }
}
