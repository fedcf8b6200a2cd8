package tandem.base;

import java.util.Locale;

/** The kind of connection over which a contact comes. */
public enum Channel {
  CALL,
  CHAT,
  MESSAGE,
  EMAIL;

  /** The word in JSON, SQL and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
