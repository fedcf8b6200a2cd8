package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.channels.TwilioAccount;
import tandem.desk.voice.CallCommand;
import tandem.faults.RudePeer;
import tandem.faults.RudePeer.Manner;
import tandem.web.PeerClient;

@ExtendWith(VertxExtension.class)
class TwilioCarrierTest {

  private static final Instant NINE = Instant.parse("2026-02-01T09:00:00Z");

  private final Vertx vertx;
  private final Peer peer = new Peer(vertx);
  private final TwilioCarrier carrier = new TwilioCarrier(
      new PeerClient(vertx),
      new TwilioAccount("AC1", "token", "", peer.url(), () -> "https://desk.example"),
      () -> NINE);

  TwilioCarrierTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @Test
  void bridging_moves_the_live_call_to_the_agent() throws Exception {
    carrier.carryOut("k1", bridge("CA1"), false).await();

    var got = peer.got.getFirst();
    assertThat(got.path()).isEqualTo("/2010-04-01/Accounts/AC1/Calls/CA1.json");
    assertThat(got.headers().get("Authorization"))
        .isEqualTo("Basic "
            + Base64.getEncoder().encodeToString("AC1:token".getBytes(StandardCharsets.UTF_8)));
    var twiml = TwimlTest.parse(form(got, "Twiml"));
    assertThat(twiml.getElementsByTagName("Number").item(0).getTextContent())
        .isEqualTo("+31201234567");
    assertThat(action(got))
        .startsWith("https://desk.example/hooks/voice/twilio?arrived=")
        .endsWith("&agent=ana");
  }

  @Test
  void a_resume_dials_the_agent_and_its_url_contains_the_time_of_the_request() throws Exception {
    carrier.carryOut("k1", resume(Optional.of("+31201234567")), false).await();

    assertThat(action(peer.got.getFirst()))
        .endsWith("&agent=ana&held=yes&asked=2026-02-01T09%3A00%3A00.000000007Z");
  }

  @Test
  void an_agent_who_has_no_address_any_more_cannot_take_a_caller_off_hold() {
    assertThatThrownBy(
            () -> carrier.carryOut("k1", resume(Optional.empty()), false).await())
        .isInstanceOf(Failure.Conflict.class);

    assertThat(peer.got).isEmpty();
  }

  @Test
  void hold_and_hang_up_redirect_the_call() throws Exception {
    var contact = Ids.contact("twilio", "CA1");
    var hold = new CallCommand.Hold("CA1", contact, new AgentId("ana"), Optional.empty(), NINE);
    carrier.carryOut("k1", hold, false).await();
    carrier.carryOut("k2", new CallCommand.Hangup("CA1", contact), false).await();

    assertThat(TwimlTest.parse(form(peer.got.get(0), "Twiml"))
            .getElementsByTagName("Redirect")
            .getLength())
        .isEqualTo(1);
    assertThat(form(peer.got.get(1), "Status")).isEqualTo("completed");
  }

  @Test
  void a_hostile_call_id_stays_one_part_of_the_path() {
    carrier
        .carryOut(
            "k1", new CallCommand.Hangup("../../x?y#z\r\nA: b", Ids.contact("twilio", "x")), false)
        .await();

    assertThat(peer.got.getFirst().path())
        .isEqualTo("/2010-04-01/Accounts/AC1/Calls/..%2F..%2Fx%3Fy%23z%0D%0AA%3A%20b.json");
  }

  @ParameterizedTest
  @CsvSource({
    "404, {}, NotFound",
    "400, {\"code\":21220}, NotFound",
    "400, {\"code\":21205}, Conflict",
    "302, {}, Unavailable",
    "401, {}, Unavailable",
    "429, {}, Unavailable",
    "500, {}, Unavailable"
  })
  void an_error_status_means_that_the_call_is_gone_or_a_repeat_may_succeed_or_not(
      int status, String body, String kind) {
    peer.says(status, body);

    assertThatThrownBy(() -> carrier.carryOut("k", bridge("CA1"), false).await())
        .isInstanceOf(Failure.class)
        .extracting(no -> no.getClass().getSimpleName())
        .isEqualTo(kind);
    assertThat(peer.got).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"TRICKLES_BODY", "ENDLESS_BODY", "BOMB", "GARBAGE", "LESS_THAN_ANNOUNCED"})
  void a_list_of_legs_that_cannot_be_read_redirects_no_call(Manner manner) {
    try (var twilio = new RudePeer(manner)) {
      var asked = new TwilioCarrier(
          new PeerClient(vertx),
          new TwilioAccount("AC1", "token", "", twilio.url(), () -> "https://desk.example"),
          () -> NINE);

      assertThatThrownBy(() -> asked.carryOut("k1", bridge("CA1"), true).await())
          .isNotInstanceOfAny(Failure.NotFound.class, Failure.Conflict.class);

      assertThat(twilio.accepted()).isEqualTo(1);
      // the bomb is a whole answer of an allowed size, and stays packed
      eventually(() -> twilio.open() == (manner == Manner.BOMB ? 1 : 0));
    }
  }

  private static String form(Peer.Got got, String field) {
    var values =
        new QueryStringDecoder(got.body().toString(), false).parameters().get(field);
    return values == null ? "" : values.getFirst();
  }

  /** Returns the URL to which the carrier reports the end of the dialling. */
  private static String action(Peer.Got got) throws Exception {
    return TwimlTest.parse(form(got, "Twiml"))
        .getElementsByTagName("Dial")
        .item(0)
        .getAttributes()
        .getNamedItem("action")
        .getTextContent();
  }

  private static CallCommand bridge(String call) {
    return new CallCommand.Bridge(
        call,
        Ids.contact("twilio", call),
        new AgentId("ana"),
        "+31201234567",
        NINE,
        NINE.plusSeconds(30));
  }

  private static CallCommand resume(Optional<String> address) {
    return new CallCommand.Resume(
        "CA1", Ids.contact("twilio", "CA1"), new AgentId("ana"), address, NINE.plusNanos(7));
  }
}
