package tandem.desk.voice;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.customers.PhoneNumbers;
import tandem.routing.engine.FloorPlan;

/** The queues of our own numbers. A live caller always joins a queue. */
final class CalledNumbers {

  /** The kind of alert for calls to an unknown number, which join the default queue. */
  static final String UNKNOWN_NUMBER = "unknown_number";

  static final String INACTIVE_QUEUE = "inactive_queue";

  private static final int ROUTES_REMEMBERED_MAX = 1_000;
  private static final int CALLED_LENGTH_MAX = 100;

  /** The queue of a call, and the alert that it raises. */
  record Route(QueueId queue, Optional<String> alert) {}

  private final FloorPlan plan;
  private final PhoneNumbers phones;
  private final Map<String, QueueId> queues = new HashMap<>();

  /**
   * Routes by the carriers' spelling of a number, because parsing a number is expensive and our
   * numbers are few.
   */
  private final Map<String, Optional<Route>> routes = new ConcurrentHashMap<>();

  /**
   * The called numbers of one floor document.
   *
   * @param phones gives each number one spelling
   */
  CalledNumbers(FloorPlan plan, PhoneNumbers phones) {
    this.plan = plan;
    this.phones = phones;
    plan.entrances().stream()
        .filter(entrance -> entrance.channel() == Channel.CALL)
        .forEach(entrance -> queues.put(phones.called(entrance.address()), entrance.queue()));
  }

  /**
   * Compares by identity: a plan is immutable, and comparing whole plans would cost more than it
   * saves.
   */
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(FloorPlan other) {
    return plan == other;
  }

  /** Returns the route of a call; empty only when no queue of the floor takes calls. */
  Optional<Route> route(String called) {
    var known = routes.get(called);
    if (known != null) {
      return known;
    }
    var route = routeOf(called);
    if (routes.size() < ROUTES_REMEMBERED_MAX && called.length() <= CALLED_LENGTH_MAX) {
      routes.put(called, route);
    }
    return route;
  }

  private Optional<Route> routeOf(String called) {
    var queue = Optional.ofNullable(queues.get(phones.called(called)))
        .or(() -> phones.read(called).other().map(queues::get));
    return queue
        .filter(this::takesCalls)
        .map(open -> new Route(open, Optional.empty()))
        .or(() -> anyOpen()
            .map(open ->
                new Route(open, Optional.of(queue.isPresent() ? INACTIVE_QUEUE : UNKNOWN_NUMBER))));
  }

  private Optional<QueueId> anyOpen() {
    return plan.defaultQueue()
        .filter(this::takesCalls)
        .or(() -> plan.queues().stream()
            .filter(CalledNumbers::takesCalls)
            .map(FloorPlan.Queue::id)
            .min(Comparator.naturalOrder()));
  }

  private boolean takesCalls(QueueId id) {
    return plan.queues().stream().anyMatch(queue -> queue.id().equals(id) && takesCalls(queue));
  }

  private static boolean takesCalls(FloorPlan.Queue queue) {
    return queue.active() && queue.channel() == Channel.CALL;
  }
}
