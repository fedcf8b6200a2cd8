package tandem.routing;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.routing.engine.Decision;
import tandem.storage.InboxEvent;

/**
 * The events of a term that wait for their answer, and the last ones that got it. A repeat of such
 * an event gets the same answer without a query, and no batch contains an event twice.
 */
final class EventMemory {

  private static final int ANSWERED_MAX = 10_000;

  private final Map<InboxEvent.Key, Future<Decision>> underWay = new HashMap<>();
  private final Map<InboxEvent.Key, Future<Decision>> answered = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<InboxEvent.Key, Future<Decision>> eldest) {
      return size() > ANSWERED_MAX;
    }
  };

  Optional<Future<Decision>> answer(InboxEvent event) {
    var waiting = underWay.get(event.key());
    return Optional.ofNullable(waiting != null ? waiting : answered.get(event.key()));
  }

  /** Adds an event; a repeat of it gets the same answer from now on. */
  void add(InboxEvent event, Told told) {
    var answer = told.promise().future();
    underWay.put(event.key(), answer);
    answer.onComplete(result -> {
      underWay.remove(event.key());
      if (result.succeeded() && !isForNow(told, result.result())) {
        answered.put(event.key(), answer);
      }
    });
  }

  /** Such an answer is not stored: the sender may repeat the event and get another answer. */
  private static boolean isForNow(Told told, Decision decision) {
    return decision instanceof Decision.Refused no && no.isForNow(told.signal());
  }
}
