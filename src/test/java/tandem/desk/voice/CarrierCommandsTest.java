package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.TOM;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.desk.DeskGround;
import tandem.routing.RoutingNode;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.outbox.OutboxMessage;

/** The floor's reaction to a command that a carrier can never carry out. */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class CarrierCommandsTest implements Carrier {

  /** A reference with characters that PostgreSQL cannot store. */
  private static final String CALL = "call \u0010\0 \ud83d 1";

  private static final ContactId CONTACT = Ids.contact("wire", CallReference.kept(CALL));

  private static final DepartmentId SERVICE = new DepartmentId("service");

  private final Vertx vertx;
  private final DeskGround desk =
      new DeskGround(vertx, new CarrierCommands("main"), Rules.STANDARD);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile String impossible = "";

  CarrierCommandsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    desk.outbox.deliverTo(
        "carrier:wire",
        CarrierCommands.to(this, desk.routing.committed(), desk.routing, desk.clock));
    desk.open();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Override
  public String name() {
    return "wire";
  }

  @Override
  public Future<Taken> carryOut(String key, CallCommand command, boolean again) {
    told.add(command.call());
    return command.kind().equals(impossible)
        ? Future.failedFuture(new Failure.Conflict("this line cannot"))
        : Future.succeededFuture(Taken.TOLD);
  }

  @Test
  void a_caller_who_can_never_be_bridged_to_an_agent_is_put_back() {
    impossible = "call.bridge";

    accept();

    awaitFacts("bridge_failed", 1);
    assertThat(givenUp()).containsExactly("call.bridge");
  }

  @Test
  void a_command_contains_the_calls_reference_unchanged() {
    accept();
    awaitDelivered(1); // an existing bridge would not be requested again
    desk.tell(new Signal.Bridged(CONTACT));

    desk.tell(new Signal.HoldAsked(CONTACT, TOM));

    awaitDelivered(2);

    assertThat(told).containsExactly(CALL, CALL);
  }

  @Test
  void a_node_that_has_not_heard_of_a_commands_fact_does_not_take_it_for_outdated() {
    accept();
    awaitDelivered(1);
    var behind = new RoutingNode(
        vertx,
        vertx.getOrCreateContext(),
        desk.ground.database(),
        desk.clock,
        "main",
        "node-2",
        Rules.STANDARD,
        (_, _, _) -> List.of(),
        new SimpleMeterRegistry(),
        desk.outbox);
    var deliverer = CarrierCommands.to(this, behind.committed(), desk.routing, desk.clock);
    var bridge = new OutboxMessage(
        "main:1",
        "carrier:wire",
        CONTACT.toString(),
        "call.bridge",
        desk.ground.ask("SELECT body::text FROM outbox").getFirst());

    assertThatThrownBy(() -> deliverer.deliver(bridge, true).await())
        .isInstanceOf(Failure.Unavailable.class);

    assertThat(told).hasSize(1);
  }

  @Test
  void a_caller_who_can_never_be_taken_off_hold_is_on_hold() {
    impossible = "call.resume";
    accept();
    desk.tell(new Signal.Bridged(CONTACT));
    desk.tell(new Signal.HoldAsked(CONTACT, TOM));

    desk.tell(new Signal.ResumeAsked(CONTACT, TOM));

    awaitFacts("held", 2);
    assertThat(givenUp()).containsExactly("call.resume");
  }

  @Test
  void a_caller_who_can_never_be_put_on_hold_is_shown_as_talking() {
    impossible = "call.hold";
    accept();
    desk.tell(new Signal.Bridged(CONTACT));

    desk.tell(new Signal.HoldAsked(CONTACT, TOM));

    awaitFacts("resumed", 1);
    assertThat(givenUp()).containsExactly("call.hold");
  }

  @Test
  void a_hold_that_the_carrier_has_reported_is_not_sent_back_to_it() {
    accept();
    awaitDelivered(1);
    desk.tell(new Signal.Bridged(CONTACT));

    desk.tell(new Signal.Held(CONTACT));
    desk.tell(new Signal.Resumed(CONTACT));
    desk.tell(new Signal.HoldAsked(CONTACT, TOM));

    awaitDelivered(2);
    assertThat(desk.ground.ask("SELECT kind FROM outbox ORDER BY id"))
        .containsExactly("call.bridge", "call.hold");
  }

  @Test
  void a_customer_who_is_called_back_is_bridged_once_they_are_reached() {
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    desk.tell(new Signal.ContactScheduled(
        CONTACT,
        Channel.CALL,
        PARCELS,
        desk.ground.customer("Eva"),
        Duration.ZERO,
        desk.clock.instant()));
    desk.tell(new Signal.OfferAccepted(new OfferId(CONTACT, 1), TOM));
    assertThat(desk.ground.ask("SELECT kind FROM outbox")).isEmpty();

    desk.tell(new Signal.ContactLinked(CONTACT, new Endpoint("wire", CallReference.kept(CALL))));

    awaitDelivered(1);
    assertThat(told).containsExactly(CALL);
    assertThat(desk.ground.ask(
            "SELECT kind || ' ' || (body ->> 'agent') || ' ' || (body ->> 'address') FROM outbox"))
        .containsExactly("call.bridge tom +31101");
    assertThat(desk.ground.doctor("I2_every_contact_is_in_one_state")).isEmpty();
  }

  @Test
  void a_call_that_comes_and_ends_within_one_batch_loses_no_command() {
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    var customer = desk.ground.customer("Eva");

    // the first blocks the writer while the others are decided
    var done = desk.routing
        .committed()
        .read(_ -> {
          desk.routing.tell(new Signal.ContactLeft(Ids.contact("wire", "other"), "hung_up"));
          desk.routing.tell(arrival(customer));
          desk.routing.tell(new Signal.OfferAccepted(new OfferId(CONTACT, 1), TOM));
          desk.routing.tell(new Signal.Bridged(CONTACT));
          return desk.routing.tell(new Signal.ContactFinished(CONTACT, TOM, Optional.of("solved")));
        })
        .await();
    assertThat(done.await()).isInstanceOf(Decision.Decided.class);

    assertThat(desk.ground.ask(
            "SELECT count(DISTINCT xmin::text) FROM fact WHERE contact = '" + CONTACT + "'"))
        .as("all of it is one transaction")
        .containsExactly("1");
    assertThat(desk.ground.ask("SELECT kind FROM outbox ORDER BY id"))
        .containsExactly("call.bridge", "call.hangup");
    assertThat(desk.ground.ask("SELECT state || ' ' || agent FROM contact"))
        .containsExactly("closed tom");
  }

  @Test
  void a_caller_who_is_passed_on_is_put_on_hold() {
    accept();
    desk.tell(new Signal.Bridged(CONTACT));

    desk.tell(new Signal.ContactMoved(
        CONTACT, new Destination.ToQueue(PARCELS), Fact.MoveReason.TRANSFER, Optional.of(TOM)));

    awaitDelivered(2);
    assertThat(desk.ground.ask("SELECT kind FROM outbox ORDER BY id"))
        .containsExactly("call.bridge", "call.hold");
  }

  @Test
  void to_an_agent_without_an_address_no_bridge_is_written() {
    var floor = new Floor();
    var at = desk.clock.instant();
    floor.apply(new Fact.FloorPlanned(
        Plans.plan(
            List.of(),
            List.of(Plans.calls(PARCELS, "Parcels", SERVICE)),
            List.of(new FloorPlan.Agent(
                TOM,
                "Tom",
                SERVICE,
                Map.of(),
                Set.of(Channel.CHAT),
                Map.of(),
                Optional.empty(),
                true))),
        at));
    floor.apply(new Fact.Queued(
        CONTACT,
        Channel.CALL,
        PARCELS,
        Optional.of(new Endpoint("wire", "call-1")),
        new CustomerId(CONTACT.value()),
        Duration.ZERO,
        at,
        at));
    var accepted =
        new Fact.Accepted(new OfferId(CONTACT, 1), TOM, Optional.of(at.plusSeconds(20)), at);

    assertThat(new CarrierCommands("main").meantBy(1, accepted, floor)).isEmpty();
  }

  private void accept() {
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    desk.tell(arrival(desk.ground.customer("Eva")));
    desk.tell(new Signal.OfferAccepted(new OfferId(CONTACT, 1), TOM));
  }

  private Signal arrival(CustomerId customer) {
    return new Signal.ContactArrived(
        CONTACT,
        Channel.CALL,
        PARCELS,
        new Endpoint("wire", CallReference.kept(CALL)),
        customer,
        Duration.ZERO,
        desk.clock.instant());
  }

  /** Polls until the journal has this many facts; each query takes some time in the database. */
  private void awaitFacts(String kind, int count) {
    var sql = "SELECT count(*) FROM fact, pg_sleep(0.02) WHERE kind = '" + kind + "'";
    while (!desk.ground.ask(sql).equals(List.of(Integer.toString(count)))) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private void awaitDelivered(int count) {
    var sql = "SELECT count(*) FROM outbox, pg_sleep(0.02) WHERE delivered_at IS NOT NULL";
    while (!desk.ground.ask(sql).equals(List.of(Integer.toString(count)))) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  /** Returns the kinds of commands that were given up, after waiting for those in progress. */
  private List<String> givenUp() {
    desk.outbox.stop().await();
    return desk.ground.ask("SELECT kind FROM outbox WHERE given_up_at IS NOT NULL");
  }
}
