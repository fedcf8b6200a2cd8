package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.commands.Doctor;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/**
 * Two processes on one database: one owns the floor, the other takes it over when the owner is dead
 * or frozen.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TakeoverIT {

  private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(60);

  @TempDir
  private Path folder;

  private int events;

  @Test
  void a_frozen_owner_is_taken_over_and_its_late_write_is_refused() throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = Map.of("TANDEM_DATABASE_URL", new AskedDatabase(address).url());
    try (var owner = Node.start(Files.createDirectory(folder.resolve("one")), environment);
        var standby = Node.start(Files.createDirectory(folder.resolve("two")), environment)) {
      assertThat(ring(owner, "before")).isEqualTo(200);
      var before = epoch(address);

      owner.signal("STOP");

      awaitTakenAfter(before, address);
      assertThat(ringUntilTaken(standby, "during")).isEqualTo(200);
      owner.signal("CONT");
      // the writes of the thawed node are refused; it continues to serve requests for the new owner
      assertThat(ringUntilTaken(owner, "after")).isEqualTo(200);
      assertTaken(address);
      assertThat(new AskedDatabase(address)
              .ask("SELECT string_agg(reference, ' ' ORDER BY arrived_at) FROM contact"))
          .isEqualTo("before during after");
      assertThat(new Doctor(address).examine().rows()).isZero();
    }
  }

  @Test
  void a_killed_owner_is_taken_over_and_the_other_door_goes_on() throws Exception {
    var address = TestDatabase.freshAddress();
    var environment = Map.of("TANDEM_DATABASE_URL", new AskedDatabase(address).url());
    var owner = Node.start(Files.createDirectory(folder.resolve("one")), environment);
    try (var standby = Node.start(Files.createDirectory(folder.resolve("two")), environment)) {
      assertThat(ring(standby, "through the other door")).isEqualTo(200);

      owner.kill();

      assertThat(ringUntilTaken(standby, "after")).isEqualTo(200);
      assertTaken(address);
      assertThat(new Doctor(address).examine().rows()).isZero();
    } finally {
      owner.close();
    }
  }

  private int ringUntilTaken(Node node, String call) throws Exception {
    return node.ringUntilTaken(call, "event-" + ++events, TAKEN_OVER_WITHIN);
  }

  private int ring(Node node, String call) throws Exception {
    return node.ring(call, "event-" + ++events);
  }

  /** Polls the database without sleeping: each query takes some time. */
  private static void awaitTakenAfter(long epoch, DatabaseAddress address) {
    var until = Instant.now().plus(TAKEN_OVER_WITHIN);
    while (epoch(address) == epoch && Instant.now().isBefore(until)) {
      new AskedDatabase(address).pause();
    }
    assertThat(epoch(address)).isGreaterThan(epoch);
  }

  /** There may be several takeovers on a machine so busy that an owner is silent for seconds. */
  private static void assertTaken(DatabaseAddress address) {
    assertThat(epoch(address)).isGreaterThanOrEqualTo(2);
  }

  private static long epoch(DatabaseAddress address) {
    return Long.parseLong(new AskedDatabase(address).ask("SELECT epoch::text FROM floor"));
  }
}
