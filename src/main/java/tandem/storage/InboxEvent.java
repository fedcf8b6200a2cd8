package tandem.storage;

/**
 * An event from outside that must have its effect once.
 *
 * @param source who sent it: {@code native}, {@code twilio}, {@code desk:<agent>}
 * @param event what it is known again by: the sender's id of it, and of a call's event its kind and
 *     call
 * @param body what it said, as JSON text
 */
public record InboxEvent(String source, String event, String body) {

  /** What an event is known again by among the events of all senders. */
  public record Key(String source, String event) {}

  public Key key() {
    return new Key(source, event);
  }
}
