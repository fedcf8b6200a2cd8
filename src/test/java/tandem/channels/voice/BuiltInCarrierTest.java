package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.TOM;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.WebhookSignature;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.desk.DeskGround;
import tandem.desk.voice.CallCommand;
import tandem.desk.voice.CallEvent;
import tandem.desk.voice.Carrier;
import tandem.desk.voice.CarrierCommands;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.carriers.VoiceCarrier;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.web.PeerClient;

/** Calls on the practice line: a real floor, its outbox, and the intake of the hook's events. */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class BuiltInCarrierTest {

  private static final String CALL = "c1";
  private static final ContactId CONTACT = Ids.contact("native", CALL);
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Vertx vertx;
  private final DeskGround desk =
      new DeskGround(vertx, new CarrierCommands("main"), Rules.STANDARD);
  private final BuiltInCarrier carrier = new BuiltInCarrier(desk.work.contacts().intake());

  BuiltInCarrierTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    desk.outbox.deliverTo(
        "carrier:native",
        CarrierCommands.to(carrier, desk.routing.committed(), desk.routing, desk.clock));
    desk.open();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void a_call_that_an_agent_accepts_connects() {
    call();

    accept();

    awaitPhase("connected");
    awaitDelivered(1);
    assertThat(reports()).containsExactly("bridged c1");
    assertThat(desk.ground.ask(
            "SELECT body ->> 'agent' FROM hook_event WHERE event LIKE 'built-in %'"))
        .containsExactly("tom");
  }

  @Test
  void a_caller_is_held_and_taken_back() {
    talk();

    desk.tell(new Signal.HoldAsked(CONTACT, TOM));
    awaitDelivered(2);
    awaitPhase("held");
    desk.tell(new Signal.ResumeAsked(CONTACT, TOM));

    awaitDelivered(3);
    awaitPhase("connected");
    assertThat(reports()).containsExactly("bridged c1", "held c1", "resumed c1");
  }

  @Test
  void a_caller_who_is_passed_on_waits_and_can_be_accepted_again() {
    talk();

    desk.tell(new Signal.ContactMoved(
        CONTACT, new Destination.ToQueue(PARCELS), Fact.MoveReason.TRANSFER, Optional.of(TOM)));
    awaitDelivered(2);
    desk.tell(new Signal.OfferAccepted(new OfferId(CONTACT, 2), TOM));

    awaitDelivered(3);
    awaitPhase("connected");
    assertThat(reports()).containsExactly("bridged c1", "held c1", "bridged c1");
  }

  @Test
  void an_agent_who_finishes_a_call_ends_it_at_the_carrier() {
    talk();

    desk.tell(new Signal.ContactFinished(CONTACT, TOM, Optional.of("solved")));

    awaitDelivered(2);
    assertThat(reports()).containsExactly("bridged c1", "ended c1");
    assertThat(desk.ground.ask("SELECT state FROM contact")).containsExactly("closed");
    assertThat(desk.ground.ask("SELECT count(*) FROM outbox WHERE given_up_at IS NOT NULL"))
        .containsExactly("0");
  }

  @Test
  void a_caller_who_hangs_up_before_the_command_is_carried_out_is_joined_with_nobody() {
    call();
    desk.outbox.stop().await();
    accept();
    tell("gone", new CallEvent.Ended(CALL, "caller_hung_up"));

    desk.outbox.start().await();

    awaitDelivered(1);
    assertThat(reports()).isEmpty();
    assertThat(facts("connected")).isZero();
  }

  @Test
  void a_command_that_is_delivered_twice_is_one_event() {
    call();
    desk.outbox.stop().await();
    accept();
    var now = desk.clock.instant();
    var bridge = new CallCommand.Bridge(CALL, CONTACT, TOM, "+31101", now, now.plusSeconds(20));

    carrier.carryOut("main:7", bridge, false).await();
    carrier.carryOut("main:7", bridge, true).await();

    assertThat(reports()).containsExactly("bridged c1");
    assertThat(facts("connected")).isEqualTo(1);
  }

  @Test
  void a_command_that_is_in_the_outbox_at_a_restart_is_carried_out_once() {
    call();
    desk.outbox.stop().await();
    accept();

    desk.outbox.start().await();

    awaitPhase("connected");
    awaitDelivered(1);
    assertThat(reports()).containsExactly("bridged c1");
  }

  @Test
  void a_command_whose_delivery_was_not_noted_before_a_crash_is_one_event() {
    talk();
    desk.outbox.stop().await();
    desk.ground.sql("UPDATE outbox SET delivered_at = NULL, next_at = created_at");

    desk.outbox.start().await();

    awaitDelivered(1);
    assertThat(reports()).containsExactly("bridged c1");
    assertThat(facts("connected")).isEqualTo(1);
    assertThat(desk.ground.ask("SELECT attempts FROM outbox")).containsExactly("2");
  }

  @Test
  void a_report_that_cannot_be_stored_fails_the_command_which_is_then_tried_again() {
    var away = new RecordingDesk();
    away.goAway();
    var hangUp = new CallCommand.Hangup(CALL, CONTACT);

    assertThatThrownBy(
            () -> new BuiltInCarrier(away).carryOut("k", hangUp, false).await())
        .isInstanceOf(Failure.Unavailable.class);

    away.comeBack();
    assertThat(new BuiltInCarrier(away).carryOut("k", hangUp, true).await())
        .isEqualTo(Carrier.Taken.TOLD);
    assertThat(away.told).hasSize(1);
  }

  /** The rehearsal's carrier gets the commands by the native one, over HTTP. */
  @Test
  void it_reports_what_the_rehearsals_carrier_reports() {
    var clock = Clock.systemUTC();
    var signature = new WebhookSignature(List.of(SECRET));
    var heard = new RecordingDesk();
    try (var server = new HookServer(vertx, "")) {
      new NativeVoice(signature, heard, clock).mount(server.guard);
      var rehearsed = new VoiceCarrier(
          vertx,
          clock,
          new Ids(clock, new SecureRandom()),
          new FrontDoor(vertx, URI.create(server.origin())),
          SECRET,
          URI.create("http://127.0.0.1:0/commands"),
          new VoiceCarrier.Listener() {});
      var url = rehearsed.open().await();
      var outside = new NativeCarrier(new PeerClient(vertx), url.toString(), signature, clock);
      rehearsed.arrive(CALL, "anonymous", "+31101").await();
      var here = new RecordingDesk();

      int commands = 0;
      for (var command : commands()) {
        outside.carryOut("key-" + commands, command, false).await();
        new BuiltInCarrier(here).carryOut("key-" + commands, command, false).await();
        commands++;
      }

      eventually(() -> heard.told.size() == 5);
      assertThat(here.told).isEqualTo(heard.told.subList(1, 5));
      rehearsed.close().await();
    }
  }

  private static List<CallCommand> commands() {
    var at = Clock.systemUTC().instant();
    var address = Optional.of("+31101");
    return List.of(
        new CallCommand.Bridge(CALL, CONTACT, TOM, "+31101", at, at.plusSeconds(20)),
        new CallCommand.Hold(CALL, CONTACT, TOM, address, at),
        new CallCommand.Resume(CALL, CONTACT, TOM, address, at),
        new CallCommand.Hangup(CALL, CONTACT));
  }

  private void call() {
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    tell(
        "arrival",
        new CallEvent.Arrived(CALL, "+31612345678", "+31201112222", desk.clock.instant()));
  }

  private void accept() {
    desk.tell(new Signal.OfferAccepted(new OfferId(CONTACT, 1), TOM));
  }

  private void talk() {
    call();
    accept();
    awaitDelivered(1);
    awaitPhase("connected");
  }

  private void tell(String id, CallEvent event) {
    desk.work.contacts().intake().tell("native", id, event).await();
  }

  /** Returns kind and call of the carrier's reports, in their order. */
  private List<String> reports() {
    return desk.ground.ask(
        "SELECT regexp_replace(event, '^built-in main:[0-9]+ ', '') FROM hook_event"
            + " WHERE source = 'native' AND event LIKE 'built-in %'"
            + " ORDER BY substring(event FROM 'main:([0-9]+)')::bigint");
  }

  private long facts(String kind) {
    return Long.parseLong(
        desk.ground.ask("SELECT count(*) FROM fact WHERE kind = '" + kind + "'").getFirst());
  }

  private void awaitPhase(String word) {
    eventually(() -> desk.routing
        .committed()
        .read(floor -> floor.contact(CONTACT).map(contact -> contact.phase().word()))
        .await()
        .equals(Optional.of(word)));
  }

  private void awaitDelivered(int count) {
    eventually(() -> desk.ground
        .ask("SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL")
        .equals(List.of(Integer.toString(count))));
  }
}
