package tandem.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;

class WebhookSignatureTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  /** The wall clock, because the independent library reads it. */
  private final Instant now = java.time.Clock.systemUTC().instant();

  private static final Buffer BODY = Buffer.buffer("{\"type\":\"call.arrived\",\"from\":\"Zoë\"}");

  private final WebhookSignature signature = new WebhookSignature(List.of(SECRET));

  @Test
  void an_independent_library_accepts_our_signatures() throws Exception {
    var headers = new HashMap<String, List<String>>();
    signature.sign("msg_1", BODY, now).forEach((name, value) -> headers.put(name, List.of(value)));

    assertThatCode(() -> new Webhook(SECRET).verify(BODY.toString(), headers))
        .doesNotThrowAnyException();
  }

  @Test
  void signatures_of_an_independent_library_are_accepted() throws Exception {
    var signed = new Webhook(SECRET).sign("msg_1", now.getEpochSecond(), BODY.toString());

    assertThat(verify(headers("msg_1", now, signed))).isEqualTo("msg_1");
  }

  @Test
  void a_body_may_come_in_pieces_of_any_size() {
    var signed = headers(signature.sign("msg_1", BODY, now));
    for (int size = 1; size <= BODY.length(); size++) {
      var check = signature.begin(signed, now);
      for (int from = 0; from < BODY.length(); from += size) {
        check.add(BODY.slice(from, Math.min(BODY.length(), from + size)));
      }
      assertThat(check.end()).isEqualTo("msg_1");
    }
    var broken = signature.begin(signed, now);
    broken.add(BODY.slice(0, BODY.length() - 1));
    assertThatThrownBy(broken::end).isInstanceOf(Failure.Denied.class);
  }

  @Test
  void during_a_change_of_secrets_the_old_and_the_new_one_are_good() {
    var changing = new WebhookSignature(List.of(OTHER, SECRET));
    var old = signature.sign("msg_1", BODY, now);
    var neu = new WebhookSignature(List.of(OTHER)).sign("msg_1", BODY, now);

    assertThatCode(() -> changing.verify(headers(old), BODY, now)).doesNotThrowAnyException();
    assertThatCode(() -> changing.verify(headers(neu), BODY, now)).doesNotThrowAnyException();
    assertThat(changing.sign("msg_1", BODY, now)).isEqualTo(neu);
    assertDenied(headers(neu));
  }

  @Test
  void one_good_signature_among_several_is_enough() {
    var good = good();
    var bad =
        new WebhookSignature(List.of(OTHER)).sign("msg_1", BODY, now).get("webhook-signature");

    assertThatCode(() -> verify(headers("msg_1", now, bad + " v1a,xyz " + good)))
        .doesNotThrowAnyException();
    assertDenied(headers("msg_1", now, (bad + " ").repeat(8) + good));
  }

  @Test
  void a_signature_in_any_other_shape_is_refused() {
    var good = good();
    for (var shape : List.of(
        "",
        " ",
        "v1,",
        "v1",
        good.substring(3),
        good.substring(0, good.length() - 1),
        good.substring(0, good.length() - 4),
        good.substring(0, 10),
        good + "=",
        good + good,
        good + "," + good,
        good.replace("v1,", "v2,"),
        good.replace("v1,", "v1a,"),
        good.replace("v1,", "V1,"),
        good.replace("v1,", "v1;"),
        "v1," + good,
        good + "A")) {
      assertDenied(headers("msg_1", now, shape));
    }
  }

  @Test
  void every_changed_byte_of_the_body_id_or_time_is_noticed() {
    var good = good();
    assertDenied(headers("msg_2", now, good));
    assertDenied(headers("msg_1", now.plusSeconds(1), good));
    for (int i = 0; i < BODY.length(); i++) {
      var changed = BODY.copy().setByte(i, (byte) (BODY.getByte(i) ^ 1));
      assertThatThrownBy(() -> signature.verify(headers("msg_1", now, good), changed, now))
          .isInstanceOf(Failure.Denied.class);
    }
  }

  @Test
  void a_message_is_good_for_five_minutes_before_and_after_its_time() {
    var headers = headers(signature.sign("msg_1", BODY, now));
    var limit = Duration.ofMinutes(5).plusMillis(-1);
    var whole = Instant.ofEpochSecond(now.getEpochSecond());

    assertThatCode(() -> signature.verify(headers, BODY, whole.plus(limit)))
        .doesNotThrowAnyException();
    assertThatCode(() -> signature.verify(headers, BODY, whole.minus(limit)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> signature.verify(headers, BODY, whole.plus(limit).plusSeconds(1)))
        .isInstanceOf(Failure.Denied.class);
    assertThatThrownBy(() -> signature.verify(headers, BODY, whole.minus(limit).minusSeconds(1)))
        .isInstanceOf(Failure.Denied.class);
  }

  @Test
  void missing_and_repeated_headers_are_refused() {
    for (var name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      var missing = headers(signature.sign("msg_1", BODY, now)).remove(name);
      assertDenied(missing);
      var twice = headers(signature.sign("msg_1", BODY, now));
      twice.add(name, twice.get(name));
      assertDenied(twice);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "", "a b", "a\tb", "ä"})
  void an_id_that_could_be_read_in_two_ways_is_refused(String id) {
    assertDenied(headers(signature.sign(id, BODY, now)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1e9", "now", "99999999999999999999", " 1"})
  void an_unreadable_timestamp_is_refused(String timestamp) {
    var headers = headers(signature.sign("msg_1", BODY, now));
    headers.set("webhook-timestamp", timestamp);
    assertDenied(headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "whsec_", "whsec_short", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"})
  void a_secret_that_is_none_is_refused_at_the_start(String secret) {
    assertThatThrownBy(() -> new WebhookSignature(List.of(secret)))
        .isInstanceOf(Failure.Invalid.class);
  }

  private String good() {
    return String.valueOf(signature.sign("msg_1", BODY, now).get("webhook-signature"));
  }

  private String verify(MultiMap headers) {
    return signature.verify(headers, BODY, now);
  }

  private void assertDenied(MultiMap headers) {
    assertThatThrownBy(() -> verify(headers))
        .as(headers.toString())
        .isInstanceOf(Failure.Denied.class);
  }

  private static MultiMap headers(String id, Instant at, String signature) {
    return headers(Map.of(
        "webhook-id", id,
        "webhook-timestamp", Long.toString(at.getEpochSecond()),
        "webhook-signature", signature));
  }

  private static MultiMap headers(Map<String, String> headers) {
    return MultiMap.caseInsensitiveMultiMap().addAll(headers);
  }
}
