package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.auth.WebhookSignature;
import tandem.base.AgentId;
import tandem.base.Ids;
import tandem.channels.HookMeters;
import tandem.desk.voice.CallEvent;

class NativeVoiceTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Instant AT = Instant.parse("2026-02-01T08:59:58.5Z");

  private final HookServer server = new HookServer("");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RecordingDesk desk = new RecordingDesk();
  private final WebhookSignature signature = new WebhookSignature(List.of(SECRET));

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
  void an_event_that_is_not_signed_well_is_refused_and_nobody_hears_of_it() {
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
          []                                                    | 422 | type must be one of call.arrived, call.bridged
          {"type":"call.exploded","call":"c"}                   | 422 | type must be one of call.arrived, call.bridged
          {"type":7,"call":"c"}                                 | 422 | type must be one of call.arrived, call.bridged
          {"type":"call.held"}                                  | 422 | call is missing
          {"type":"call.held","call":7}                         | 422 | call must be text
          {"type":"call.held","call":" "}                       | 422 | call must be 1-128 characters
          {"type":"call.held","call":"a\\u0000"}                | 422 | call must not contain the character U+0000
          {"type":"call.arrived","call":"c","from":1,"at":"x"}  | 422 | from must be text; at must be a time in ISO 8601
          {"type":"call.arrived","call":"c"}                    | 422 | at is missing
          {"type":"call.bridged","call":"c","agent":"No One"}   | 422 | agent agent must be 1-64 of
          """)
  void a_malformed_event_is_answered_with_what_is_wrong_and_nobody_hears_of_it(
      String body, int status, String detail) {
    var answer = send("e1", body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.bodyAsJsonObject().getString("detail")).startsWith(detail);
    assertThat(desk.told).isEmpty();
  }

  @Test
  void a_body_that_is_too_large_or_no_utf_8_is_refused() {
    assertThat(send("e1", "{\"type\":\"" + "x".repeat(70_000) + "\"}").statusCode())
        .isEqualTo(413);
    var broken = Buffer.buffer("{\"type\":\"").appendByte((byte) 0xFF).appendString("\"}");
    var answer =
        post(signature.sign("e1", broken, server.clock.instant()), broken).await();
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("detail")).isEqualTo("not UTF-8 at byte 9");
  }

  @Test
  void while_the_database_is_away_the_sender_is_told_to_come_again_and_then_taken() {
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
  void what_comes_in_is_counted_by_what_it_came_to() {
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
