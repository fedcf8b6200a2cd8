package tandem.storage.outbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.storage.nodes.NodeNews;

/**
 * The messages that this node gives back untried, and the news of it: the other nodes need not wait
 * for their next look. Used on the loop.
 */
final class Returns {

  private static final Logger LOG = LoggerFactory.getLogger(Returns.class);

  private static final String LOOK = "look";

  private final OutboxLoop loop;
  private final OutboxRows rows;
  private final NodeNews<String> news;

  Returns(Vertx vertx, OutboxLoop loop, OutboxRows rows) {
    this.loop = loop;
    this.rows = rows;
    this.news = new NodeNews<>(vertx, "tandem.outbox", Function.identity(), Function.identity());
  }

  /** The listener is called when a node has left messages in the database. */
  void listen(Runnable heard) {
    news.listen(_ -> loop.run(heard));
  }

  Future<Void> start() {
    return news.start();
  }

  Future<Void> stop() {
    return news.stop();
  }

  void giveBack(Collection<LeasedMessage> messages) {
    giveBack(messages, () -> {});
  }

  /** Ends the leases; their messages can be claimed at once, or when their pause is over. */
  void giveBack(Collection<LeasedMessage> messages, Runnable then) {
    if (messages.isEmpty()) {
      then.run();
      return;
    }
    loop.ask(rows.giveBack(List.copyOf(messages), loop.now()), result -> {
      if (result.failed()) {
        LOG.warn(
            "messages are left until their leases end count={} error={}",
            messages.size(),
            result.cause().getMessage());
      }
      then.run();
    });
  }

  /** Tells all nodes that messages were left; after they can be claimed. */
  void tell() {
    news.say(LOOK);
  }
}
