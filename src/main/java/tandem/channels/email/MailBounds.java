package tandem.channels.email;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bounds of what a mail server says: the bytes of its answers to one command, and for IMAP also
 * the length of a literal and the number of mails in a folder, for which the mail library reserves
 * memory before anything comes. The content of a literal is not read as lines.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3501#section-4.3">RFC 3501, 4.3</a>
 */
final class MailBounds {

  /** A list of half a million new mails. */
  static final long IMAP_ANSWER_BYTES_MAX = 32L * 1024 * 1024;

  static final long SMTP_ANSWER_BYTES_MAX = 256L * 1024;

  /** More than the pieces in which mails are read. */
  static final long LITERAL_BYTES_MAX = 1024L * 1024;

  /** Of a line without its literals. */
  private static final int LINE_BYTES_MAX = 1024 * 1024;

  static final long MAILS_MAX = 2_000_000;

  /** A line's beginning has a number and EXISTS, its end the length of a literal. */
  private static final int KEPT = 40;

  private final boolean isImap;
  private final long answerMax;
  private final StringBuilder first = new StringBuilder();
  private final StringBuilder last = new StringBuilder();
  private final AtomicLong heard = new AtomicLong();
  private long literal;
  private int line;

  MailBounds(boolean isImap) {
    this.isImap = isImap;
    this.answerMax = isImap ? IMAP_ANSWER_BYTES_MAX : SMTP_ANSWER_BYTES_MAX;
  }

  /** We have said something: what follows is another answer. */
  void said() {
    heard.set(0);
  }

  /** Takes what the server says; returns what is wrong with it. */
  Optional<String> heard(byte[] bytes, int from, int length) {
    if (heard.addAndGet(Math.max(0, length)) > answerMax) {
      return Optional.of("the server's answer has more than " + answerMax / 1024 + " KB");
    }
    for (int at = from; isImap && at < from + length; at++) {
      if (literal > 0) {
        int skipped = (int) Math.min(literal, from + length - at);
        literal -= skipped;
        at += skipped - 1;
      } else {
        var wrong = take((char) (bytes[at] & 0xff));
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> take(char one) {
    if (++line > LINE_BYTES_MAX) {
      return Optional.of("the server's line has more than " + LINE_BYTES_MAX / 1024 + " KB");
    }
    if (one != '\n') {
      if (first.length() < KEPT) {
        first.append(one);
      }
      last.append(one);
      if (last.length() > 2 * KEPT) {
        last.delete(0, KEPT);
      }
      return Optional.empty();
    }
    long mails = number(first.toString(), "* ", " EXISTS");
    literal = Math.max(0, literalAtEnd(last.toString().stripTrailing()));
    line = 0;
    first.setLength(0);
    last.setLength(0);
    if (mails > MAILS_MAX) {
      return Optional.of("the server claims more than " + MAILS_MAX + " mails in one folder");
    }
    return literal > LITERAL_BYTES_MAX
        ? Optional.of("the server announces more than " + LITERAL_BYTES_MAX / 1024
            + " KB, which nobody has asked for")
        : Optional.empty();
  }

  private static long literalAtEnd(String line) {
    int open = line.lastIndexOf('{');
    return open < 0 ? -1 : number(line.substring(open), "{", "}");
  }

  /** Reads the number between two texts; -1 if there is none, and the largest if it is too long. */
  private static long number(String line, String before, String after) {
    var text = line.stripTrailing();
    if (!text.regionMatches(true, 0, before, 0, before.length())
        || !text.toUpperCase(Locale.ROOT).endsWith(after)
        || text.length() <= before.length() + after.length()) {
      return -1;
    }
    var digits = text.substring(before.length(), text.length() - after.length()).strip();
    if (digits.isEmpty() || !digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      return -1;
    }
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
