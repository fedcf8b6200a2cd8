package tandem.rehearsal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tandem.rehearsal.day.RealDay;

class WatchTest {

  private static final RealDay DAY = new RealDay(
      "990201",
      List.of(new RealDay.Call(2, "0", false, "PS", 36_000, 5, Optional.empty())),
      List.of(new RealDay.Agent(
          "ANA", new TreeSet<>(List.of("PS")), List.of(new RealDay.Run(36_060, 36_120)))),
      Map.of(),
      List.of());

  private final Callers callers = new Callers();
  private final AtomicLong retries = new AtomicLong();
  private final Watch watch =
      new Watch(DAY, new Pace(60), callers, new Crew(callers.all()), retries::get);

  private static long after(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void a_minute_without_any_news_is_the_end() {
    watch.begin(0);
    watch.news(after(10));

    assertThat(watch.givesUp(after(70))).isFalse();
    assertThat(watch.givesUp(after(71))).isTrue();
  }

  @Test
  void a_server_that_is_away_has_five_minutes_to_come_back() {
    watch.begin(0);
    for (int second = 60; second <= 300; second += 60) {
      retries.incrementAndGet();
      assertThat(watch.givesUp(after(second))).isFalse();
    }
    retries.incrementAndGet();

    assertThat(watch.givesUp(after(301))).isTrue();
  }

  @Test
  void a_server_that_is_back_has_a_minute_for_its_news() {
    watch.begin(0);
    retries.incrementAndGet();

    assertThat(watch.givesUp(after(100))).isFalse();
    assertThat(watch.givesUp(after(160))).isFalse();
    assertThat(watch.givesUp(after(161))).isTrue();
  }

  @Test
  void the_day_is_not_over_while_a_caller_has_not_dialled() {
    CallScript.of(DAY, new Floor(DAY), new Pace(60), "r1").forEach(callers::add);
    watch.begin(0);

    assertThat(watch.givesUp(after(1000))).isFalse();
  }

  @Test
  void the_progress_is_reported_in_the_days_own_time() {
    CallScript.of(DAY, new Floor(DAY), new Pace(60), "r1").forEach(callers::add);
    watch.begin(after(1));

    assertThat(watch.line(after(0))).startsWith("10:00  1 to come, 0 waiting");
    assertThat(watch.line(after(3))).startsWith("10:02  1 to come, 0 waiting");
  }
}
