package tandem.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.document.Json;
import tandem.routing.Routing;
import tandem.routing.engine.Outcome;
import tandem.routing.engine.Signal;
import tandem.storage.Inbox;
import tandem.storage.InboxEvent;

/**
 * What an agent asks of routing: done once, however often it is asked under one id, and a repeat
 * hears what the first was told, after a restart too.
 */
public final class AgentCommands {

  /**
   * What routing said; stored with what was done.
   *
   * @param no why nothing was done; absent when it was
   */
  public record Answer(Optional<Outcome.No> no, String why) {
    private static Answer of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Accepted _ -> new Answer(Optional.empty(), "");
        case Outcome.Refused(var no, var why) -> new Answer(Optional.of(no), why);
      };
    }
  }

  private final Routing routing;
  private final Inbox inbox;

  public AgentCommands(Routing routing, Inbox inbox) {
    this.routing = routing;
    this.inbox = inbox;
  }

  public Future<Answer> tell(AgentId agent, String command, Signal signal) {
    var source = "desk:" + agent;
    return inbox
        .firstAnswer(source, command)
        .compose(first -> first
            .map(known -> Future.succeededFuture(read(known)))
            .orElseGet(() -> routing
                .tell(
                    signal,
                    new InboxEvent(source, command, Json.write(signal)),
                    outcome -> Json.MAPPER.valueToTree(Answer.of(outcome)))
                .map(Answer::of)));
  }

  /** The agent's first screen is there. */
  public Future<Void> found(AgentId agent) {
    return routing.tell(new Signal.AgentFound(agent)).mapEmpty();
  }

  /** The agent's last screen is gone. */
  public Future<Void> lost(AgentId agent) {
    return routing.tell(new Signal.AgentLost(agent)).mapEmpty();
  }

  private static Answer read(JsonNode stored) {
    return Json.read(stored.toString(), Answer.class);
  }
}
