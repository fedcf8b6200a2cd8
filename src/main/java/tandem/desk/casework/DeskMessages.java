package tandem.desk.casework;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Signal;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The delivery of the desk's own outbox messages to routing, after a crash too. A repeated delivery
 * does no harm.
 */
public final class DeskMessages implements Outbox.Deliverer {

  /** For {@link Outbox#deliverTo}. */
  public static final String DESTINATION = "desk";

  static final String CONTACT_FINISHED = "contact_finished";

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private record ContactFinished(ContactId contact, AgentId agent, String outcome) {}

  private final Routing routing;

  public DeskMessages(Routing routing) {
    this.routing = routing;
  }

  @Override
  public Future<Void> deliver(OutboxMessage message, boolean again) {
    return switch (message.kind()) {
      case CONTACT_FINISHED -> finish(Json.read(message.body(), ContactFinished.class));
      default ->
        Future.failedFuture(new Outbox.Refused("unknown kind of desk message: " + message.kind()));
    };
  }

  private Future<Void> finish(ContactFinished finished) {
    return routing
        .tell(new Signal.ContactFinished(
            finished.contact(), finished.agent(), Optional.of(finished.outcome())))
        .compose(decision -> switch (decision) {
          case Decision.Decided _ -> Future.succeededFuture();
          case Decision.Refused(var no, var why) ->
            switch (no) {
              // the contact is closed, and the engine may have forgotten it
              case REPEATED, GONE, UNKNOWN -> Future.succeededFuture();
              case FULL -> Future.failedFuture(new Failure.Unavailable(why, COME_AGAIN));
              case NOT_NOW, LATE, INVALID -> Future.failedFuture(new Outbox.Refused(why));
            };
        });
  }
}
