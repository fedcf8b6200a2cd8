package tandem.desk.casework;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import tandem.base.AgentId;
import tandem.document.Json;
import tandem.storage.nodes.NodeNews;

/** The news of saved drafts, for the other screens of the same agent at every node. */
public final class DraftFeed {

  /**
   * A draft was saved; with version 0 it was deleted.
   *
   * @param order grows with each save and each deletion; news may come in another order
   */
  public record News(AgentId agent, Drafts.Draft draft, long version, long order) {}

  private final NodeNews<News> news;

  public DraftFeed(Vertx vertx) {
    news = new NodeNews<>(
        vertx, "tandem.drafts.as_text", Json::write, text -> Json.read(text, News.class));
  }

  public Future<Void> start() {
    return news.start();
  }

  public Future<Void> stop() {
    return news.stop();
  }

  /** Adds a listener, which is called on the bus's event loop and must not block. */
  public void listen(Consumer<News> listener) {
    news.listen(listener);
  }

  void say(News saved) {
    news.say(saved);
  }
}
