package tandem.channels.email;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The bounds of what a mail server says: the bytes of its answers to one command, and for IMAP also
 * the length of a literal and the number of mails in a folder, for which the mail library reserves
 * memory before anything comes.
 *
 * <p>A length or number counts in every form that some reader could take for one. But only the
 * literals that the library reads as such are skipped: else a server could hide from us what the
 * library sees. The library knows a literal only by a brace directly before CR and LF, and it looks
 * for that brace also at the end of the literal before.
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

  /** Enough for a number that is too large and the word after it. */
  private static final int START_KEPT = 40;

  /** The library ignores what follows the word; and the space before the number may be missing. */
  private static final Pattern MAILS =
      Pattern.compile("\\* ?\\+?(?<number>[0-9]+) EXISTS\\b.*", Pattern.CASE_INSENSITIVE);

  /** The library makes a list of all numbers that are gone, however many one range names. */
  private static final Pattern VANISHED =
      Pattern.compile("\\* ?(?:\\+?[0-9]* )?VANISHED\\b.*", Pattern.CASE_INSENSITIVE);

  private final boolean isImap;
  private final long answerMax;
  private final StringBuilder start = new StringBuilder();
  private final Brace brace = new Brace();
  private final AtomicLong heard = new AtomicLong();
  private char before;
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
      char one = (char) (bytes[at] & 0xff);
      brace.take(one);
      if (literal > 0) {
        literal--;
      } else {
        var wrong = take(one);
        if (wrong.isPresent()) {
          return wrong;
        }
      }
      before = one;
    }
    return Optional.empty();
  }

  private Optional<String> take(char one) {
    if (++line > LINE_BYTES_MAX) {
      return Optional.of("the server's line has more than " + LINE_BYTES_MAX / 1024 + " KB");
    }
    if (brace.announced() > LITERAL_BYTES_MAX) {
      return Optional.of("the server announces more than " + LITERAL_BYTES_MAX / 1024
          + " KB, which nobody has asked for");
    }
    if (one != '\n') {
      keep(one);
      return Optional.empty();
    }
    var said = start.toString();
    line = 0;
    start.setLength(0);
    if (before == '\r') {
      literal = Math.max(0, brace.literal());
      brace.forget();
    }
    if (mails(said) > MAILS_MAX) {
      return Optional.of("the server claims more than " + MAILS_MAX + " mails in one folder");
    }
    return VANISHED.matcher(said).matches()
        ? Optional.of("the server says VANISHED, which nobody has asked for")
        : Optional.empty();
  }

  /** Keeps the start of a line without what may be there any number of times. */
  private void keep(char one) {
    int length = start.length();
    char last = length == 0 ? '\n' : start.charAt(length - 1);
    if (last == '0' && isDigit(one) && (length < 2 || !isDigit(start.charAt(length - 2)))) {
      start.setCharAt(length - 1, one);
    } else if (length < START_KEPT && one != '\r' && !(one == ' ' && last == ' ')) {
      start.append(one);
    }
  }

  private static long mails(String line) {
    var mails = MAILS.matcher(line);
    if (!mails.matches()) {
      return -1;
    }
    var number = mails.group("number");
    return number.length() > 18 ? Long.MAX_VALUE : Long.parseLong(number);
  }

  private static boolean isDigit(char one) {
    return one >= '0' && one <= '9';
  }

  /** The last brace that was opened, and the number in it. */
  private static final class Brace {

    private enum At {
      NOWHERE,
      NUMBER,
      CLOSED,
      CR,
      CRLF
    }

    private At at = At.NOWHERE;
    private long number;
    private boolean hasDigits;

    /** Whether it has only digits, as the library wants it. */
    private boolean isExact;

    void take(char one) {
      at = switch (one) {
        case '{' -> opened();
        case '}' -> at == At.NUMBER && hasDigits ? At.CLOSED : At.NOWHERE;
        case '\r' -> at == At.CLOSED ? At.CR : At.NOWHERE;
        case '\n' -> at == At.CR ? At.CRLF : At.NOWHERE;
        default -> at == At.NUMBER ? numbered(one) : At.NOWHERE;
      };
    }

    private At opened() {
      number = 0;
      hasDigits = false;
      isExact = true;
      return At.NUMBER;
    }

    private At numbered(char one) {
      if (isDigit(one)) {
        hasDigits = true;
        number = Math.min(number * 10 + one - '0', Integer.MAX_VALUE);
        return At.NUMBER;
      }
      isExact = false;
      return one == ' ' || one == '+' ? At.NUMBER : At.NOWHERE;
    }

    /** The number in a brace that has just been closed, in any form; -1 if there is none. */
    long announced() {
      return at == At.CLOSED || at == At.CR || at == At.CRLF ? number : -1;
    }

    /** The length of the literal that begins here for the library; -1 if none does. */
    long literal() {
      return at == At.CRLF && isExact ? number : -1;
    }

    void forget() {
      at = At.NOWHERE;
    }
  }
}
