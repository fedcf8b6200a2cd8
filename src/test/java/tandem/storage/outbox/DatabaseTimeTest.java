package tandem.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatabaseTimeTest {

  private static final Instant HERE = Instant.parse("2026-03-02T09:00:00Z");
  private static final Instant THERE = Instant.parse("2026-03-02T08:57:30Z");

  private final DatabaseTime time = new DatabaseTime();

  @Test
  void a_database_that_was_never_asked_may_show_any_time() {
    assertThat(time.atMost(HERE)).isEmpty();
    assertThat(time.wasSetForward(HERE, HERE.plusMillis(5), THERE)).isFalse();
  }

  @Test
  void a_clock_that_goes_on_as_ours_was_not_set_however_far_apart_they_are() {
    time.wasSetForward(HERE, HERE.plusMillis(5), THERE);

    var later = HERE.plusSeconds(10);

    assertThat(time.atMost(later)).contains(THERE.plusSeconds(10).plusMillis(1_500));
    assertThat(time.wasSetForward(later, later.plusMillis(5), THERE.plusSeconds(10)))
        .isFalse();
  }

  @Test
  void an_answer_that_took_long_does_not_look_like_a_clock_that_was_set() {
    time.wasSetForward(HERE, HERE.plusMillis(5), THERE);

    assertThat(
            time.wasSetForward(HERE.plusSeconds(10), HERE.plusSeconds(15), THERE.plusSeconds(15)))
        .isFalse();
  }

  @Test
  void a_clock_that_was_set_forward_is_noticed_once() {
    time.wasSetForward(HERE, HERE.plusMillis(5), THERE);
    var later = HERE.plusSeconds(10);
    var set = THERE.plusSeconds(10).plus(Duration.ofSeconds(2));

    assertThat(time.wasSetForward(later, later.plusMillis(5), set)).isTrue();
    assertThat(
            time.wasSetForward(later.plusSeconds(10), later.plusSeconds(10), set.plusSeconds(10)))
        .isFalse();
  }

  @Test
  void a_clock_that_was_set_back_is_believed() {
    time.wasSetForward(HERE, HERE.plusMillis(5), THERE);
    var back = THERE.minus(Duration.ofHours(1));

    assertThat(time.wasSetForward(HERE.plusSeconds(10), HERE.plusSeconds(10), back))
        .isFalse();
    assertThat(time.atMost(HERE.plusSeconds(10))).contains(back.plusSeconds(1));
  }
}
