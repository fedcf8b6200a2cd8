package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.TOM;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.desk.DeskGround;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/** What the floor makes of a command that a carrier will never carry out. */
@Timeout(60)
class CarrierCommandsTest implements Carrier {

  /** With what PostgreSQL cannot hold. */
  private static final String CALL = "call \u0010\0 \ud83d 1";

  private static final ContactId CONTACT = Ids.contact("wire", CallReference.kept(CALL));

  private final Vertx vertx = Vertx.vertx();
  private final DeskGround desk =
      new DeskGround(vertx, new CarrierCommands("main"), Rules.STANDARD);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile String impossible = "";

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
    vertx.close().await();
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
    impossible = CallCommand.BRIDGE;

    accept();

    awaitFacts("bridge_failed", 1);
    assertThat(givenUp()).containsExactly(CallCommand.BRIDGE);
  }

  @Test
  void a_command_carries_the_calls_reference_as_it_came() {
    accept();
    desk.tell(new Signal.Bridged(CONTACT));
    desk.tell(new Signal.Held(CONTACT));

    awaitDelivered(2);

    assertThat(told).containsExactly(CALL, CALL);
  }

  @Test
  void a_caller_who_can_never_be_taken_off_hold_is_on_hold() {
    impossible = CallCommand.RESUME;
    accept();
    desk.tell(new Signal.Bridged(CONTACT));
    desk.tell(new Signal.Held(CONTACT));

    desk.tell(new Signal.Resumed(CONTACT));

    awaitFacts("held", 2);
    assertThat(givenUp()).containsExactly(CallCommand.RESUME);
  }

  private void accept() {
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    desk.tell(new Signal.ContactArrived(
        CONTACT,
        Channel.CALL,
        PARCELS,
        "wire",
        CallReference.kept(CALL),
        desk.ground.customer("Eva"),
        Duration.ZERO,
        desk.clock.instant()));
    desk.tell(new Signal.OfferAccepted(new OfferId(CONTACT, 1), TOM));
  }

  /** Asks until so many are in the journal; asking takes its time in the database. */
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

  /** The kinds of the commands that were; what is under way is waited for. */
  private List<String> givenUp() {
    desk.outbox.work().stop().await();
    return desk.ground.ask("SELECT kind FROM outbox WHERE given_up_at IS NOT NULL");
  }
}
