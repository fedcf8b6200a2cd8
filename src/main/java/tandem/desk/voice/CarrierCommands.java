package tandem.desk.voice;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.routing.Commands;
import tandem.routing.CommittedFloor;
import tandem.routing.Routing;
import tandem.routing.engine.Contact;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The commands to carriers that follow from the floor's facts. A command is written together with
 * its fact and sent after the commit, until it becomes useless.
 */
public final class CarrierCommands implements Commands {

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private final String floor;

  public CarrierCommands(String floor) {
    this.floor = floor;
  }

  @Override
  public List<OutboxMessage> meantBy(long seq, Fact fact, Floor after) {
    return switch (fact) {
      case Fact.OfWork f ->
        command(f, after).stream().map(order -> message(seq, order)).toList();
      case Fact.OfWaiting f ->
        command(f, after).stream().map(order -> message(seq, order)).toList();
      case Fact.OfPresence _, Fact.OfPlan _, Fact.OfTime _ -> List.of();
    };
  }

  private static Optional<Order> command(Fact.OfWork fact, Floor after) {
    return switch (fact) {
      case Fact.Accepted f ->
        f.bridgeBy().flatMap(by -> bridge(f.offer().contact(), f.agent(), f.at(), by, after));
      case Fact.Held f ->
        f.asked() ? hold(f.contact(), f.agent(), f.at(), after) : Optional.empty();
      case Fact.Resumed f ->
        f.asked()
            ? order(
                f.contact(),
                after,
                call -> new CallCommand.Resume(
                    call, f.contact(), f.agent(), address(f.agent(), after), f.at()))
            : Optional.empty();
      case Fact.Finished f -> f.hangUp() ? hangUp(f.contact(), after) : Optional.empty();
      // a silent caller may still be on the line
      case Fact.WrapUpBegan f ->
        f.cause().equals(Rules.SILENT) || f.cause().equals(Rules.HUNG_UP_BY_AGENT)
            ? hangUp(f.contact(), after)
            : Optional.empty();
      case Fact.Connected _, Fact.BridgeFailed _, Fact.CameBack _ -> Optional.empty();
    };
  }

  private static Optional<Order> command(Fact.OfWaiting fact, Floor after) {
    return switch (fact) {
      case Fact.Abandoned f ->
        f.cause().equals(Rules.SILENT) ? hangUp(f.contact(), after) : Optional.empty();
      // a caller who is taken from an agent waits again and hears music
      case Fact.Moved f -> f.from().flatMap(agent -> hold(f.contact(), agent, f.at(), after));
      // the agent who has accepted waits for this customer
      case Fact.Linked f ->
        f.bridgeBy()
            .flatMap(by -> after
                .contact(f.contact())
                .flatMap(Contact::agent)
                .flatMap(agent -> bridge(f.contact(), agent, f.at(), by, after)));
      case Fact.Queued _,
          Fact.Scheduled _,
          Fact.Cancelled _,
          Fact.Identified _,
          Fact.Heard _,
          Fact.Offered _,
          Fact.OfferClosed _,
          Fact.LeftEarly _ -> Optional.empty();
    };
  }

  /** A command and its endpoint. */
  private record Order(Endpoint endpoint, CallCommand command) {}

  /**
   * An agent without an address cannot be bridged; the bridge's deadline then puts the caller back
   * in the queue.
   */
  private static Optional<Order> bridge(
      ContactId id, AgentId agent, Instant since, Instant until, Floor after) {
    return address(agent, after)
        .flatMap(address -> order(
            id, after, call -> new CallCommand.Bridge(call, id, agent, address, since, until)));
  }

  private static Optional<Order> hold(ContactId id, AgentId agent, Instant since, Floor after) {
    return order(
        id, after, call -> new CallCommand.Hold(call, id, agent, address(agent, after), since));
  }

  private static Optional<Order> hangUp(ContactId id, Floor after) {
    return order(id, after, call -> new CallCommand.Hangup(call, id));
  }

  /** Makes a command for a call with a caller; other channels have other commands. */
  private static Optional<Order> order(
      ContactId id, Floor after, Function<String, CallCommand> command) {
    return after
        .endpoint(id)
        .filter(_ -> after.channel(id).equals(Optional.of(Channel.CALL)))
        .map(endpoint -> new Order(endpoint, command.apply(endpoint.reference())));
  }

  private static Optional<String> address(AgentId agent, Floor after) {
    return after.planned(agent).flatMap(FloorPlan.Agent::address);
  }

  private OutboxMessage message(long seq, Order order) {
    var command = order.command();
    return new OutboxMessage(
        floor + ":" + seq,
        "carrier:" + order.endpoint().carrier(),
        command.contact().toString(),
        command.kind(),
        Json.write(command));
  }

  /**
   * Delivers commands to carriers. If a carrier refuses a bridge for good, the bridge has failed;
   * if it refuses to hold or to resume a caller, the floor shows the caller as before.
   */
  public static Outbox.Deliverer to(
      Carrier carrier, CommittedFloor floor, Routing routing, InstantSource clock) {
    return (message, again) -> {
      var command = Json.read(message.body(), CallCommand.class);
      var at = clock.instant();
      return floor.read(now -> standing(command, now, at)).compose(standing -> switch (standing) {
        case LATE -> Future.failedFuture(new Failure.Unavailable("its time is over", COME_AGAIN));
        case MEANT -> tell(carrier, routing, message.key(), command, again);
        case OVER -> Future.succeededFuture();
        case AHEAD ->
          Future.failedFuture(
              new Failure.Unavailable("this node has not heard of its fact yet", COME_AGAIN));
      });
    };
  }

  /** The result of comparing a command with the floor of the node that delivers it. */
  private enum Standing {
    /** The floor wants it. */
    MEANT,
    /** The contact has changed since; the command is obsolete. */
    OVER,
    /**
     * Its time is over. The floor is about to decide otherwise, or to state that time was lost,
     * which moves the time.
     */
    LATE,
    /** Another node owns the floor, and this node has not yet got the fact of the command. */
    AHEAD
  }

  private static Standing standing(CallCommand command, Floor floor, Instant now) {
    var standing = standing(command, floor);
    return command instanceof CallCommand.Bridge bridge
            && deadline(bridge, standing, floor).isBefore(now)
        ? Standing.LATE
        : standing;
  }

  /** The floor's deadline, which may have moved since the command was written. */
  private static Instant deadline(CallCommand.Bridge bridge, Standing standing, Floor floor) {
    return floor
        .contact(bridge.contact())
        .filter(_ -> standing == Standing.MEANT)
        .flatMap(contact -> contact.phase() instanceof Phase.Connecting connecting
            ? connecting.bridgeBy()
            : Optional.empty())
        .orElse(bridge.until());
  }

  private static Standing standing(CallCommand command, Floor floor) {
    return switch (command) {
      case CallCommand.Bridge bridge -> standing(bridge, bridge.since(), floor);
      case CallCommand.Hold hold -> standing(hold, hold.since(), floor);
      case CallCommand.Resume resume -> standing(resume, resume.since(), floor);
      // a command to hang up never becomes obsolete
      case CallCommand.Hangup _ -> Standing.MEANT;
    };
  }

  /**
   * Compares a command with the floor: the caller may be back in the queue or talk to another agent
   * by now.
   */
  private static Standing standing(CallCommand command, Instant since, Floor floor) {
    if (floor.time().isBefore(since)) {
      return Standing.AHEAD;
    }
    return floor
            .contact(command.contact())
            .filter(contact -> !contact.since().isAfter(since))
            .isPresent()
        ? Standing.MEANT
        : Standing.OVER;
  }

  private static Future<Void> tell(
      Carrier carrier, Routing routing, String key, CallCommand command, boolean again) {
    return carrier
        .carryOut(key, command.asItCame(), again)
        .compose(taken -> switch (taken) {
          case TOLD -> Future.<Void>succeededFuture();
          case JOINED ->
            joined(command)
                .map(signal -> routing.tell(signal).<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
        })
        .recover(failure -> switch (failure) {
          // the call has ended, perhaps without an event: the floor must not wait for it
          case Failure.NotFound _ ->
            routing.tell(new Signal.ContactLeft(command.contact(), "lost")).mapEmpty();
          case Failure.Conflict never ->
            refused(command, String.valueOf(never.getMessage()), routing);
          case Throwable notNow -> Future.failedFuture(notNow);
        });
  }

  /** Returns the signal for a command that had joined the two; the carrier's report was lost. */
  private static Optional<Signal> joined(CallCommand command) {
    return switch (command) {
      case CallCommand.Bridge bridge ->
        Optional.of(new Signal.Bridged(bridge.contact(), Optional.of(bridge.agent())));
      case CallCommand.Resume resume ->
        Optional.of(new Signal.Bridged(resume.contact(), Optional.of(resume.agent())));
      case CallCommand.Hold _, CallCommand.Hangup _ -> Optional.empty();
    };
  }

  private static Future<Void> refused(CallCommand command, String why, Routing routing) {
    return stillSo(command, why)
        .map(signal -> routing.tell(signal).<Void>mapEmpty())
        .orElseGet(Future::succeededFuture)
        .compose(_ -> Future.failedFuture(new Outbox.Refused(why)));
  }

  /**
   * Returns the signal for a command that was not carried out although the floor assumed it was.
   */
  private static Optional<Signal> stillSo(CallCommand command, String why) {
    return switch (command) {
      case CallCommand.Bridge bridge ->
        Optional.of(new Signal.BridgeFailed(bridge.contact(), Optional.of(bridge.agent()), why));
      case CallCommand.Hold hold ->
        Optional.of(new Signal.HoldFailed(
            hold.contact(), Optional.of(hold.agent()), Optional.of(hold.since())));
      case CallCommand.Resume resume ->
        Optional.of(new Signal.ResumeFailed(
            resume.contact(), Optional.of(resume.agent()), Optional.of(resume.since())));
      case CallCommand.Hangup _ -> Optional.empty();
    };
  }
}
