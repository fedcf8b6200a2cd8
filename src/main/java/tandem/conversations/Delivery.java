package tandem.conversations;

import java.util.Locale;

/** How far a message has come. */
public enum Delivery {
  /** It came from the customer. */
  RECEIVED,
  /** It is stored and will be sent. */
  QUEUED,
  /** The carrier has it. */
  SENT,
  /** It cannot be delivered; the message has the reason. */
  FAILED,
  /** The customer's device or mailbox has it. */
  DELIVERED,
  /** The customer has read it. */
  READ;

  /** The word in JSON and SQL. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Delivery of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
