package tandem.storage.outbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The destinations that this node delivers to, by name. */
final class Receivers {

  private final Map<String, Receiver> receivers = new ConcurrentHashMap<>();

  void add(String destination, Outbox.Deliverer deliverer, Duration longestPause) {
    receivers.put(destination, new Receiver(deliverer, longestPause));
  }

  Optional<Receiver> of(OutboxMessage message) {
    return Optional.ofNullable(receivers.get(message.destination()));
  }

  /** Whether this node delivers the message and has room for it. */
  boolean hasRoom(OutboxMessage message) {
    return of(message).filter(Receiver::hasRoom).isPresent();
  }

  /** How many messages may be claimed, by the destinations that have room. */
  Map<String, Integer> claimable() {
    var rooms = new HashMap<String, Integer>();
    receivers.forEach((destination, receiver) -> {
      if (receiver.claimable() > 0) {
        rooms.put(destination, receiver.claimable());
      }
    });
    return rooms;
  }

  /** Notes whether messages to a destination wait in their rows. */
  void waiting(String destination, boolean isSo) {
    Optional.ofNullable(receivers.get(destination)).ifPresent(receiver -> receiver.waiting(isSo));
  }

  boolean anyIsWorthALook() {
    return receivers.values().stream().anyMatch(Receiver::isWorthALook);
  }
}
