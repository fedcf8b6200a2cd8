package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.auth.WebhookSignature;
import tandem.base.AgentId;
import tandem.base.Ids;
import tandem.channels.HookMeters;
import tandem.desk.voice.CallEvent;
import tandem.document.Json;

@ExtendWith(VertxExtension.class)
class NativeVoiceTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Instant AT = Instant.parse("2026-02-01T08:59:58.5Z");

  private final Vertx vertx;
  private final HookServer server = new HookServer(vertx, "");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RecordingDesk desk = new RecordingDesk();
  private final WebhookSignature signature = new WebhookSignature(List.of(SECRET));

  NativeVoiceTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void mount() {
    var hooks = new HookMeters(meters);
    hooks.watch(server.guard);
    new NativeVoice(signature, hooks.counting(desk), server.clock).mount(server.guard);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void each_kind_of_event_is_understood() {
    send(
        "e1",
        "{\"type\":\"call.arrived\",\"call\":\"c1\",\"from\":\"+31201234567\",\"to\":\"+31207654321\",\"at\":\""
            + AT + "\"}");
    send("e2", "{\"type\":\"call.arrived\",\"call\":\"c2\",\"at\":\"" + AT + "\"}");
    send(
        "e3",
        "{\"type\":\"call.bridged\",\"call\":\"c1\",\"agent\":\"ana\",\"at\":\"" + AT + "\"}");
    send("e4", "{\"type\":\"call.bridged\",\"call\":\"c1\"}");
    send("e5", "{\"type\":\"call.bridge_failed\",\"call\":\"c1\",\"reason\":\"busy\"}");
    send("e6", "{\"type\":\"call.held\",\"call\":\"c1\"}");
    send("e7", "{\"type\":\"call.resumed\",\"call\":\"c1\",\"trunk\":{\"id\":7}}");
    send("e9", "{\"type\":\"call.hold_failed\",\"call\":\"c1\",\"agent\":\"ana\"}");
    send("e10", "{\"type\":\"call.resume_failed\",\"call\":\"c1\"}");
    send("e8", "{\"type\":\"call.ended\",\"call\":\"c1\",\"cause\":\"hangup\"}");

    assertThat(desk.told)
        .containsExactly(
            new CallEvent.Arrived("c1", "+31201234567", "+31207654321", AT),
            new CallEvent.Arrived("c2", "", "", AT),
            new CallEvent.Bridged("c1", Optional.of(new AgentId("ana"))),
            new CallEvent.Bridged("c1", Optional.empty()),
            new CallEvent.BridgeFailed("c1", Optional.empty(), "busy"),
            new CallEvent.Held("c1"),
            new CallEvent.Resumed("c1"),
            new CallEvent.HoldFailed("c1", Optional.of(new AgentId("ana"))),
            new CallEvent.ResumeFailed("c1", Optional.empty()),
            new CallEvent.Ended("c1", "hangup"));
  }

  @Test
  void the_answer_names_the_contact() {
    var answer = send("e1", "{\"type\":\"call.held\",\"call\":\"c1\"}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject().getMap())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("contact", Ids.contact("native", "c1").toString(), "result", "accepted"));
  }

  @Test
  void a_hook_repeated_fifty_times_in_parallel_has_one_effect_and_one_answer() {
    var body = Buffer.buffer("{\"type\":\"call.arrived\",\"call\":\"c1\",\"at\":\"" + AT + "\"}");
    var headers = signature.sign("e1", body, server.clock.instant());

    var answers = Future.all(
            IntStream.range(0, 50).mapToObj(_ -> post(headers, body)).toList())
        .await()
        .<HttpResponse<Buffer>>list();

    assertThat(answers)
        .extracting(HttpResponse::bodyAsString)
        .containsOnly(answers.getFirst().bodyAsString());
    assertThat(desk.told).hasSize(1);
  }

  @Test
  void an_event_with_a_wrong_signature_is_refused_without_effect() {
    var body = Buffer.buffer("{\"type\":\"call.held\",\"call\":\"c1\"}");
    var good = signature.sign("e1", body, server.clock.instant());
    for (var name : good.keySet()) {
      var missing = new HashMap<>(good);
      missing.remove(name);
      assertThat(post(missing, body).await().statusCode()).isEqualTo(403);
      var wrong = new HashMap<>(good);
      wrong.put(name, good.get(name) + "1");
      assertThat(post(wrong, body).await().statusCode()).isEqualTo(403);
    }
    assertThat(post(good, Buffer.buffer("{\"type\":\"call.held\",\"call\":\"c2\"}"))
            .await()
            .statusCode())
        .isEqualTo(403);
    assertThat(post(Map.of(), Buffer.buffer("no json")).await().statusCode()).isEqualTo(403);
    server.clock.pass(Duration.ofSeconds(301));
    assertThat(post(good, body).await().statusCode()).isEqualTo(403);

    assertThat(desk.told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {                                                     | 400 | not JSON at line 1
          {"type":"call.held" "call":"c"}                       | 400 | not JSON at line 1
          {"cause":undefined,"type":"call.held","call":"c"}     | 400 | not JSON at line 1
          []                                                    | 422 | type must be one of call.arrived, call.bridged
          "call.held"                                           | 422 | type must be one of call.arrived, call.bridged
          {"call":"c"}                                          | 422 | type must be one of call.arrived, call.bridged
          {"type":"call.exploded","call":"c"}                   | 422 | type must be one of call.arrived, call.bridged
          {"type":7,"call":"c"}                                 | 422 | type must be one of call.arrived, call.bridged
          {"type":"call.held"}                                  | 422 | call is missing
          {"type":"call.held","call":null}                      | 422 | call is missing
          {"type":"call.held","call":" "}                       | 422 | call is missing
          {"type":"call.held","call":{"id":"c"}}                | 422 | call is missing
          """)
  void an_event_without_a_known_type_or_a_call_is_refused_with_the_reason(
      String body, int status, String detail) {
    var answer = send("e1", body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.bodyAsJsonObject().getString("detail")).startsWith(detail);
    assertThat(desk.told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'call.ended','call':'c1','cause':NaN}",
        "{'type':'call.ended','call':'c1','cause':-Infinity}",
        "{'type':'call.ended','call':'c1','cause':.5}",
        "{'type':'call.ended','call':'c1','cause':5.}",
        "{'type':'call.ended','call':'c1',}",
        "{'type':'call.ended','call':'c1'",
        "{'type':'call.ended','call':'c1'}}",
        "{'type':'call.ended','call':'c1'} {}",
        "{'type':'call.ended','call':'c1','cause':undefined}",
        "{'type':'call.ended','call':'c1','cause':0x10}",
        "{'type':'call.ended','call':'c1','cause':'cut o",
        "{'type':'call.ended','call':'c1','cause':'\\u00'}",
        "{'type':'call.ended','call':'c1' 'cause':16}",
        "{'type':'call.ended','call':'c1','cause':[1,{'a':"
      })
  void an_end_is_taken_when_the_rest_of_the_body_cannot_be_read(String body) {
    var answer = send("e1", body.replace('\'', '"'));

    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    assertThat(desk.told)
        .singleElement()
        .isInstanceOfSatisfying(
            CallEvent.Ended.class, end -> assertThat(end.call()).isEqualTo("c1"));
  }

  @Test
  void a_caller_is_taken_with_the_fields_before_the_place_where_the_body_breaks_off() {
    send(
        "e1", "{\"type\":\"call.arrived\",\"call\":\"c1\",\"from\":\"+31612345678\",\"to\":\"+312");

    assertThat(desk.told)
        .containsExactly(new CallEvent.Arrived("c1", "+31612345678", "", server.clock.instant()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          16                          | 16
          -1.50                       | -1.50
          true                        | true
          null                        | ''
          ""                          | ''
          {"q850": 16}                | {"q850": 16}
          [16, "normal"]              | [16, "normal"]
          "hang\\u0000up"             | "hang\\u0000up"
          "half \\ud83d"              | "half \\ud83d"
          """)
  void an_end_is_taken_whatever_the_carrier_gives_as_its_cause(String cause, String told) {
    var answer = send("e1", "{\"type\":\"call.ended\",\"call\":\"c1\",\"cause\":" + cause + "}");
    var failed =
        send("e2", "{\"type\":\"call.bridge_failed\",\"call\":\"c1\",\"reason\":" + cause + "}");

    assertThat(List.of(answer.statusCode(), failed.statusCode())).containsOnly(200);
    var expected = told.startsWith("\"") ? Json.read(told, String.class) : told;
    assertThat(desk.told)
        .containsExactly(
            new CallEvent.Ended("c1", expected),
            new CallEvent.BridgeFailed("c1", Optional.empty(), expected));
  }

  @Test
  void an_end_of_any_length_that_fits_into_a_body_is_taken() {
    for (int length : List.of(201, 269, 70_000, 250_000)) {
      assertThat(send(
                  "e" + length,
                  "{\"type\":\"call.ended\",\"call\":\"c\",\"cause\":\"" + "x".repeat(length)
                      + "\"}")
              .statusCode())
          .as("%d characters", length)
          .isEqualTo(200);
    }
    assertThat(desk.told).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          31612345678                 | 31612345678
          3.1612345678E10             | 31612345678
          31612345678.0               | 31612345678
          0612345678                  | 0612345678
          +31612345678                | +31612345678
          7042                        | 7042
          1e99                        | 1e99
          "+31612345678"              | +31612345678
          "anonymous"                 | anonymous
          null                        | ''
          """)
  void a_number_is_read_however_the_carrier_writes_it(String from, String told) {
    var body =
        "{\"type\":\"call.arrived\",\"call\":\"c1\",\"from\":%s,\"to\":%s}".formatted(from, from);

    assertThat(send("e1", body).statusCode()).isEqualTo(200);
    assertThat(desk.told)
        .containsExactly(new CallEvent.Arrived("c1", told, told, server.clock.instant()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {"from": {"user": 7} }                    | from={"user": 7}
          {"from": [1,2], "to": false, "at": {} }   | at={},from=[1,2],to=false
          {"at": "yesterday"}                       | at=yesterday
          {"at": "2026-02-01T08:59:58"}             | at=2026-02-01T08:59:58
          {"at": "2026-02-30T08:59:58Z"}            | at=2026-02-30T08:59:58Z
          {"at": 7}                                 | at=7
          {"at": 1e99}                              | at=1e99
          {"at": true}                              | at=true
          {"from": "a", "from": {} }                | from={}
          """)
  void unreadable_fields_of_an_arrival_are_kept_unchanged(String fields, String unread) {
    var body = "{\"type\":\"call.arrived\",\"call\":\"c1\"," + fields.substring(1);

    assertThat(send("e1", body).statusCode()).isEqualTo(200);
    assertThat(desk.told).singleElement().isInstanceOfSatisfying(CallEvent.Arrived.class, event -> {
      assertThat(event.unread().toString())
          .isEqualTo("{" + unread.replace(",t", ", t").replace(",f", ", f") + "}");
      assertThat(event.at()).isEqualTo(server.clock.instant());
    });
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          "ana"       | ana
          101         | 101
          101.0       | 101
          "No One"    | ''
          "+31101"    | ''
          true        | ''
          ["ana"]     | ''
          ""          | ''
          """)
  void the_bridged_agent_is_read_or_counts_as_missing(String agent, String read) {
    var expected = Optional.of(read).filter(id -> !id.isEmpty()).map(AgentId::new);

    for (var type : List.of("call.bridged", "call.bridge_failed")) {
      assertThat(send(
                  type.replace('.', '-'),
                  "{\"type\":\"" + type + "\",\"call\":\"c1\",\"agent\":" + agent + "}")
              .statusCode())
          .isEqualTo(200);
    }
    assertThat(desk.told)
        .containsExactly(
            new CallEvent.Bridged("c1", expected), new CallEvent.BridgeFailed("c1", expected, ""));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          7                            | "7"
          12345678901234567890123      | "12345678901234567890123"
          " a\\u0000\\n b "            | " a\\u0000\\n b "
          "half \\ud83d"               | "half \\ud83d"
          "\\u0010"                    | "\\u0010"
          """)
  void a_call_id_is_kept_unchanged(String call, String told) {
    assertThat(send("e1", "{\"type\":\"call.held\",\"call\":" + call + "}").statusCode())
        .isEqualTo(200);
    assertThat(desk.told).containsExactly(new CallEvent.Held(Json.read(told, String.class)));
  }

  @Test
  void a_body_is_read_however_it_is_wrapped() {
    var plain = "{\"type\":\"call.held\",\"call\":\"Zo\u00eb\"}";
    var deep = "[".repeat(5_000) + "]".repeat(5_000);
    for (var body : List.of(
        plain.getBytes(StandardCharsets.UTF_8),
        ("\uFEFF" + plain).getBytes(StandardCharsets.UTF_8),
        plain.getBytes(StandardCharsets.ISO_8859_1),
        plain.replace("call.held", " CALL.Held\t").getBytes(StandardCharsets.UTF_8),
        plain.replace("}", ",\"x\":" + deep + "}").getBytes(StandardCharsets.UTF_8),
        plain.replace("}", ",\"call\":null}").getBytes(StandardCharsets.UTF_8),
        plain.replace("}", ",\"call\":{}}").getBytes(StandardCharsets.UTF_8))) {
      for (var type : List.of("application/json", "text/plain; charset=utf-16", "")) {
        desk.told.clear();
        var bytes = Buffer.buffer(body);
        var id = "e" + desk.hashCode() + type.length() + java.util.Arrays.hashCode(body);
        var request = server.request(HttpMethod.POST, NativeVoice.PATH);
        if (!type.isEmpty()) {
          request.putHeader("Content-Type", type);
        }
        signature.sign(id, bytes, server.clock.instant()).forEach(request::putHeader);

        assertThat(request.sendBuffer(bytes).await().statusCode()).as(type).isEqualTo(200);
        assertThat(desk.told).containsExactly(new CallEvent.Held("Zo\u00eb"));
      }
    }
  }

  @Test
  void an_id_of_256_characters_is_taken_and_a_longer_one_or_one_with_a_full_stop_is_not_signed() {
    var body = "{\"type\":\"call.held\",\"call\":\"c1\"}";

    for (int length : List.of(1, 200, 201, 256)) {
      assertThat(send("x".repeat(length), body).statusCode()).isEqualTo(200);
    }
    assertThat(send("x".repeat(257), body).statusCode()).isEqualTo(403);
    assertThat(send("x.y", body).statusCode()).isEqualTo(403);
  }

  @Test
  void a_body_that_is_too_large_is_refused() {
    assertThat(send("e1", "{\"type\":\"" + "x".repeat(1_100_000) + "\"}").statusCode())
        .isEqualTo(413);
  }

  @Test
  void without_the_database_the_sender_is_answered_with_try_again_and_accepted_later() {
    desk.goAway();
    var away = send("e1", "{\"type\":\"call.held\",\"call\":\"c1\"}");
    desk.comeBack();
    var back = send("e1", "{\"type\":\"call.held\",\"call\":\"c1\"}");

    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.getHeader("Retry-After")).isEqualTo("2");
    assertThat(back.statusCode()).isEqualTo(200);
    assertThat(desk.told).hasSize(1);
  }

  @Test
  void requests_are_counted_by_their_result() {
    send("e1", "{\"type\":\"call.held\",\"call\":\"c1\"}");
    send("e2", "{\"type\":\"call.held\"}");
    post(Map.of(), Buffer.buffer("{}")).await();
    desk.goAway();
    send("e3", "{\"type\":\"call.held\",\"call\":\"c1\"}");
    desk.failWith(new IllegalStateException("a bug"));
    send("e4", "{\"type\":\"call.held\",\"call\":\"c1\"}");

    assertThat(meters.get("tandem.webhooks.received").tag("source", "native").counters())
        .allSatisfy(counter -> assertThat(counter.count()).isEqualTo(1))
        .extracting(counter -> counter.getId().getTag("result"))
        .containsExactlyInAnyOrder("accepted", "invalid", "forged", "unavailable", "failed");
  }

  private HttpResponse<Buffer> send(String id, String body) {
    var bytes = Buffer.buffer(body.getBytes(StandardCharsets.UTF_8));
    return post(signature.sign(id, bytes, server.clock.instant()), bytes).await();
  }

  private Future<HttpResponse<Buffer>> post(Map<String, String> headers, Buffer body) {
    var request = server
        .request(HttpMethod.POST, NativeVoice.PATH)
        .putHeader("Content-Type", "application/json");
    headers.forEach(request::putHeader);
    return request.sendBuffer(body);
  }
}
