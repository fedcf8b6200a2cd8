package tandem.desk.voice;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
      case Fact.OfPresence _, Fact.OfPlan _ -> List.of();
    };
  }

  private static Optional<Order> command(Fact.OfWork fact, Floor after) {
    return switch (fact) {
      case Fact.Accepted f ->
        f.bridgeBy()
            .flatMap(by -> order(
                CallCommand.BRIDGE,
                f.offer().contact(),
                Optional.of(f.agent()),
                Optional.of(f.at()),
                Optional.of(by),
                after));
      case Fact.Held f ->
        f.asked()
            ? order(CallCommand.HOLD, f.contact(), f.agent(), f.at(), after)
            : Optional.empty();
      case Fact.Resumed f ->
        f.asked()
            ? order(CallCommand.RESUME, f.contact(), f.agent(), f.at(), after)
            : Optional.empty();
      case Fact.Finished f -> f.hangUp() ? hangUp(f.contact(), after) : Optional.empty();
      // if the caller is there after all, the carrier gets the hang-up
      case Fact.WrapUpBegan f ->
        f.cause().equals(Rules.SILENT) ? hangUp(f.contact(), after) : Optional.empty();
      case Fact.Connected _, Fact.BridgeFailed _, Fact.CameBack _ -> Optional.empty();
    };
  }

  private static Optional<Order> command(Fact.OfWaiting fact, Floor after) {
    return switch (fact) {
      case Fact.Abandoned f ->
        f.cause().equals(Rules.SILENT) ? hangUp(f.contact(), after) : Optional.empty();
      // a caller who is taken from an agent waits again and hears music
      case Fact.Moved f ->
        f.from().flatMap(agent -> order(CallCommand.HOLD, f.contact(), agent, f.at(), after));
      // the agent who has accepted waits for this customer
      case Fact.Linked f ->
        f.bridgeBy()
            .flatMap(by -> order(
                CallCommand.BRIDGE,
                f.contact(),
                after.contact(f.contact()).flatMap(Contact::agent),
                Optional.of(f.at()),
                Optional.of(by),
                after));
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

  private static Optional<Order> hangUp(ContactId id, Floor after) {
    return order(
        CallCommand.HANGUP, id, Optional.empty(), Optional.empty(), Optional.empty(), after);
  }

  private static Optional<Order> order(
      String kind, ContactId id, AgentId agent, Instant since, Floor after) {
    return order(kind, id, Optional.of(agent), Optional.of(since), Optional.empty(), after);
  }

  /**
   * Makes a command for a call with a caller; other channels have other commands. An agent without
   * an address cannot be bridged; the bridge's deadline then puts the caller back in the queue.
   */
  private static Optional<Order> order(
      String kind,
      ContactId id,
      Optional<AgentId> agent,
      Optional<Instant> since,
      Optional<Instant> until,
      Floor after) {
    var address = agent.flatMap(after::planned).flatMap(FloorPlan.Agent::address);
    if (kind.equals(CallCommand.BRIDGE) && address.isEmpty()) {
      return Optional.empty();
    }
    return after
        .endpoint(id)
        .filter(_ -> after.channel(id).equals(Optional.of(Channel.CALL)))
        .map(endpoint -> new Order(
            endpoint,
            new CallCommand(kind, endpoint.reference(), id, agent, address, since, until)));
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
      if (command.until().filter(until -> until.isBefore(clock.instant())).isPresent()) {
        return Future.failedFuture(new Outbox.Refused("too late"));
      }
      return floor.read(now -> standing(command, now)).compose(standing -> switch (standing) {
        case MEANT -> tell(carrier, routing, message.key(), command, again);
        case OVER -> Future.succeededFuture();
        case AHEAD ->
          Future.failedFuture(
              new Failure.Unavailable("this node has not heard of its fact yet", COME_AGAIN));
      });
    };
  }

  /** How a command stands to the floor of the node that is to deliver it. */
  private enum Standing {
    /** The floor wants it. */
    MEANT,
    /** It came late, and the floor has gone on. */
    OVER,
    /** Another node owns the floor, and its facts have not come so far here. */
    AHEAD
  }

  private static Standing standing(CallCommand command, Floor floor) {
    if (command.since().filter(floor.time()::isBefore).isPresent()) {
      return Standing.AHEAD;
    }
    return isMeant(command, floor) ? Standing.MEANT : Standing.OVER;
  }

  /**
   * Whether the floor still wants a late command: the caller may be back in the queue or talking to
   * another agent by now.
   */
  private static boolean isMeant(CallCommand command, Floor floor) {
    return command
        .since()
        .map(since -> floor
            .contact(command.contact())
            .filter(contact -> !contact.since().isAfter(since))
            .isPresent())
        .orElse(true);
  }

  private static Future<Void> tell(
      Carrier carrier, Routing routing, String key, CallCommand command, boolean again) {
    return carrier
        .carryOut(key, command.asItCame(), again)
        .compose(taken -> switch (taken) {
          case TOLD -> Future.<Void>succeededFuture();
          // the carrier's report of it was lost
          case JOINED ->
            routing.tell(new Signal.Bridged(command.contact(), command.agent())).<Void>mapEmpty();
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
    return switch (command.order()) {
      case BRIDGE -> Optional.of(new Signal.BridgeFailed(command.contact(), command.agent(), why));
      case HOLD -> Optional.of(new Signal.HoldFailed(command.contact(), command.agent()));
      case RESUME -> Optional.of(new Signal.ResumeFailed(command.contact(), command.agent()));
      case HANGUP -> Optional.empty();
    };
  }
}
