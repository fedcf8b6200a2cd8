package tandem.rehearsal.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class SignedMessagesTest {

  private static final String BODY = "{\"type\":\"call.arrived\",\"call\":\"ü\"}";

  private final SignedMessages signed =
      new SignedMessages("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  private final Instant now = Clock.systemUTC().instant();

  private static MultiMap headers(Map<String, String> headers) {
    return MultiMap.caseInsensitiveMultiMap().addAll(headers);
  }

  @Test
  void messages_signed_by_one_side_are_accepted_by_the_other() {
    var headers = signed.headers("msg_1", now, BODY);

    assertThat(headers).containsEntry("webhook-id", "msg_1").hasSize(3);
    assertThat(signed.verifies(headers(headers), BODY, now)).isTrue();
  }

  @Test
  void a_changed_old_or_foreign_message_is_refused() {
    var good = signed.headers("msg_1", now, BODY);
    var others = new SignedMessages("whsec_AAAA").headers("msg_1", now, BODY);
    var old = signed.headers("msg_1", now.minusSeconds(600), BODY);

    assertThat(signed.verifies(headers(good), BODY + " ", now)).isFalse();
    assertThat(signed.verifies(headers(good).set("webhook-id", "msg_2"), BODY, now))
        .isFalse();
    assertThat(signed.verifies(headers(good).remove("webhook-signature"), BODY, now))
        .isFalse();
    assertThat(signed.verifies(headers(others), BODY, now)).isFalse();
    assertThat(signed.verifies(headers(old), BODY, now)).isFalse();
  }

  @Test
  void a_rehearsal_of_another_time_takes_the_messages_of_that_time() {
    var then = now.minusSeconds(86_400);

    assertThat(signed.verifies(headers(signed.headers("msg_1", then, BODY)), BODY, then))
        .isTrue();
  }

  @Test
  void a_secret_that_is_none_is_refused() {
    for (var secret : new String[] {"", "whsec_%%%"}) {
      assertThatThrownBy(() -> new SignedMessages(secret)).isInstanceOf(Failure.Invalid.class);
    }
  }
}
