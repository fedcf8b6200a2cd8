package tandem.desk.conversations;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OrderId;
import tandem.base.QueueId;
import tandem.conversations.Conversation;
import tandem.conversations.Conversations;
import tandem.conversations.Site;
import tandem.conversations.Visits;
import tandem.customers.Arrival;
import tandem.customers.Arrivals;
import tandem.customers.Customer;
import tandem.customers.Customers;
import tandem.customers.Origin;
import tandem.desk.Alerts;
import tandem.desk.floor.KnownCatalogues;
import tandem.document.Json;
import tandem.routing.engine.FloorPlan;
import tandem.storage.outbox.Outbox;
import tandem.storage.outbox.OutboxMessage;

/**
 * The beginning of contacts: a conversation without an open contact gets the next one, with its
 * customer, and a message to routing in the same transaction.
 */
public final class Turns {

  private static final Duration COME_AGAIN = Duration.ofSeconds(5);

  private final Customers customers;
  private final Arrivals arrivals;
  private final Conversations conversations;
  private final Visits visits;
  private final KnownCatalogues catalogues;
  private final Alerts alerts;
  private final Outbox outbox;

  public Turns(
      Customers customers,
      Conversations conversations,
      Visits visits,
      KnownCatalogues catalogues,
      Alerts alerts,
      Outbox outbox) {
    this.customers = customers;
    this.arrivals = new Arrivals(customers);
    this.conversations = conversations;
    this.visits = visits;
    this.catalogues = catalogues;
    this.alerts = alerts;
    this.outbox = outbox;
  }

  /**
   * A contact that is to begin.
   *
   * @param orders those that its first message names
   */
  record Beginning(
      ContactId contact,
      MessageEvent.From from,
      String entrance,
      Entrances.Route route,
      Duration headStart,
      List<OrderId> orders) {}

  /** Returns where the contact of a message goes; {@link Failure.Unavailable} if nowhere. */
  static Entrances.Route route(FloorPlan plan, MessageEvent.Arrived event) {
    return Entrances.route(
            plan, event.channel(), event.entrance(), event.triage().queue())
        .orElseThrow(() -> new Failure.Unavailable(
            "no queue takes contacts of channel " + event.channel().word(), COME_AGAIN));
  }

  /**
   * Finds or makes the customer of a contact that begins, and records it.
   *
   * @param known the customer of the conversation so far
   */
  Future<Customer> customer(
      SqlConnection tx, Beginning beginning, Optional<CustomerId> known, Instant now) {
    return identified(tx, known)
        .compose(identified -> arrivals.all(
            tx,
            List.of(new Arrival(
                beginning.contact(),
                beginning.from().kind(),
                beginning.from().point(),
                beginning.entrance(),
                now,
                Optional.of(beginning.from().address()).filter(text -> !text.isBlank()),
                Map.of(),
                identified))))
        .map(origins -> Objects.requireNonNull(origins.get(beginning.contact())))
        .compose(origin -> alert(tx, beginning, origin, now).map(origin.customer()));
  }

  /**
   * The customer of an address. A customer that was made only for an unknown address gives way to
   * another that has this address by now.
   */
  private Future<Optional<CustomerId>> identified(SqlConnection tx, Optional<CustomerId> known) {
    return known.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : customers
            .get(tx, known.get())
            .map(
                customer -> customer.provisional() ? Optional.empty() : Optional.of(customer.id()));
  }

  private Future<Void> alert(SqlConnection tx, Beginning beginning, Origin origin, Instant now) {
    return beginning
        .route()
        .alert()
        .filter(_ -> origin.first())
        .map(kind -> alerts.raise(
            tx,
            kind,
            beginning.entrance(),
            Map.of("contact", beginning.contact(), "queue", beginning.route().queue()),
            now))
        .orElseGet(Future::succeededFuture);
  }

  /** Begins the next contact of a locked conversation, and writes the message to routing. */
  Future<Void> begin(
      SqlConnection tx,
      Conversation conversation,
      Beginning beginning,
      Customer customer,
      int first,
      Instant now) {
    var queue = beginning.route().queue();
    return conversations
        .begin(tx, conversation, customer.id(), queue, first, beginning.orders(), now)
        .compose(_ -> expect(tx, conversation, now))
        .compose(_ -> outbox.put(
            tx, arrival(conversation, beginning.contact(), queue, customer, beginning, now), now));
  }

  /**
   * A chat ends when its visitor has been away for too long, also one who has left before any node
   * could note it.
   */
  private Future<Void> expect(SqlConnection tx, Conversation conversation, Instant now) {
    if (conversation.channel() != Channel.CHAT) {
      return Future.succeededFuture();
    }
    var away =
        catalogues.now().site(conversation.entrance()).map(Site::leftAfter).orElse(Site.LEFT_AFTER);
    return visits.expect(tx, Map.of(conversation.id(), now.plus(away)));
  }

  private OutboxMessage arrival(
      Conversation conversation,
      ContactId contact,
      QueueId queue,
      Customer customer,
      Beginning beginning,
      Instant now) {
    var headStart = customer
        .segment()
        .map(catalogues.now()::headStart)
        .orElse(Duration.ZERO)
        .plus(beginning.headStart());
    return new OutboxMessage(
        "arrived:" + contact,
        ArrivalMessages.DESTINATION,
        conversation.id().toString(),
        ArrivalMessages.CONTACT_ARRIVED,
        Json.write(new ArrivalMessages.ContactArrived(
            contact,
            conversation.channel(),
            queue,
            conversation.carrier(),
            conversation.id(),
            conversation.entrance(),
            customer.id(),
            headStart,
            now,
            conversation.lastAgent())));
  }
}
