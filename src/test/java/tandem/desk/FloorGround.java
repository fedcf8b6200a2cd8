package tandem.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tandem.auth.Audit;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.loops.Loops;
import tandem.routing.Commands;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Decision;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.server.DeskWork;
import tandem.server.Ground;
import tandem.server.Rooms;
import tandem.server.Term;
import tandem.storage.Database;
import tandem.storage.nodes.Grid;

/** A routing node on a real database, with all work of the floor's owner. */
public final class FloorGround implements AutoCloseable {

  private static final QueueId PARCELS = new QueueId("parcels");

  public final Clock clock = Clock.systemUTC();
  public final Ground base;
  public final Rooms rooms;
  public final DeskWork desk;
  public final RoutingNode routing;
  private final Term work;
  private int calls;

  public FloorGround(
      Vertx vertx,
      Database database,
      Grid grid,
      Ids ids,
      Commands commands,
      Rules rules,
      MeterRegistry meters) {
    base = Ground.of("node-1", clock, ids, vertx, Loops.of(vertx), grid, database, meters);
    rooms = Rooms.of(base, rules, commands, "NL");
    routing = rooms.routing();
    desk = DeskWork.of(base, rooms, new Audit(clock));
    work = new Term(List.of(desk.projector().work()));
    desk.start().await();
  }

  /** Takes the floor and imports this plan. */
  public void own(FloorPlan plan) {
    var began = Promise.<Void>promise();
    routing.onTerm(new RoutingNode.TermListener() {
      @Override
      public void began(long epoch) {
        work.began(epoch);
        began.tryComplete();
      }

      @Override
      public Future<Void> ended() {
        return work.ended();
      }
    });
    routing.start();
    soon(began.future());
    soon(base.outbox().start());
    tell(new Signal.FloorPlanned(plan));
  }

  /** Imports a floor document; returns the number of changed parts. */
  public int take(String document) {
    return soon(desk.floor().imports().take("", document, "test")).changes();
  }

  /** Sends a signal, which routing must accept. */
  public void tell(Signal signal) {
    assertThat(soon(routing.tell(signal))).as("%s", signal).isInstanceOf(Decision.Decided.class);
  }

  /** Lets a call of the customer arrive in the queue of parcels. */
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

  /** Connects a call of the customer with the agent. */
  public ContactId talk(CustomerId customer, AgentId agent) {
    tell(new Signal.PresenceAsked(agent, new Presence.Ready()));
    var contact = arrive(customer);
    tell(new Signal.OfferAccepted(new OfferId(contact, 1), agent));
    tell(new Signal.Bridged(contact));
    return contact;
  }

  private static <T> T soon(Future<T> future) {
    return future.timeout(60, TimeUnit.SECONDS).await();
  }

  @Override
  public void close() {
    soon(base.outbox().stop());
    soon(routing.stop());
    soon(Future.all(work.ended(), desk.stop()));
    soon(base.loops().close());
  }
}
