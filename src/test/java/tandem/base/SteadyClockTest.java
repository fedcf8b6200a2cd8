package tandem.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steady clock when the wall clock is set. */
class SteadyClockTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");

  private final List<Duration> steps = new ArrayList<>();
  private Instant wall = NINE;
  private long nanos = -7_000_000_000L;
  private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos, steps::add);

  @Test
  void it_follows_a_wall_clock_that_is_never_set() {
    passes(Duration.ofSeconds(20));
    assertThat(clock.instant()).isEqualTo(NINE.plusSeconds(20));

    passes(Duration.ofHours(30));

    assertThat(clock.instant()).isEqualTo(NINE.plusSeconds(20).plus(Duration.ofHours(30)));
    assertThat(clock.ahead()).isZero();
    assertThat(steps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600, -3_600, 3_600, 46_800, -86_400 * 400L})
  void a_duration_is_right_while_the_wall_clock_is_set(long seconds) {
    var begun = clock.instant();
    set(Duration.ofSeconds(seconds));
    assertThat(clock.instant()).isEqualTo(begun);

    passes(Duration.ofSeconds(20));

    assertThat(Duration.between(begun, clock.instant()))
        .isBetween(Duration.ofSeconds(19), Duration.ofSeconds(21));
  }

  @Test
  void it_is_with_the_wall_clock_again_after_a_while() {
    set(Duration.ofHours(1));
    everySecond(Duration.ofHours(20));
    assertThat(clock.instant()).isEqualTo(wall);

    set(Duration.ofMinutes(-10));
    everySecond(Duration.ofMinutes(190));
    assertThat(clock.ahead()).isPositive();
    everySecond(Duration.ofMinutes(20));
    assertThat(clock.ahead()).isZero();
  }

  @Test
  void a_step_of_the_clock_is_reported_once_with_its_size() {
    passes(Duration.ofSeconds(5));
    set(Duration.ofMinutes(-10));

    clock.instant();
    everySecond(Duration.ofMinutes(5));

    assertThat(steps).containsExactly(Duration.ofMinutes(-10));
  }

  @Test
  void a_wall_clock_that_is_led_slowly_is_followed_without_a_word() {
    for (int i = 0; i < 1_000; i++) {
      passes(Duration.ofSeconds(1));
      set(Duration.ofMillis(1));
      clock.instant();
    }

    assertThat(steps).isEmpty();
    assertThat(clock.instant()).isEqualTo(wall);
  }

  @Test
  void time_that_was_seen_elsewhere_is_not_gone_back_behind() {
    clock.atLeast(NINE.plusSeconds(600));
    assertThat(clock.instant()).isEqualTo(NINE.plusSeconds(600));

    passes(Duration.ofSeconds(20));

    assertThat(clock.instant()).isBetween(NINE.plusSeconds(600 + 19), NINE.plusSeconds(600 + 20));
    clock.atLeast(NINE);
    assertThat(clock.instant()).isAfter(NINE.plusSeconds(600));
    assertThat(steps).isEmpty();
  }

  @Test
  void a_clock_that_is_steady_already_is_taken_as_it_is() {
    assertThat(SteadyClock.over(clock)).isSameAs(clock);
    assertThat(SteadyClock.over(() -> wall).instant()).isBetween(NINE, NINE.plusSeconds(60));
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatever_is_done_to_the_wall_clock_every_duration_is_right_by_a_twentieth(long seed) {
    var random = new Random(seed);
    var before = clock.instant();
    for (int i = 0; i < 2_000; i++) {
      var passed = Duration.ofNanos((long) Math.pow(10, 4 + 8 * random.nextDouble()));
      if (random.nextInt(20) == 0) {
        set(Duration.ofSeconds(random.nextInt(200_000) - 100_000));
      }
      passes(passed);

      var now = clock.instant();

      var measured = Duration.between(before, now);
      var most = passed.dividedBy(20).plusNanos(1);
      assertThat(measured).isBetween(passed.minus(most), passed.plus(most));
      before = now;
    }
  }

  private void passes(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }

  private void everySecond(Duration time) {
    for (long i = 0; i < time.toSeconds(); i++) {
      passes(Duration.ofSeconds(1));
      clock.instant();
    }
  }

  private void set(Duration by) {
    wall = wall.plus(by);
  }
}
