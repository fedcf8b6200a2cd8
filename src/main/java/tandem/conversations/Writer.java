package tandem.conversations;

import java.util.Locale;

/** The kind of author of a message. */
public enum Writer {
  CUSTOMER,
  AGENT,
  /** An automatic answer: a receipt, an answer out of hours. */
  RESPONDER,
  /** A step of an entry flow. */
  FLOW;

  /** The word in JSON and SQL. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Writer of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
