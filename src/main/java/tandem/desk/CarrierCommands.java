package tandem.desk;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.routing.Commands;
import tandem.routing.Routing;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Signal;
import tandem.storage.Outbox;
import tandem.storage.OutboxMessage;

/**
 * What the floor's facts mean to the carriers: written with the fact, told after it, until it is of
 * no use any more.
 */
public final class CarrierCommands implements Commands {

  private final String floor;

  public CarrierCommands(String floor) {
    this.floor = floor;
  }

  @Override
  public List<OutboxMessage> meantBy(long seq, Fact fact, Floor before) {
    return switch (fact) {
      case Fact.Accepted f
      when f.bridgeBy().isPresent() ->
        before
            .contact(f.offer().contact())
            .map(contact -> message(
                seq,
                contact,
                new CallCommand(
                    CallCommand.BRIDGE,
                    contact.call(),
                    contact.id(),
                    Optional.of(f.agent()),
                    before.planned(f.agent()).map(agent -> agent.address()),
                    f.bridgeBy())))
            .stream()
            .toList();
      case Fact.Held f -> order(seq, CallCommand.HOLD, f.contact(), before);
      case Fact.Resumed f -> order(seq, CallCommand.RESUME, f.contact(), before);
      case Fact.Finished f when f.hangUp() -> order(seq, CallCommand.HANGUP, f.contact(), before);
      default -> List.of();
    };
  }

  private List<OutboxMessage> order(long seq, String kind, ContactId id, Floor before) {
    return before
        .contact(id)
        .map(contact -> message(
            seq,
            contact,
            new CallCommand(
                kind,
                contact.call(),
                contact.id(),
                contact.agent(),
                contact.agent().flatMap(before::planned).map(FloorPlan.Agent::address),
                Optional.empty())))
        .stream()
        .toList();
  }

  private OutboxMessage message(long seq, Floor.Contact contact, CallCommand command) {
    return new OutboxMessage(
        floor + ":" + seq,
        "carrier:" + contact.carrier(),
        contact.id().toString(),
        command.kind(),
        Json.write(command));
  }

  /** Tells a carrier; a bridge that it will never make is a bridge that failed. */
  public static Outbox.Deliverer to(Carrier carrier, Routing routing, InstantSource clock) {
    return message -> {
      var command = Json.read(message.body(), CallCommand.class);
      if (command.until().filter(until -> until.isBefore(clock.instant())).isPresent()) {
        return Future.failedFuture(new Outbox.Refused("too late"));
      }
      return carrier.carryOut(message.key(), command).recover(failure -> switch (failure) {
        // the call is gone, perhaps without a word: the floor must not go on waiting for it
        case Failure.NotFound _ ->
          routing.tell(new Signal.ContactLeft(command.contact(), "lost")).mapEmpty();
        case Failure.Conflict never ->
          refused(command, String.valueOf(never.getMessage()), routing);
        case Throwable again -> Future.failedFuture(again);
      });
    };
  }

  private static Future<Void> refused(CallCommand command, String why, Routing routing) {
    return command.kind().equals(CallCommand.BRIDGE)
        ? routing
            .tell(new Signal.BridgeFailed(command.contact(), command.agent(), why))
            .compose(_ -> Future.failedFuture(new Outbox.Refused(why)))
        : Future.failedFuture(new Outbox.Refused(why));
  }
}
