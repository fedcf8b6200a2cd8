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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.day.ReplayData;
import tandem.rehearsal.replay.DayReplay;
import tandem.rehearsal.replay.Pace;
import tandem.rehearsal.replay.Report;

/** A real day of calls through the public interfaces of a real server in a process of its own. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@Tag(ReplayData.TAG)
@ExtendWith(VertxExtension.class)
class DayReplayIT {

  @TempDir
  private Path data;

  private final Vertx vertx;

  DayReplayIT(Vertx vertx) {
    this.vertx = vertx;
  }

  @Test
  void a_real_day_loses_nothing_and_breaks_no_promise() throws Exception {
    try (var node = Node.start(data, Map.of())) {
      var report = replay(node, "990201", 1200, new CompletableFuture<>());

      assertThat(report.lost()).isZero();
      assertThat(report.duplicates()).isZero();
      assertThat(report.violations()).isZero();
      assertThat(report.replayed().calls()).isEqualTo(1474);
      assertThat(report.replayed().served() + report.replayed().abandoned()).isEqualTo(1474);
      var doctor = new Doctor(node.database()).examine();
      assertThat(doctor.rows()).as("%s", doctor).isZero();
    }
  }

  @Test
  void a_server_killed_in_the_middle_of_a_day_and_started_again_loses_nothing() throws Exception {
    var busy = new CompletableFuture<Void>();
    var node = Node.start(data, Map.of());
    var report = CompletableFuture.supplyAsync(() -> {
      try {
        return replay(node, "990208", 1200, busy);
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
  private Report replay(Node node, String date, int speed, CompletableFuture<Void> busy)
      throws Exception {
    var clock = InstantSource.system();
    return new DayReplay(
            vertx,
            clock,
            new Ids(clock, new SecureRandom()),
            node.asServer(),
            RealDay.read(ReplayData.file(), date),
            new Pace(speed),
            line -> {
              if (line.matches("1[1-9]:.*")) {
                busy.complete(null);
              }
            })
        .run()
        .await();
  }
}
