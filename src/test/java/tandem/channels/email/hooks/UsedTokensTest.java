package tandem.channels.email.hooks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class UsedTokensTest {

  private static final Instant NOW = Instant.parse("2026-02-02T09:00:00Z");
  private static final byte[] MAIL = {1};
  private static final byte[] OTHER = {2};

  private final UsedTokens tokens = new UsedTokens(Duration.ofMinutes(10));

  @Test
  void a_token_brings_one_mail_as_often_as_it_comes_and_no_other() {
    tokens.use("t", MAIL, NOW);

    assertThatCode(() -> tokens.use("t", MAIL, NOW.plusSeconds(599))).doesNotThrowAnyException();
    assertThatThrownBy(() -> tokens.use("t", OTHER, NOW.plusSeconds(600)))
        .isInstanceOf(Failure.Denied.class);
    assertThatCode(() -> tokens.use("other", OTHER, NOW)).doesNotThrowAnyException();
  }

  @Test
  void a_token_is_forgotten_when_its_signature_is_no_longer_valid() {
    tokens.use("t", MAIL, NOW);

    assertThatCode(() -> tokens.use("t", OTHER, NOW.plusSeconds(601))).doesNotThrowAnyException();
  }

  @Test
  void the_first_tokens_are_forgotten_when_there_are_too_many() {
    tokens.use("first", MAIL, NOW);
    for (int i = 0; i < 50_000; i++) {
      tokens.use("t" + i, MAIL, NOW);
    }

    assertThatCode(() -> tokens.use("first", OTHER, NOW)).doesNotThrowAnyException();
    assertThatThrownBy(() -> tokens.use("t49999", OTHER, NOW)).isInstanceOf(Failure.Denied.class);
  }
}
