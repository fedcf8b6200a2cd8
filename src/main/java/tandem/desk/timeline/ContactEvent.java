package tandem.desk.timeline;

import java.util.Locale;

/** An event in the story of a contact; the contract lists them all. */
public enum ContactEvent {
  SCHEDULED,
  CANCELLED,
  QUEUED,
  /** It waits elsewhere, or for one agent alone. */
  MOVED,
  /** A customer who had no endpoint has been reached. */
  LINKED,
  IDENTIFIED,
  OFFERED,
  ACCEPTED,
  DECLINED,
  EXPIRED,
  /** The offer was taken back; the agent did not decline it. */
  WITHDRAWN,
  CONNECTED,
  BRIDGE_FAILED,
  CAME_BACK,
  HELD,
  RESUMED,
  ABANDONED,
  WRAP_UP,
  CLOSED;

  /** The event's word in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
