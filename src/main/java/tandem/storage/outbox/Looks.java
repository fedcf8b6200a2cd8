package tandem.storage.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The looks into the rows for messages whose lease is over. The next look is made at the earliest
 * end of a lease that the last one saw, at the latest after the time of one lease; news, and room
 * in memory, make it at once. Used on the loop.
 */
final class Looks {

  private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

  /** Pauses between looks while a message waits for one that another node has. */
  private static final List<Duration> WAITING = List.of(
      Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration PAUSE_MIN = Duration.ofMillis(100);

  private final OutboxLoop loop;
  private final Claims claims;
  private final Duration lease;
  private final Receivers receivers;
  private final Held held;
  private final Consumer<List<LeasedMessage>> claimed;
  private final OutboxLoop.Timer timer;
  private final DatabaseTime databaseTime = new DatabaseTime();
  private boolean looking;
  private boolean lookAgain;

  /** How many looks have been made since a message had to wait for one of another node. */
  private int looks = WAITING.size();

  /** Until then leases seem to be over because the database's clock was set. */
  private Instant claimFrom = Instant.MIN;

  /** @param claimed takes the messages that a look has claimed */
  Looks(
      OutboxLoop loop,
      Claims claims,
      Duration lease,
      Receivers receivers,
      Held held,
      Consumer<List<LeasedMessage>> claimed) {
    this.loop = loop;
    this.claims = claims;
    this.lease = lease;
    this.receivers = receivers;
    this.held = held;
    this.claimed = claimed;
    this.timer = loop.timer(this::look);
  }

  /** Looks now, or once more after the look under way. */
  void look() {
    if (looking) {
      lookAgain = true;
      return;
    }
    var now = loop.now();
    var rooms = receivers.claimable();
    if (now.isBefore(claimFrom)) {
      lookIn(Duration.between(now, claimFrom));
    } else if (!loop.isRunning() || rooms.isEmpty()) {
      lookIn(lease);
    } else {
      look(rooms, now);
    }
  }

  /**
   * Looks soon, and then at growing pauses: a message waits for an earlier one that this node does
   * not have, and no news tells of its end.
   */
  void waitForAnother() {
    looks = 0;
    if (!looking && loop.isRunning()) {
      timer.setAtLatest(WAITING.getFirst());
    }
  }

  void stop() {
    timer.cancel();
  }

  private void lookIn(Duration pause) {
    timer.cancel();
    if (loop.isRunning()) {
      timer.set(pause);
    }
  }

  private void look(Map<String, Integer> rooms, Instant now) {
    timer.cancel();
    looking = true;
    rooms.keySet().forEach(destination -> receivers.waiting(destination, false));
    loop.ask(claims.claim(rooms, held.ids(), databaseTime.atMost(now), now), result -> {
      looking = false;
      if (result.succeeded()) {
        found(rooms, now, result.result());
      } else {
        LOG.warn("outbox cannot be read error={}", result.cause().getMessage());
        lookIn(AFTER_FAILURE);
      }
      if (lookAgain) {
        lookAgain = false;
        look();
      }
    });
  }

  private void found(Map<String, Integer> rooms, Instant asked, Claims.Found found) {
    var now = loop.now();
    if (databaseTime.wasSetForward(asked, now, found.now())) {
      LOG.warn("the database's clock was set forward");
      claimFrom = now.plus(lease);
    }
    claimed.accept(found.claimed());
    var counts = new HashMap<String, Integer>();
    found.claimed().forEach(each -> counts.merge(each.message().destination(), 1, Integer::sum));
    rooms.forEach((destination, room) -> {
      if (counts.getOrDefault(destination, 0).equals(room)) { // there may be more
        receivers.waiting(destination, true);
        lookAgain = true;
      }
    });
    lookIn(untilNext(found));
  }

  private Duration untilNext(Claims.Found found) {
    var next = lease;
    if (looks < WAITING.size()) {
      next = shorter(next, WAITING.get(looks++));
    }
    if (found.next().isPresent()) {
      next = shorter(next, Duration.between(found.now(), found.next().get()));
    }
    return next.compareTo(PAUSE_MIN) > 0 ? next : PAUSE_MIN;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
