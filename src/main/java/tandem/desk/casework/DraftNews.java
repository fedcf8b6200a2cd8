package tandem.desk.casework;

import io.vertx.core.Vertx;
import tandem.base.AgentId;
import tandem.storage.nodes.NodeNews;

/**
 * A draft was saved; with version 0 it was deleted.
 *
 * @param order grows with each save and each deletion; news may come in another order
 */
public record DraftNews(AgentId agent, Drafts.Draft draft, long version, long order) {

  /** The news for the other screens of the same agent at every node. */
  public static NodeNews<DraftNews> news(Vertx vertx) {
    return NodeNews.ofJson(vertx, "tandem.drafts.as_text", DraftNews.class);
  }
}
