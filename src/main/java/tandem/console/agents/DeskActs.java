package tandem.console.agents;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.desk.agents.AgentCommands;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** The carrying out of agents' commands: most become signals to routing. */
final class DeskActs {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** An agent who has seen no effect of a command for this time expects none any more. */
  static final Duration LATE_AFTER = Duration.ofSeconds(5);

  private final AgentCommands routing;
  private final DeskTalks talks;
  private final InstantSource clock;

  DeskActs(AgentCommands routing, DeskTalks talks, InstantSource clock) {
    this.routing = routing;
    this.talks = talks;
    this.clock = clock;
  }

  /**
   * Carries out an agent's command; {@link Failure.Conflict} (in the future) when the agent may not
   * give it.
   */
  Future<Void> act(Screen screen, DeskCommand.Do command) {
    var agent = screen.session().agent();
    return switch (command.act()) {
      case DeskCommand.Typing(var conversation, boolean isTyping) ->
        talks.typing(screen, conversation, isTyping);
      case DeskCommand.Read(var conversation, int number) ->
        talks.read(agent, conversation, number);
      case DeskCommand.View(var conversation, var away) ->
        talks.view(screen, conversation, away.orElse(false));
      case DeskCommand.Misspoken(var why) -> Future.failedFuture(why);
      case DeskCommand.Signalled act ->
        tell(
            agent,
            command.id(),
            late(act, command.askedAt())
                .<Signal>map(age -> new Signal.CameLate(agent, age))
                .orElseGet(() -> signal(agent, act)));
    };
  }

  /** Returns the age of a command that comes too late; empty if it is in time. */
  private Optional<Duration> late(DeskCommand.Signalled act, Optional<Instant> askedAt) {
    return askedAt
        .filter(_ -> act instanceof DeskCommand.Timely)
        .map(at -> Duration.between(at, clock.instant()))
        .filter(age -> age.compareTo(LATE_AFTER) > 0);
  }

  private Future<Void> tell(AgentId agent, String id, Signal signal) {
    return routing
        .tell(agent, id, signal)
        .compose(decision -> failure(decision)
            .<Future<Void>>map(Future::failedFuture)
            .orElseGet(Future::succeededFuture));
  }

  private static Signal signal(AgentId agent, DeskCommand.Signalled act) {
    return switch (act) {
      case DeskCommand.Ready _ -> new Signal.PresenceAsked(agent, new Presence.Ready());
      case DeskCommand.NotReady(var reason) ->
        new Signal.PresenceAsked(agent, new Presence.NotReady(reason));
      case DeskCommand.Offline _ -> new Signal.PresenceAsked(agent, new Presence.Offline());
      case DeskCommand.Accept(var offer) -> new Signal.OfferAccepted(offer, agent);
      case DeskCommand.Decline(var offer) -> new Signal.OfferDeclined(offer, agent);
      case DeskCommand.Hold(var contact) -> new Signal.HoldAsked(contact, agent);
      case DeskCommand.Resumed(var contact) -> new Signal.ResumeAsked(contact, agent);
      case DeskCommand.HangUp(var contact) -> new Signal.HangUpAsked(contact, agent);
    };
  }

  /**
   * Translates routing's refusal into a failure for the desk; empty when the command was accepted.
   */
  private static Optional<Failure> failure(Decision decision) {
    return switch (decision) {
      case Decision.Decided _ -> Optional.empty();
      case Decision.Refused(var no, var why) ->
        Optional.of(
            switch (no) {
              case UNKNOWN, GONE, REPEATED, NOT_NOW, LATE -> new Failure.Conflict(why);
              case INVALID -> new Failure.Invalid(why);
              case FULL -> new Failure.TooMany(why, RETRY_AFTER);
            });
    };
  }
}
