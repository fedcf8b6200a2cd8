package tandem.base;

import java.util.Locale;

/** The state of an order at its shop. */
public enum OrderState {
  PLACED,
  PACKED,
  SHIPPED,
  DELIVERED,
  RETURNED,
  CANCELLED;

  public static OrderState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The state's word in JSON and SQL. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
