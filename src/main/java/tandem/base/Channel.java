package tandem.base;

import java.util.Locale;

/** The way a contact reaches us. */
public enum Channel {
  CALL,
  CHAT,
  MESSAGE,
  EMAIL;

  /** As it stands in JSON, SQL and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
