package tandem.desk.conversations;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.ConversationId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.document.Json;
import tandem.routing.CommittedFloor;
import tandem.routing.Routing;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Signal;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The delivery of contacts that have begun to routing, after a crash too. A repeated delivery does
 * no harm. A contact whose queue has closed meanwhile goes to another one.
 */
public final class ArrivalMessages implements Outbox.Deliverer {

  /** For {@link Outbox#deliverTo}. */
  public static final String DESTINATION = "desk:arrivals";

  static final String CONTACT_ARRIVED = "contact_arrived";

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /**
   * A contact of a conversation that has begun.
   *
   * @param headStart of the segment and of what the message says
   */
  record ContactArrived(
      ContactId contact,
      Channel channel,
      QueueId queue,
      String carrier,
      ConversationId conversation,
      String entrance,
      CustomerId customer,
      Duration headStart,
      Instant arrived,
      Optional<AgentId> lastAgent) {

    Signal.ContactArrived signal(QueueId queue) {
      return new Signal.ContactArrived(
          contact,
          channel,
          queue,
          new Endpoint(carrier, conversation.toString()),
          customer,
          headStart,
          arrived,
          lastAgent);
    }
  }

  private final CommittedFloor floor;
  private final Routing routing;

  public ArrivalMessages(CommittedFloor floor, Routing routing) {
    this.floor = floor;
    this.routing = routing;
  }

  @Override
  public Future<Void> deliver(OutboxMessage message, boolean again) {
    return message.kind().equals(CONTACT_ARRIVED)
        ? arrived(Json.read(message.body(), ContactArrived.class))
        : Future.failedFuture(
            new Outbox.Refused("unknown kind of arrival message: " + message.kind()));
  }

  private Future<Void> arrived(ContactArrived arrived) {
    return floor
        .read(Floor::plan)
        .map(plan -> Entrances.route(
            plan, arrived.channel(), arrived.entrance(), Optional.of(arrived.queue())))
        .compose(route -> route
            .map(open -> routing.tell(arrived.signal(open.queue())))
            .orElseGet(() -> Future.failedFuture(new Failure.Unavailable(
                "no queue takes contacts of channel " + arrived.channel().word(), COME_AGAIN))))
        .compose(decision -> switch (decision) {
          case Decision.Decided _ -> Future.succeededFuture();
          case Decision.Refused(var no, var why) ->
            switch (no) {
              // routing knows the contact
              case REPEATED, GONE -> Future.succeededFuture();
              // a customer waits: the contact is told again until it is taken
              case UNKNOWN, NOT_NOW, LATE, INVALID, FULL ->
                Future.failedFuture(new Failure.Unavailable(why, COME_AGAIN));
            };
        });
  }
}
