package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.TOM;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.channels.TwilioAccount;
import tandem.desk.DeskGround;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.carriers.TwilioCarrier;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.web.PeerClient;

/**
 * A carrier that dials again at each command gets one command for each accept, over crashes too.
 */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class BridgeOnceTest implements TwilioCarrier.Listener {

  private static final String CALL = "CA1";
  private static final ContactId CONTACT = Ids.contact("twilio", CALL);
  private static final String HOLD =
      "<Response><Pause length=\"600\"/><Redirect>/hooks/voice/twilio</Redirect></Response>";

  private final Vertx vertx;
  private final DeskGround desk =
      new DeskGround(vertx, new CarrierCommands("main"), Rules.STANDARD);
  private final List<String> dialled = new CopyOnWriteArrayList<>();
  private final Promise<Void> rang = Promise.promise();
  private final int apiPort = new FreePort().number();
  private final TwilioCarrier carrier = new TwilioCarrier(
      vertx,
      Clock.systemUTC(),
      new FrontDoor(vertx, deafServer()),
      "AC1",
      "token",
      URI.create("http://127.0.0.1:" + apiPort),
      this);

  BridgeOnceTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    var account = new TwilioAccount(
        "AC1", "token", "", "http://127.0.0.1:" + apiPort, () -> "http://127.0.0.1:1");
    desk.outbox.deliverTo(
        "carrier:twilio",
        CarrierCommands.to(
            new tandem.channels.voice.TwilioCarrier(new PeerClient(vertx), account, desk.clock),
            desk.routing.committed(),
            desk.routing,
            desk.clock));
    desk.open();
  }

  @AfterEach
  void close() {
    carrier.close().await();
    desk.close();
  }

  @Test
  void a_redirect_repeated_after_a_crash_does_not_cut_a_talk_and_reports_it() {
    carrier.open().await();
    accept();
    rang.future().await();
    crashBeforeTheMoveIsMarked();

    desk.outbox.start().await();

    // the server knows that they talk only from the carrier's answer to its query
    await("connected");
    awaitDelivered();
    assertThat(dialled).containsExactly("+31101");
  }

  @Test
  void a_late_redirect_of_a_caller_who_was_put_back_is_not_made() {
    carrier.open().await();
    accept();
    rang.future().await();
    crashBeforeTheMoveIsMarked();
    carrier.agentHangsUp(CALL);
    desk.tell(new Signal.BridgeFailed(CONTACT, "no-answer"));

    desk.outbox.start().await();

    awaitDelivered();
    assertThat(dialled).containsExactly("+31101");
  }

  @Test
  void a_move_that_never_reached_the_carrier_is_made() {
    accept();
    awaitCount("SELECT count(*) FROM outbox WHERE last_error IS NOT NULL");

    carrier.open().await();

    rang.future().await();
    awaitDelivered();
    assertThat(dialled).containsExactly("+31101");
  }

  private void accept() {
    carrier.arrive(CALL, "+31612345678", "+31101");
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    desk.tell(new Signal.ContactArrived(
        CONTACT,
        Channel.CALL,
        tandem.cases.Ground.PARCELS,
        new Endpoint("twilio", CALL),
        desk.ground.customer("Eva"),
        Duration.ZERO,
        desk.clock.instant()));
    desk.tell(new Signal.OfferAccepted(new OfferId(CONTACT, 1), TOM));
  }

  /**
   * Simulates a crash: the try was recorded and made, its success was not recorded, and its time
   * has passed.
   */
  private void crashBeforeTheMoveIsMarked() {
    desk.outbox.stop().await();
    desk.ground.sql(
        "UPDATE outbox SET delivered_at = NULL, next_at = created_at WHERE attempts = 1");
  }

  private void awaitDelivered() {
    awaitCount("SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL");
  }

  /** Polls until the answer is one row; each query takes some time in the database. */
  private void awaitCount(String sql) {
    while (!desk.ground.ask("SELECT (" + sql + ") FROM pg_sleep(0.02)").equals(List.of("1"))) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  private void await(String state) {
    var there = Promise.<Void>promise();
    desk.routing
        .committed()
        .follow(
            (_, _) -> at(state).onSuccess(is -> {
              if (is) {
                there.tryComplete();
              }
            }),
            floor -> isIn(floor, state))
        .onSuccess(is -> {
          if (is) {
            there.tryComplete();
          }
        });
    there.future().timeout(60, TimeUnit.SECONDS).await();
  }

  private io.vertx.core.Future<Boolean> at(String state) {
    return desk.routing.committed().read(floor -> isIn(floor, state));
  }

  private static boolean isIn(Floor floor, String state) {
    return floor.contact(CONTACT).map(contact -> contact.phase().word()).equals(Optional.of(state));
  }

  @Override
  public boolean dial(String call, String address) {
    dialled.add(address);
    rang.tryComplete();
    return true;
  }

  /**
   * A server that holds every caller and gets no status, in place of one that was not available.
   */
  private URI deafServer() {
    var server = vertx
        .createHttpServer()
        .requestHandler(BridgeOnceTest::answer)
        .listen(0, "127.0.0.1")
        .await();
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private static void answer(HttpServerRequest request) {
    request.body().onSuccess(_ -> request.response().end(HOLD));
  }
}
