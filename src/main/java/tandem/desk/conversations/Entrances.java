package tandem.desk.conversations;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.routing.engine.FloorPlan;

/**
 * The queues of our own addresses on channels where people write. A message always joins a queue if
 * any takes its channel. Pure.
 */
final class Entrances {

  /** The kind of alert for a message to an address that the floor document does not name. */
  static final String UNKNOWN_ENTRANCE = "unknown_entrance";

  static final String INACTIVE_QUEUE = "inactive_queue";

  /** The queue of a message, and the alert that it raises. */
  record Route(QueueId queue, Optional<String> alert) {}

  private Entrances() {}

  /** Returns the route of a message; empty only when no queue takes contacts of this channel. */
  static Optional<Route> route(
      FloorPlan plan, Channel channel, String address, Optional<QueueId> wanted) {
    if (wanted.filter(queue -> takes(plan, queue, channel)).isPresent()) {
      return wanted.map(queue -> new Route(queue, Optional.empty()));
    }
    var named = plan.entrances().stream()
        .filter(entrance -> entrance.channel() == channel)
        .filter(entrance -> same(entrance.address(), address))
        .map(FloorPlan.Entrance::queue)
        .findFirst();
    return named
        .filter(queue -> takes(plan, queue, channel))
        .map(queue -> new Route(queue, Optional.empty()))
        .or(() -> any(plan, channel)
            .map(queue -> new Route(
                queue, Optional.of(named.isPresent() ? INACTIVE_QUEUE : UNKNOWN_ENTRANCE))));
  }

  private static boolean same(String ours, String address) {
    return ours.strip().toLowerCase(Locale.ROOT).equals(address.strip().toLowerCase(Locale.ROOT));
  }

  private static Optional<QueueId> any(FloorPlan plan, Channel channel) {
    return plan.defaultQueue()
        .filter(queue -> takes(plan, queue, channel))
        .or(() -> plan.queues().stream()
            .filter(queue -> takes(queue, channel))
            .map(FloorPlan.Queue::id)
            .min(Comparator.naturalOrder()));
  }

  private static boolean takes(FloorPlan plan, QueueId id, Channel channel) {
    return plan.queues().stream().anyMatch(queue -> queue.id().equals(id) && takes(queue, channel));
  }

  private static boolean takes(FloorPlan.Queue queue, Channel channel) {
    return queue.active() && queue.channel() == channel;
  }
}
