package tandem.base;

import java.util.Locale;

/** The kind of connection over which a contact comes. */
public enum Channel {
  CALL,
  CHAT,
  MESSAGE,
  EMAIL;

  /** Whether people write on it, so that what they say is stored as messages. */
  public boolean isWritten() {
    return this != CALL;
  }

  /** Reads the channel of a word. */
  public static Channel of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word in JSON, SQL and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
