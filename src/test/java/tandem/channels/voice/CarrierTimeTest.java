package tandem.channels.voice;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.auth.StandingClock;
import tandem.auth.WebhookSignature;
import tandem.channels.CarrierTime;
import tandem.desk.voice.CallEvent;

/** Two clocks that differ; the carrier's message shows the right one. */
@ExtendWith(VertxExtension.class)
class CarrierTimeTest {

  private static final Instant TRUE = Instant.parse("2026-02-01T09:00:00Z");
  private static final Duration OFF = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final HookServer server = new HookServer(vertx, "");
  private final RecordingDesk desk = new RecordingDesk();
  private final WebhookSignature signature =
      new WebhookSignature(List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  private final StandingClock clock = new StandingClock(TRUE);
  private final StandingClock wall = new StandingClock(TRUE);
  private final CarrierTime time = new CarrierTime(clock, wall);

  CarrierTimeTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void mount() {
    new NativeVoice(signature, desk, time).mount(server.guard);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_caller_is_taken_while_the_wall_clock_is_wrong() {
    wall.pass(OFF);

    assertThat(arrives("c-1", TRUE, TRUE.minusSeconds(3))).isEqualTo(200);

    assertThat(arrivals()).containsExactly(TRUE.minusSeconds(3));
    assertThat(time.instant()).isEqualTo(TRUE);
  }

  @Test
  void a_caller_is_taken_while_the_servers_clock_has_not_caught_up() {
    clock.pass(OFF);

    assertThat(arrives("c-1", TRUE, TRUE.minusSeconds(3))).isEqualTo(200);

    assertThat(arrivals()).containsExactly(TRUE.plus(OFF).minusSeconds(3));
    assertThat(time.instant()).isEqualTo(TRUE);
  }

  @Test
  void an_old_message_is_refused_by_both() {
    clock.pass(OFF);

    assertThat(arrives("c-1", TRUE.minus(OFF), TRUE)).isEqualTo(403);
    assertThat(arrives("c-2", TRUE.plus(OFF).plus(OFF), TRUE)).isEqualTo(403);
    assertThat(desk.told).isEmpty();
  }

  @Test
  void a_message_with_a_wrong_signature_does_not_change_the_clock() {
    clock.pass(OFF);
    arrives("c-1", TRUE, TRUE);
    var body = Buffer.buffer("{\"type\":\"call.held\",\"call\":\"c1\"}");
    var headers = new java.util.HashMap<>(signature.sign("e", body, clock.instant()));
    headers.put(WebhookSignature.SIGNATURE, "v1,AAAA");

    assertThat(post(headers, body)).isEqualTo(403);

    assertThat(time.instant()).isEqualTo(TRUE);
  }

  @Test
  void clocks_that_hardly_differ_change_no_time_of_an_arrival() {
    wall.pass(Duration.ofMillis(300));

    arrives("c-1", TRUE, TRUE.minusMillis(1_234));

    assertThat(arrivals()).containsExactly(TRUE.minusMillis(1_234));
  }

  @ParameterizedTest
  @ValueSource(longs = {-240, 240})
  void callers_have_waited_as_long_as_the_carriers_own_clock_says(long seconds) {
    var theirs = TRUE.plusSeconds(seconds);

    arrives("c-1", theirs, theirs.minusSeconds(30));
    arrives("c-2", theirs, theirs);

    assertThat(arrivals()).containsExactly(TRUE.minusSeconds(30), TRUE);
  }

  private List<Instant> arrivals() {
    return desk.told.stream()
        .map(CallEvent.Arrived.class::cast)
        .map(CallEvent.Arrived::at)
        .toList();
  }

  private int arrives(String call, Instant sent, Instant at) {
    var body = Buffer.buffer(
        "{\"type\":\"call.arrived\",\"call\":\"" + call + "\",\"at\":\"" + at + "\"}");
    return post(signature.sign("e-" + call, body, sent), body);
  }

  private int post(java.util.Map<String, String> headers, Buffer body) {
    var request = server.request(HttpMethod.POST, "/hooks/voice");
    request.putHeader("content-type", "application/json");
    headers.forEach(request::putHeader);
    return request.sendBuffer(body).await().statusCode();
  }
}
