package tandem.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.cases.Cases;
import tandem.cases.Timelines;
import tandem.desk.casework.DeskMessages;
import tandem.desk.timeline.Projector;
import tandem.desk.timeline.TimelineFeed;
import tandem.routing.Commands;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Decision;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.Outbox;

/** A routing node on a real database, with all that runs while it owns the floor. */
public final class FloorGround implements AutoCloseable {

  private static final String FLOOR = "main";
  private static final QueueId PARCELS = new QueueId("parcels");

  public final Clock clock = Clock.systemUTC();
  public final Alerts alerts = new Alerts();
  public final Outbox outbox;
  public final RoutingNode routing;
  public final TimelineFeed feed;
  public final Projector projector;
  private final Vertx vertx;
  private final Database database;
  private final Cases cases;
  private final Timelines timelines;
  private final MeterRegistry meters;
  private int calls;

  public FloorGround(
      Vertx vertx,
      Database database,
      Commands commands,
      Rules rules,
      Cases cases,
      Timelines timelines,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.database = database;
    this.cases = cases;
    this.timelines = timelines;
    this.meters = meters;
    outbox = new Outbox(vertx, database, clock);
    routing = new RoutingNode(
        vertx, database, clock, FLOOR, "node-1", rules, commands, meters, outbox::wake);
    outbox.deliverTo(DeskMessages.DESTINATION, new DeskMessages(routing));
    feed = new TimelineFeed(vertx);
    feed.start().await();
    projector = newProjector();
  }

  /** One more, as another node would have it. */
  public Projector newProjector() {
    return new Projector(
        vertx, database, routing.committed(), FLOOR, cases, timelines, alerts, feed, clock, meters);
  }

  /** Owns the floor, which is then planned so. */
  public void own(FloorPlan plan) {
    var began = Promise.<Void>promise();
    routing.onTerm(new RoutingNode.TermListener() {
      @Override
      public void began(long epoch) {
        projector.start(epoch);
        outbox.start();
        began.tryComplete();
      }

      @Override
      public Future<Void> ended() {
        return Future.all(projector.stop(), outbox.stop()).mapEmpty();
      }
    });
    routing.start();
    soon(began.future());
    tell(new Signal.FloorPlanned(plan));
  }

  /** Tells routing, which must not refuse. */
  public void tell(Signal signal) {
    assertThat(soon(routing.tell(signal))).as("%s", signal).isInstanceOf(Decision.Decided.class);
  }

  /** A call of the customer comes in, for the queue of parcels. */
  public ContactId arrive(CustomerId customer) {
    var call = "call-" + ++calls;
    var contact = Ids.contact("native", call);
    tell(new Signal.ContactArrived(
        contact,
        Channel.CALL,
        PARCELS,
        new Endpoint("native", call),
        customer,
        Duration.ZERO,
        clock.instant()));
    return contact;
  }

  /** A call of the customer that the agent is talking in. */
  public ContactId talk(CustomerId customer, AgentId agent) {
    tell(new Signal.PresenceAsked(agent, new Presence.Ready()));
    var contact = arrive(customer);
    tell(new Signal.OfferAccepted(new OfferId(contact, 1), agent));
    tell(new Signal.Bridged(contact));
    return contact;
  }

  private static <T> T soon(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }

  @Override
  public void close() {
    soon(routing.stop());
    soon(Future.all(projector.stop(), outbox.stop(), feed.stop()));
  }
}
