package tandem.storage.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The renewals of leases. A first message whose lease ran out before its turn needs one before it
 * is tried. One statement renews all the leases that ran out while the last one was under way. Used
 * on the loop.
 */
final class Renewals {

  private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

  /** Hears the end of each renewal. */
  @FunctionalInterface
  interface Listener {
    /**
     * Called when the statement for the line's first message has ended.
     *
     * @param asked this node's time before the statement
     * @param isMine whether the lease goes on; else another node has the message, or may have it
     */
    void renewed(Line line, Instant asked, boolean isMine);
  }

  private final OutboxLoop loop;
  private final OutboxRows rows;
  private final Duration lease;
  private final Listener listener;
  private List<Line> waiting = new ArrayList<>();
  private boolean renewing;

  Renewals(OutboxLoop loop, OutboxRows rows, Duration lease, Listener listener) {
    this.loop = loop;
    this.rows = rows;
    this.lease = lease;
    this.listener = listener;
  }

  void add(Line line) {
    waiting.add(line);
    renew();
  }

  private void renew() {
    if (renewing || waiting.isEmpty()) {
      return;
    }
    renewing = true;
    var lines = waiting;
    waiting = new ArrayList<>();
    var asked = loop.now();
    loop.ask(rows.renew(lines.stream().map(Line::first).toList(), lease), result -> {
      renewing = false;
      if (result.failed()) {
        LOG.warn("leases cannot be renewed error={}", result.cause().getMessage());
      }
      for (var line : lines) {
        listener.renewed(
            line,
            asked,
            result.succeeded() && result.result().contains(line.first().id()));
      }
      renew();
    });
  }
}
