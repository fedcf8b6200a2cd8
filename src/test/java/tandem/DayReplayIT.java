package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.day.ReplayData;
import tandem.rehearsal.replay.DayReplay;
import tandem.rehearsal.replay.Pace;
import tandem.rehearsal.replay.Report;

/**
 * A day of calls through the public interfaces of a real server in a process of its own: a small
 * day always, and real ones where there is a folder of them.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class DayReplayIT {

  @TempDir
  private Path data;

  private final Vertx vertx;

  DayReplayIT(Vertx vertx) {
    this.vertx = vertx;
  }

  private static Stream<String> day() {
    return ReplayData.dates("990201");
  }

  @ParameterizedTest
  @MethodSource("day")
  void a_day_loses_nothing_and_breaks_no_promise(String date) throws Exception {
    var day = RealDay.read(ReplayData.file(date), date);
    try (var node = Node.start(data, Map.of())) {
      var report = replay(node, day, new CompletableFuture<>());

      assertThat(report.lost()).isZero();
      assertThat(report.duplicates()).isZero();
      assertThat(report.violations()).isZero();
      assertThat(day.calls()).hasSizeGreaterThan(300);
      assertThat(report.replayed().calls()).isEqualTo(day.calls().size());
      assertThat(report.replayed().served() + report.replayed().abandoned())
          .isEqualTo(day.calls().size());
      var doctor = new Doctor(node.database()).examine();
      assertThat(doctor.rows()).as("%s", doctor).isZero();
    }
  }

  private static Stream<String> dayOfTheKill() {
    return ReplayData.dates("990208");
  }

  @ParameterizedTest
  @MethodSource("dayOfTheKill")
  void a_server_killed_in_the_middle_of_a_day_and_started_again_loses_nothing(String date)
      throws Exception {
    var day = RealDay.read(ReplayData.file(date), date);
    var busy = new CompletableFuture<Void>();
    var node = Node.start(data, Map.of());
    var report = CompletableFuture.supplyAsync(() -> {
      try {
        return replay(node, day, busy);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    busy.get(5, TimeUnit.MINUTES);

    node.kill();

    try (var again = node.again(Map.of())) {
      var lived = report.get(7, TimeUnit.MINUTES);
      assertThat(lived.lost()).isZero();
      assertThat(lived.duplicates()).isZero();
      assertThat(lived.violations()).isZero();
      assertThat(lived.retries()).as("the kill was felt").isPositive();
      var doctor = new Doctor(again.database()).examine();
      assertThat(doctor.rows()).as("%s", doctor).isZero();
    }
  }

  /** Completes {@code busy} when a fair part of the day's calls has been served. */
  private Report replay(Node node, RealDay day, CompletableFuture<Void> busy) throws Exception {
    var clock = InstantSource.system();
    boolean small = day.date().equals(ReplayData.SMALL_DAY);
    return new DayReplay(
            vertx,
            clock,
            new Ids(clock, new SecureRandom()),
            node.asServer(),
            day,
            new Pace(small ? 600 : 1200),
            line -> {
              if (line.matches(small ? "09:[345].*|1\\d:.*" : "1[1-9]:.*")) {
                busy.complete(null);
              }
            })
        .run()
        .await();
  }
}
