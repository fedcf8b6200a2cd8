package tandem.storage.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The marks of delivered messages. One statement marks everything that was delivered within a short
 * time, or while the last statement ran. Used on the loop.
 */
final class Marks {

  private static final Logger LOG = LoggerFactory.getLogger(Marks.class);

  private static final Duration GATHERING = Duration.ofMillis(50);
  private static final Duration MARK_AGAIN = Duration.ofSeconds(1);

  private final OutboxLoop loop;
  private final OutboxRows rows;
  private final Held held;
  private final Receivers receivers;
  private final Looks looks;
  private final OutboxLoop.Timer timer;
  private List<LeasedMessage> delivered = new ArrayList<>();
  private boolean marking;

  Marks(OutboxLoop loop, OutboxRows rows, Held held, Receivers receivers, Looks looks) {
    this.loop = loop;
    this.rows = rows;
    this.held = held;
    this.receivers = receivers;
    this.looks = looks;
    this.timer = loop.timer(this::mark);
  }

  /** Marks a message soon; it is held until then. */
  void add(LeasedMessage message) {
    delivered.add(message);
    if (message.claimed() || !loop.isRunning()) {
      mark(); // its successor may wait in its row
    } else {
      timer.setAtLatest(GATHERING);
    }
  }

  /** Marks everything that was delivered, now or right after the statement under way. */
  void mark() {
    if (marking || delivered.isEmpty()) {
      return;
    }
    marking = true;
    var now = delivered;
    delivered = new ArrayList<>();
    loop.ask(rows.delivered(now, loop.now()), result -> {
      marking = false;
      if (result.succeeded()) {
        marked(now);
        mark();
      } else {
        LOG.warn(
            "delivered messages cannot be marked count={} error={}",
            now.size(),
            result.cause().getMessage());
        markLater(now);
      }
    });
  }

  private void marked(List<LeasedMessage> messages) {
    messages.forEach(held::marked);
    if (messages.stream().anyMatch(LeasedMessage::claimed) || receivers.anyIsWorthALook()) {
      looks.look();
    }
  }

  /** If another node claims them meanwhile, they are delivered once more: at least once. */
  private void markLater(List<LeasedMessage> messages) {
    if (loop.isRunning()) {
      delivered.addAll(messages);
      timer.setAtLatest(MARK_AGAIN);
    } else {
      held.forget(messages);
      mark(); // what was delivered meanwhile has its own try
    }
  }
}
