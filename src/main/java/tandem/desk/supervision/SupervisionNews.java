package tandem.desk.supervision;

import io.vertx.core.Vertx;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.storage.nodes.NodeNews;

/**
 * A supervisor did something that an agent sees.
 *
 * @param contact the contact with which it was done; empty for the presence
 * @param by the supervisor's account
 */
public record SupervisionNews(
    AgentId agent, Act act, Optional<ContactId> contact, String by, String why) {

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

  /** The news for the screens of the agents concerned at every node. */
  public static NodeNews<SupervisionNews> news(Vertx vertx) {
    return NodeNews.ofJson(vertx, "tandem.supervision", SupervisionNews.class);
  }
}
