package tandem.reports;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;

/** The time within which each queue should answer, from the facts of the routing plan. */
final class AnswerTargets {

  private final Map<QueueId, Duration> targets = new HashMap<>();

  void add(Fact.OfPlan fact) {
    switch (fact) {
      case Fact.FloorPlanned f ->
        f.changes().queues().forEach(queue -> targets.put(queue.id(), queue.answerWithin()));
    }
  }

  boolean isMet(QueueId queue, Duration waited) {
    return waited.compareTo(targets.getOrDefault(queue, Duration.ZERO)) <= 0;
  }
}
