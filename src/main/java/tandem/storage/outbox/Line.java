package tandem.storage.outbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The messages of one destination and subject that this node has, in their order; at least one. The
 * first of them is being tried, pauses, or waits for its lease to be renewed.
 */
final class Line {

  private final Receiver receiver;
  private final String name;
  private final Deque<LeasedMessage> messages = new ArrayDeque<>();
  private final OutboxLoop.Timer pause;

  /** @param goesOn is called after a pause */
  Line(LeasedMessage first, Receiver receiver, OutboxLoop loop, Consumer<Line> goesOn) {
    this.receiver = receiver;
    this.name = first.line();
    this.pause = loop.timer(() -> goesOn.accept(this));
    messages.add(first);
  }

  String name() {
    return name;
  }

  Receiver receiver() {
    return receiver;
  }

  /** The pause before the next try of the first message. */
  OutboxLoop.Timer pause() {
    return pause;
  }

  LeasedMessage first() {
    return messages.getFirst();
  }

  List<LeasedMessage> messages() {
    return List.copyOf(messages);
  }

  void add(LeasedMessage message) {
    messages.addLast(message);
  }

  /** Takes the first message away; false when it was the last one. */
  boolean removeFirst() {
    messages.removeFirst();
    return !messages.isEmpty();
  }

  /** Takes all messages away but the first, and returns them. */
  List<LeasedMessage> removeRest() {
    var first = messages.removeFirst();
    var rest = messages();
    messages.clear();
    messages.add(first);
    return rest;
  }

  /** The first message has another lease now. */
  void replaceFirst(LeasedMessage message) {
    messages.removeFirst();
    messages.addFirst(message);
  }
}
