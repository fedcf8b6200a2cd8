package tandem.storage.nodes;

import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Failure;

/**
 * A message from one node to another. As text it is a line that names its kind, and then the text:
 *
 * <pre>
 * news CHANNEL
 * ask NUMBER CHANNEL
 * answer NUMBER
 * failed NUMBER STATUS
 * </pre>
 */
sealed interface NodeMessage {

  /** The longest message, in characters; a floor's document is far below it. */
  int LENGTH_MAX = 16 * 1024 * 1024;

  Pattern CHANNEL = Pattern.compile("[a-z0-9._-]{1,100}");
  Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  Pattern STATUS = Pattern.compile("[1-5][0-9]{2}");

  String text();

  /** Says something on a channel; no answer is expected. */
  record News(String channel, String text) implements NodeMessage {
    public News {
      require(CHANNEL, channel, "channel");
    }
  }

  /**
   * Asks for an answer.
   *
   * @param number the answer repeats it
   */
  record Ask(long number, String channel, String text) implements NodeMessage {
    public Ask {
      require(CHANNEL, channel, "channel");
    }
  }

  record Answer(long number, String text) implements NodeMessage {}

  /**
   * The answer that there is none.
   *
   * @param status as in HTTP: 422 if the fault is in what was asked
   */
  record Failed(long number, int status, String text) implements NodeMessage {}

  private static void require(Pattern form, String value, String what) {
    Failure.require(form.matcher(value).matches(), what + " must look like " + form);
  }

  default String write() {
    var line = switch (this) {
      case News news -> "news " + news.channel();
      case Ask ask -> "ask " + ask.number() + " " + ask.channel();
      case Answer answer -> "answer " + answer.number();
      case Failed failed -> "failed " + failed.number() + " " + failed.status();
    };
    return line + "\n" + text();
  }

  /** Reads a message; empty if it is none. */
  static Optional<NodeMessage> read(String written) {
    int end = written.indexOf('\n');
    if (end < 0) {
      return Optional.empty();
    }
    var words = written.substring(0, end).split(" ", -1);
    var text = written.substring(end + 1);
    if (is(words, "news", CHANNEL)) {
      return Optional.of(new News(words[1], text));
    }
    if (is(words, "ask", NUMBER, CHANNEL)) {
      return Optional.of(new Ask(Long.parseLong(words[1]), words[2], text));
    }
    if (is(words, "answer", NUMBER)) {
      return Optional.of(new Answer(Long.parseLong(words[1]), text));
    }
    if (is(words, "failed", NUMBER, STATUS)) {
      return Optional.of(new Failed(Long.parseLong(words[1]), Integer.parseInt(words[2]), text));
    }
    return Optional.empty();
  }

  private static boolean is(String[] words, String kind, Pattern... forms) {
    if (words.length != forms.length + 1 || !words[0].equals(kind)) {
      return false;
    }
    for (int i = 0; i < forms.length; i++) {
      if (!forms[i].matcher(words[i + 1]).matches()) {
        return false;
      }
    }
    return true;
  }
}
