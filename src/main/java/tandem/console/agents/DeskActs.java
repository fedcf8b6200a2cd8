package tandem.console.agents;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.desk.agents.AgentCommands;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** The translation of agents' commands into signals to routing. */
final class DeskActs {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final AgentCommands routing;

  DeskActs(AgentCommands routing) {
    this.routing = routing;
  }

  /** Carries out an agent's command; {@link Failure.Conflict} when the agent may not give it. */
  Future<Decision> act(AgentId agent, DeskCommand.Do command) {
    return switch (command.act()) {
      case DeskCommand.Ready _ -> ask(agent, command, new Presence.Ready());
      case DeskCommand.NotReady(var reason) -> ask(agent, command, new Presence.NotReady(reason));
      case DeskCommand.Offline _ -> ask(agent, command, new Presence.Offline());
      case DeskCommand.Accept(var offer) ->
        routing.tell(agent, command.id(), new Signal.OfferAccepted(offer, agent));
      case DeskCommand.Decline(var offer) ->
        routing.tell(agent, command.id(), new Signal.OfferDeclined(offer, agent));
      case DeskCommand.Hold(var contact) ->
        routing.tell(agent, command.id(), new Signal.HoldAsked(contact, agent));
      case DeskCommand.Resumed(var contact) ->
        routing.tell(agent, command.id(), new Signal.ResumeAsked(contact, agent));
      case DeskCommand.Misspoken(var why) -> Future.failedFuture(why);
    };
  }

  private Future<Decision> ask(AgentId agent, DeskCommand.Do command, Presence presence) {
    return routing.tell(agent, command.id(), new Signal.PresenceAsked(agent, presence));
  }

  /**
   * Translates routing's refusal into a failure for the desk; empty when the command was accepted.
   */
  static Optional<Failure> failure(Decision decision) {
    return switch (decision) {
      case Decision.Decided _ -> Optional.empty();
      case Decision.Refused(var no, var why) ->
        Optional.of(
            switch (no) {
              case UNKNOWN, GONE, REPEATED, NOT_NOW -> new Failure.Conflict(why);
              case INVALID -> new Failure.Invalid(why);
              case FULL -> new Failure.TooMany(why, RETRY_AFTER);
            });
    };
  }
}
