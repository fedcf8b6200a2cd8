package tandem.desk.supervision;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Consumer;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.document.Json;
import tandem.storage.nodes.NodeNews;

/** The news of supervisors' acts, for the screens of the agents concerned at every node. */
public final class SupervisionFeed {

  /** What a supervisor did. */
  public enum Act {
    /** Changed the agent's presence. */
    PRESENCE,
    /** Gave a contact that waited to the agent. */
    GIVEN,
    /** Moved a contact that was offered to the agent or waited for them alone. */
    MOVED_AWAY,
    /** Took a contact from the agent. */
    TAKEN_BACK,
    /** Ended the agent's wrap-up. */
    WRAP_UP_ENDED
  }

  /**
   * A supervisor did something that an agent sees.
   *
   * @param contact the contact with which it was done; empty for the presence
   * @param by the supervisor's account
   */
  public record News(AgentId agent, Act act, Optional<ContactId> contact, String by, String why) {}

  private final NodeNews<News> news;

  public SupervisionFeed(Vertx vertx) {
    news = new NodeNews<>(
        vertx, "tandem.supervision", Json::write, text -> Json.read(text, News.class));
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

  void say(News said) {
    news.say(said);
  }
}
