package tandem.rehearsal.carriers;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String BODY = "{\"type\":\"call.arrived\",\"call\":\"ü\"}";

  private final WebhookSignature signature = new WebhookSignature(SECRET);

  @Test
  void another_library_accepts_what_we_sign() throws Exception {
    var headers = new HashMap<String, List<String>>();
    signature
        .headers("msg_1", Instant.now(), BODY)
        .forEach((name, value) -> headers.put(name, List.of(value)));

    new Webhook(SECRET).verify(BODY, HttpHeaders.of(headers, (_, _) -> true));
  }

  @Test
  void we_accept_what_another_library_signs() throws Exception {
    long now = 1_700_000_000;
    var signed = new Webhook(SECRET).sign("msg_1", now, BODY);

    assertThat(verifies("msg_1", now, signed, BODY)).isTrue();
    assertThat(verifies("msg_1", now, "v1,AAAA " + signed, BODY)).isTrue();
    assertThat(verifies("msg_2", now, signed, BODY)).isFalse();
    assertThat(verifies("msg_1", now, signed, BODY + " ")).isFalse();
    assertThat(verifies("msg_1", now, signed.substring(0, 20), BODY)).isFalse();
    assertThat(verifies("msg_1", now, "", BODY)).isFalse();
    assertThat(verifies("msg_1", now, signed.replace("v1", "v2"), BODY)).isFalse();
    assertThat(verifies("msg_1", now - 600, signed, BODY)).isFalse();
  }

  private boolean verifies(String id, long timestamp, String signatures, String body) {
    return signature.verifies(
        id, Long.toString(timestamp), signatures, body, Instant.ofEpochSecond(1_700_000_000));
  }

  @Test
  void the_headers_are_the_three_of_the_standard() {
    assertThat(signature.headers("msg_1", Instant.EPOCH, BODY))
        .containsAllEntriesOf(Map.of("webhook-id", "msg_1", "webhook-timestamp", "0"));
  }
}
