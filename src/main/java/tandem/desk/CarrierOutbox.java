package tandem.desk;

import io.vertx.core.Future;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.storage.Outbox;
import tandem.storage.OutboxMessage;

/** Takes the commands in the outbox to the carrier they are for. */
public final class CarrierOutbox implements Outbox.Deliverer {

  private static final Logger LOG = LoggerFactory.getLogger(CarrierOutbox.class);
  private static final String PREFIX = "carrier:";

  private final Carrier carrier;
  private final CallEvents events;
  private final InstantSource clock;

  public CarrierOutbox(Carrier carrier, CallEvents events, InstantSource clock) {
    this.carrier = carrier;
    this.events = events;
    this.clock = clock;
  }

  /** For {@link Outbox#deliverTo}. */
  public static String destination(String carrier) {
    return PREFIX + carrier;
  }

  @Override
  public Future<Void> deliver(OutboxMessage message) {
    var command = Json.read(message.body(), CallCommand.class);
    if (command.until().filter(until -> clock.instant().isAfter(until)).isPresent()) {
      LOG.info(
          "command is too late contact={} kind={} key={}",
          command.contact(),
          command.kind(),
          message.key());
      return Future.succeededFuture();
    }
    return carrying(message.key(), command).recover(no -> switch (no) {
      case Failure.NotFound gone ->
        tell(message, new CallEvent.Ended(command.call(), "lost: " + gone.getMessage()));
      case Failure.Conflict never
      when command.kind().equals(CallCommand.BRIDGE) ->
        tell(
            message,
            new CallEvent.BridgeFailed(command.call(), command.agent(), never.getMessage()));
      case Failure.Conflict never -> Future.failedFuture(new Outbox.Refused(never.getMessage()));
      case Throwable later -> Future.failedFuture(later);
    });
  }

  private Future<Void> carrying(String key, CallCommand command) {
    return Future.<Void>succeededFuture().compose(_ -> carrier.carryOut(key, command));
  }

  /** What a command met is news of the call: the floor must not wait for what cannot come. */
  private Future<Void> tell(OutboxMessage message, CallEvent event) {
    return events.tell(carrier.name(), "command " + message.key(), event).mapEmpty();
  }
}
