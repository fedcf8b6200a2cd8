package tandem.storage.outbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The messages that this node has in memory until they are marked, and the last ones that it has
 * marked. Used on the loop.
 */
final class Held {

  /** More messages than are marked between a writer's statement and its commit. */
  private static final int MARKED_MAX = 5_000;

  private final Map<Long, Receiver> held = new HashMap<>();

  /** The last marked messages: a transaction that began before may have seen them undelivered. */
  private final Map<Long, Boolean> marked = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
      return size() > MARKED_MAX;
    }
  };

  /** Adds a message. Returns false if it is held already: a handover and a look can cross. */
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
