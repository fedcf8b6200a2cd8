package tandem.desk.timeline;

import java.util.Locale;

/** What can happen with a contact, as its case's timeline tells it; the contract lists them all. */
public enum ContactEvent {
  QUEUED,
  OFFERED,
  ACCEPTED,
  DECLINED,
  EXPIRED,
  /** Nobody said no: the offer was taken back. */
  WITHDRAWN,
  CONNECTED,
  BRIDGE_FAILED,
  CAME_BACK,
  HELD,
  RESUMED,
  ABANDONED,
  WRAP_UP,
  CLOSED;

  /** As it stands in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
