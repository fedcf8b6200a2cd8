package tandem.channels.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How fast the agents of a queue have begun chats lately. An estimate is the pace of the last
 * chats, and it gets longer while none begins. With too few chats nobody can say.
 */
final class Pace {

  private static final int COUNTED_MAX = 20;
  private static final int COUNTED_MIN = 3;
  private static final Duration COUNTED_FOR = Duration.ofHours(1);
  private static final Duration STEP = Duration.ofSeconds(30);

  private final Deque<Instant> began = new ArrayDeque<>();

  void began(Instant at) {
    began.addLast(at);
    if (began.size() > COUNTED_MAX) {
      began.removeFirst();
    }
  }

  /** Returns how long a visitor at this place will wait, in whole steps. */
  Optional<Duration> wait(int place, Instant now) {
    while (!began.isEmpty() && began.getFirst().isBefore(now.minus(COUNTED_FOR))) {
      began.removeFirst();
    }
    if (began.size() < COUNTED_MIN) {
      return Optional.empty();
    }
    var each = Duration.between(began.getFirst(), now).dividedBy(began.size());
    var steps = each.multipliedBy(place).plus(STEP).minusMillis(1).dividedBy(STEP);
    return Optional.of(STEP.multipliedBy(Math.max(1, steps)));
  }
}
