package tandem.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.base.SteadyClock;
import tandem.storage.DatabaseClock.Reading;

/** The database's time, from answers that take their time. */
class DatabaseClockTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
  private static final Duration LITTLE = Duration.ofMillis(1);

  /** What the database's clock shows when our counter stands at {@link #nanos}. */
  private Instant database = NINE;

  private long nanos = -7_000_000_000L;

  @Test
  void the_time_lies_in_the_middle_of_the_time_that_the_answer_took() {
    var clock = new DatabaseClock(() -> nanos, answer(millis(300), millis(100)));

    assertThat(error(clock)).isCloseTo(millis(100), LITTLE); // on the way there it took longer
  }

  @Test
  void time_goes_on_while_the_database_is_away() {
    var clock = new DatabaseClock(() -> nanos, answer(millis(2), millis(2)));

    passes(Duration.ofMinutes(10));

    assertThat(error(clock)).isLessThan(LITTLE);
  }

  @Test
  void a_slow_answer_does_not_make_the_time_worse() {
    var clock = new DatabaseClock(() -> nanos, answer(millis(1), millis(1)));

    for (int i = 0; i < 20; i++) {
      clock.take(answer(millis(900), millis(5)));
    }
    // it has drifted for 18 s, and may have for all we know
    assertThat(error(clock)).isLessThan(millis(19));

    clock.take(answer(millis(0), millis(400)));
    clock.take(answer(millis(400), millis(0)));
    assertThat(error(clock)).as("the two together leave no doubt").isLessThan(LITTLE);
  }

  @Test
  void a_faster_answer_makes_the_time_better() {
    var clock = new DatabaseClock(() -> nanos, answer(millis(800), millis(0)));
    assertThat(error(clock)).isGreaterThan(millis(399));

    clock.take(answer(millis(2), millis(0)));

    assertThat(error(clock)).isLessThan(millis(2));
  }

  @Test
  void when_the_database_is_set_its_new_time_counts_at_once_and_the_servers_clock_follows_slowly() {
    var steps = new ArrayList<Duration>();
    var clock = new DatabaseClock(() -> nanos, answer(millis(2), millis(2)));
    var server = new SteadyClock(clock, () -> nanos, steps::add);

    for (var by : List.of(Duration.ofHours(1), Duration.ofHours(-3))) {
      steps.clear();
      var begun = server.instant();
      database = database.plus(by);
      clock.take(answer(millis(30), millis(10)));
      assertThat(error(clock)).isLessThan(millis(11));
      passes(Duration.ofSeconds(20));

      assertThat(Duration.between(begun, server.instant()))
          .isBetween(Duration.ofSeconds(19), Duration.ofSeconds(22));
      assertThat(steps).hasSize(1);
      assertThat(steps.getFirst()).isCloseTo(by, Duration.ofSeconds(1));
    }
  }

  @Test
  void an_answer_that_is_overtaken_by_a_newer_one_changes_nothing() {
    var clock = new DatabaseClock(() -> nanos, answer(millis(2), millis(2)));
    var old = answer(millis(2), millis(2));
    database = database.plusSeconds(3_600);
    clock.take(answer(millis(2), millis(2)));

    clock.take(old);

    assertThat(error(clock)).isLessThan(millis(3));
  }

  @Test
  void an_answer_before_its_question_is_none() {
    assertThatThrownBy(() -> new Reading(5, NINE, 4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void it_is_the_time_of_a_real_database() throws SQLException {
    try (var connection = TestDatabase.freshAddress().open();
        var statement = connection.createStatement()) {
      var clock = DatabaseClock.of(connection);
      var before = clock.instant();
      try (var rows = statement.executeQuery("SELECT clock_timestamp()")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject(1, java.time.OffsetDateTime.class).toInstant())
            .isBetween(before.minusSeconds(1), clock.instant().plusSeconds(1));
      }
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void the_time_is_never_off_by_more_than_half_the_fastest_trip_and_the_drift_since(long seed) {
    var random = new Random(seed);
    double gains = (random.nextDouble() - 0.5) / 500; // at most a thousandth, either way
    var first = between(random, gains);
    var clock = new DatabaseClock(() -> nanos, first);
    double bound = half(first);
    for (int i = 0; i < 500; i++) {
      long pause = (long) (random.nextDouble() * 2e9);
      drifts(pause, gains);
      long before = nanos;
      var reading = between(random, gains);
      clock.take(reading);
      bound = Math.min(bound + (pause + nanos - before) / 1_000.0, half(reading));

      assertThat((double) error(clock).toNanos()).isLessThanOrEqualTo(bound + 10_000);
    }
  }

  /** A round trip of which each way takes between a hundredth of a millisecond and a second. */
  private Reading between(Random random, double gains) {
    long asked = nanos;
    drifts((long) Math.pow(10, 4 + 5 * random.nextDouble()), gains);
    var said = database;
    drifts((long) Math.pow(10, 4 + 5 * random.nextDouble()), gains);
    return new Reading(asked, said, nanos);
  }

  private static double half(Reading reading) {
    return (reading.answeredNanos() - reading.askedNanos()) * (0.5 + 0.001);
  }

  private void drifts(long passed, double gains) {
    nanos += passed;
    database = database.plusNanos(passed + (long) (passed * gains));
  }

  private Reading answer(Duration there, Duration back) {
    long asked = nanos;
    passes(there);
    var said = database;
    passes(back);
    return new Reading(asked, said, nanos);
  }

  private void passes(Duration time) {
    drifts(time.toNanos(), 0);
  }

  private Duration error(DatabaseClock clock) {
    return Duration.between(database, clock.instant()).abs();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
