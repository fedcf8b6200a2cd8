package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import tandem.storage.nodes.NodeNews;

/**
 * The news of conversations, for the listeners of every node. News may get lost: a message has a
 * number, and a listener that misses one reads it.
 */
public final class ConversationFeed {

  private final NodeNews<ConversationNews> news;

  public ConversationFeed(Vertx vertx) {
    news = NodeNews.ofJson(vertx, "tandem.conversations", ConversationNews.class);
  }

  /** Begins to hear news, this node's own too; completes when no more of it can be missed. */
  public Future<Void> start() {
    return news.start();
  }

  public Future<Void> stop() {
    return news.stop();
  }

  /** Adds a listener, which is called on the bus's event loop and must not block. */
  public void listen(Consumer<ConversationNews> listener) {
    news.listen(listener);
  }

  /** Says what is new; after the commit. */
  public void say(ConversationNews news) {
    this.news.say(news);
  }
}
