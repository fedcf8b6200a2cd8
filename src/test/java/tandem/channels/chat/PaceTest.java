package tandem.channels.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Instant NINE = Instant.parse("2026-11-24T09:00:00Z");

  private final Pace pace = new Pace();

  @Test
  void nobody_can_say_how_long_it_takes_before_some_chats_have_begun() {
    pace.began(NINE);
    pace.began(NINE.plusSeconds(60));

    assertThat(pace.wait(1, NINE.plusSeconds(120))).isEmpty();
  }

  @Test
  void the_estimate_is_the_pace_of_the_last_chats_and_grows_while_none_begins() {
    for (int i = 0; i < 4; i++) {
      pace.began(NINE.plusSeconds(60L * i));
    }

    assertThat(pace.wait(1, NINE.plusSeconds(240))).contains(Duration.ofMinutes(1));
    assertThat(pace.wait(3, NINE.plusSeconds(240))).contains(Duration.ofMinutes(3));
    assertThat(pace.wait(1, NINE.plusSeconds(1_200))).contains(Duration.ofMinutes(5));
    assertThat(pace.wait(1, NINE.plus(Duration.ofHours(2)))).isEmpty();
  }
}
