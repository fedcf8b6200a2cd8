package tandem.storage.outbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The messages that this node has in memory until they are marked, and those that it marked lately.
 * Used on the loop.
 */
final class Held {

  /** More than are marked while a writer's transaction goes from its statement to its commit. */
  private static final int MARKED_MAX = 5_000;

  private final Map<Long, Receiver> held = new HashMap<>();

  /** What was marked lately: a transaction that began before may have seen it undelivered. */
  private final Map<Long, Boolean> marked = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
      return size() > MARKED_MAX;
    }
  };

  /** False when the message is held already: a handover and a look can cross. */
  boolean add(LeasedMessage message, Receiver receiver) {
    boolean isNew = held.putIfAbsent(message.id(), receiver) == null;
    if (isNew) {
      receiver.take();
    }
    return isNew;
  }

  /** Whether the message is held, or was until lately. */
  boolean knows(long id) {
    return held.containsKey(id) || marked.containsKey(id);
  }

  void marked(LeasedMessage message) {
    forget(message);
    marked.put(message.id(), true);
  }

  void forget(LeasedMessage message) {
    var receiver = held.remove(message.id());
    if (receiver != null) {
      receiver.release();
    }
  }

  void forget(Collection<LeasedMessage> messages) {
    messages.forEach(this::forget);
  }

  Collection<Long> ids() {
    return held.keySet();
  }

  boolean isEmpty() {
    return held.isEmpty();
  }
}
