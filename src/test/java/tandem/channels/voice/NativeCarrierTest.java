package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import com.standardwebhooks.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.auth.WebhookSignature;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.desk.voice.CallCommand;
import tandem.desk.voice.Carrier;
import tandem.document.Json;
import tandem.faults.RudePeer;
import tandem.faults.RudePeer.Manner;
import tandem.web.PeerClient;

@ExtendWith(VertxExtension.class)
class NativeCarrierTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final Instant NINE = Instant.parse("2026-02-01T09:00:00Z");

  private final Vertx vertx;
  private final Peer peer = new Peer(vertx);
  private final NativeCarrier carrier = new NativeCarrier(
      new PeerClient(vertx),
      peer.url() + "/commands",
      new WebhookSignature(List.of(SECRET)),
      Clock.systemUTC());

  NativeCarrierTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @Test
  void a_command_goes_out_signed_under_its_own_key() {
    carrier.carryOut("fact:main:7", bridge("c1\r\nX-Evil: 1"), false).await();

    var got = peer.got.getFirst();
    assertThat(got.path()).isEqualTo("/commands");
    assertThat(got.headers().get("webhook-id")).isEqualTo("fact:main:7");
    assertThat(new JsonObject(got.body()).getMap())
        .containsExactlyInAnyOrderEntriesOf(Map.of(
            "type", "call.bridge",
            "call", "c1\r\nX-Evil: 1",
            "contact", Ids.contact("native", "c1").toString(),
            "agent", "ana",
            "address", "+31201234567"));
    var headers = new HashMap<String, List<String>>();
    got.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    assertThatCode(() -> new Webhook(SECRET).verify(got.body().toString(), headers))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "a\0b\n",
        "Zo\u00eb \ud83d\ude00",
        "half \ud83d",
        "\udc00\ud800",
        "\u2028\u0010\u007f"
      })
  void a_command_contains_the_calls_id_unchanged(String call) throws Exception {
    carrier.carryOut("k", bridge(call), false).await();

    var body = new String(peer.got.getFirst().body().getBytes(), StandardCharsets.US_ASCII);
    assertThat(Json.MAPPER.readTree(body).path("call").textValue()).isEqualTo(call);
  }

  @ParameterizedTest
  @CsvSource({"200", "202", "204"})
  void every_success_status_is_accepted(int status) {
    peer.says(status, "");

    assertThatCode(() -> carrier.carryOut("k", bridge("c1"), false).await())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "404, NotFound",
    "410, NotFound",
    "400, Conflict",
    "409, Conflict",
    "422, Conflict",
    "302, Unavailable",
    "401, Unavailable",
    "429, Unavailable",
    "500, Unavailable",
    "503, Unavailable"
  })
  void an_error_status_means_that_the_call_is_gone_or_a_repeat_may_succeed_or_not(
      int status, String kind) {
    peer.says(status, "");

    assertThatThrownBy(() -> carrier.carryOut("k", bridge("c1"), false).await())
        .isInstanceOf(Failure.class)
        .extracting(no -> no.getClass().getSimpleName())
        .isEqualTo(kind);
    // a redirect is not followed: commands go where the configuration says
    assertThat(peer.got).hasSize(1);
  }

  @Test
  void a_conflict_about_a_hold_or_resume_means_that_the_call_is_so_already() {
    var contact = Ids.contact("native", "c1");
    var ana = new AgentId("ana");
    for (var command : List.of(
        new CallCommand.Hold("c1", contact, ana, Optional.empty(), NINE),
        new CallCommand.Resume("c1", contact, ana, Optional.empty(), NINE),
        new CallCommand.Hangup("c1", contact))) {
      peer.says(409, "");
      assertThat(carrier.carryOut("k", command, false).await()).isEqualTo(Carrier.Taken.TOLD);

      peer.says(422, "");
      assertThatThrownBy(() -> carrier.carryOut("k", command, false).await())
          .isInstanceOf(Failure.Conflict.class);
    }
  }

  @Test
  void each_command_names_what_it_needs() {
    var contact = Ids.contact("native", "c1");
    var ana = new AgentId("ana");
    var address = Optional.of("+31201234567");

    carrier
        .carryOut("k1", new CallCommand.Hold("c1", contact, ana, address, NINE), false)
        .await();
    carrier
        .carryOut("k2", new CallCommand.Resume("c1", contact, ana, Optional.empty(), NINE), false)
        .await();
    carrier.carryOut("k3", new CallCommand.Hangup("c1", contact), false).await();

    assertThat(peer.got.stream().map(got -> got.body().toString()))
        .containsExactly(
            "{\"type\":\"call.hold\",\"call\":\"c1\",\"contact\":\"" + contact
                + "\",\"agent\":\"ana\",\"address\":\"+31201234567\"}",
            "{\"type\":\"call.resume\",\"call\":\"c1\",\"contact\":\"" + contact
                + "\",\"agent\":\"ana\"}",
            "{\"type\":\"call.hangup\",\"call\":\"c1\",\"contact\":\"" + contact + "\"}");
  }

  @ParameterizedTest
  @EnumSource(names = {"TRICKLES_BODY", "ENDLESS_BODY", "HUGE_BODY", "ENDLESS_INTERIM"})
  void a_connector_whose_answer_does_not_end_gets_the_command_again_on_another_connection(
      Manner manner) {
    try (var connector = new RudePeer(manner)) {
      assertThatThrownBy(() -> to(connector).carryOut("k", bridge("c1"), false).await())
          .isInstanceOf(Failure.Unavailable.class);

      eventually(() -> connector.open() == 0);
    }
  }

  @Test
  void eighty_calls_whose_commands_hang_delay_no_other_calls_command() {
    try (var connector =
        new RudePeer(request -> request.contains("\"good\"") ? Manner.POLITE : Manner.SILENT)) {
      var carrier = to(connector);
      var hanging = IntStream.range(0, 80)
          .mapToObj(i -> carrier.carryOut("k" + i, bridge("c" + i), false))
          .toList();
      eventually(() -> connector.open() == 80);

      assertThat(carrier.carryOut("k", bridge("good"), false).await())
          .isEqualTo(Carrier.Taken.TOLD);

      assertThat(hanging).noneMatch(Future::isComplete);
    }
  }

  private NativeCarrier to(RudePeer connector) {
    return new NativeCarrier(
        new PeerClient(vertx),
        connector.url() + "/commands",
        new WebhookSignature(List.of(SECRET)),
        Clock.systemUTC());
  }

  private static CallCommand bridge(String call) {
    return new CallCommand.Bridge(
        call,
        Ids.contact("native", "c1"),
        new AgentId("ana"),
        "+31201234567",
        NINE,
        NINE.plusSeconds(30));
  }
}
