package tandem.storage;

/**
 * An event from outside that must have its effect once.
 *
 * @param source the sender: {@code native}, {@code twilio}, {@code desk:<agent>}
 * @param event the id by which a repeat is recognized: the sender's id, for a call's event with its
 *     kind and call
 * @param body the content, as JSON text
 */
public record InboxEvent(String source, String event, String body) {

  /** The key that identifies an event among the events of all senders. */
  public record Key(String source, String event) {}

  public Key key() {
    return new Key(source, event);
  }
}
