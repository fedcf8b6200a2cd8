package tandem.base;

import java.util.Locale;

/** Where an order can be. */
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

  /** As it stands in JSON and SQL. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
