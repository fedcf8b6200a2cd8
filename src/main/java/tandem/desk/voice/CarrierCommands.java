package tandem.desk.voice;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.routing.Commands;
import tandem.routing.CommittedFloor;
import tandem.routing.Routing;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Outbox;
import tandem.storage.OutboxMessage;

/**
 * The commands to carriers that follow from the floor's facts. A command is written with its fact
 * and sent after it, until it is of no use any more.
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
            .flatMap(contact -> contact
                .endpoint()
                .map(endpoint -> message(
                    seq,
                    endpoint,
                    new CallCommand(
                        CallCommand.BRIDGE,
                        endpoint.reference(),
                        contact.id(),
                        Optional.of(f.agent()),
                        before.planned(f.agent()).flatMap(FloorPlan.Agent::address),
                        Optional.of(f.at()),
                        f.bridgeBy()))))
            .stream()
            .toList();
      case Fact.Held f -> order(seq, CallCommand.HOLD, f.contact(), Optional.of(f.at()), before);
      case Fact.Resumed f ->
        order(seq, CallCommand.RESUME, f.contact(), Optional.of(f.at()), before);
      case Fact.Finished f
      when f.hangUp() -> order(seq, CallCommand.HANGUP, f.contact(), Optional.empty(), before);
      // should they be there after all, they are told
      case Fact.Abandoned f
      when f.cause().equals(Rules.SILENT) ->
        order(seq, CallCommand.HANGUP, f.contact(), Optional.empty(), before);
      case Fact.WrapUpBegan f
      when f.cause().equals(Rules.SILENT) ->
        order(seq, CallCommand.HANGUP, f.contact(), Optional.empty(), before);
      default -> List.of();
    };
  }

  private List<OutboxMessage> order(
      long seq, String kind, ContactId id, Optional<Instant> since, Floor before) {
    return before
        .contact(id)
        .flatMap(contact -> contact
            .endpoint()
            .map(endpoint -> message(
                seq,
                endpoint,
                new CallCommand(
                    kind,
                    endpoint.reference(),
                    contact.id(),
                    contact.agent(),
                    contact.agent().flatMap(before::planned).flatMap(FloorPlan.Agent::address),
                    since,
                    Optional.empty()))))
        .stream()
        .toList();
  }

  private OutboxMessage message(long seq, Endpoint endpoint, CallCommand command) {
    return new OutboxMessage(
        floor + ":" + seq,
        "carrier:" + endpoint.carrier(),
        command.contact().toString(),
        command.kind(),
        Json.write(command));
  }

  /**
   * Tells a carrier; a bridge that it will never make is a bridge that failed, and a caller whom it
   * will never take off hold is on hold.
   */
  public static Outbox.Deliverer to(
      Carrier carrier, CommittedFloor floor, Routing routing, InstantSource clock) {
    return (message, again) -> {
      var command = Json.read(message.body(), CallCommand.class);
      if (command.until().filter(until -> until.isBefore(clock.instant())).isPresent()) {
        return Future.failedFuture(new Outbox.Refused("too late"));
      }
      return floor
          .read(now -> isMeant(command, now))
          .compose(meant -> meant
              ? tell(carrier, routing, message.key(), command, again)
              : Future.succeededFuture());
    };
  }

  /**
   * Whether a command that comes late still says what the floor wants: the caller may have been put
   * back, and talk with somebody else by now. Where the contact looks older than the command, the
   * fact it came with is only not in yet.
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
          // we were not there when they said so
          case JOINED ->
            routing.tell(new Signal.Bridged(command.contact(), command.agent())).<Void>mapEmpty();
        })
        .recover(failure -> switch (failure) {
          // the call is gone, perhaps without a word: the floor must not go on waiting for it
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

  /** What the floor took for done and now hears is not. */
  private static Optional<Signal> stillSo(CallCommand command, String why) {
    return switch (command.kind()) {
      case CallCommand.BRIDGE ->
        Optional.of(new Signal.BridgeFailed(command.contact(), command.agent(), why));
      case CallCommand.RESUME -> Optional.of(new Signal.Held(command.contact()));
      default -> Optional.empty();
    };
  }
}
