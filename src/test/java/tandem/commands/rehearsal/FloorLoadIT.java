package tandem.commands.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.Node;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.document.Json;
import tandem.rehearsal.load.FloorLoad;
import tandem.rehearsal.load.Load;
import tandem.rehearsal.load.Load.Mode;
import tandem.rehearsal.load.Report;

/** {@code bench floor} measures all contacts correctly. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class FloorLoadIT {

  @TempDir
  private Path data;

  @Test
  void every_contact_of_a_load_is_seen_from_its_hook_to_its_outcome_and_costs_something(Vertx vertx)
      throws Exception {
    var clock = InstantSource.system();
    var ids = new Ids(clock, new SecureRandom());
    try (var node = Node.start(data, Map.of());
        var costs = LocalCosts.of(node.http().getPort(), node.database(), _ -> {})) {
      var steady = play(vertx, clock, ids, node, costs, Mode.IDLE);
      var burst = play(vertx, clock, ids, node, costs, Mode.BURST);

      assertThat(steady.contacts()).isPositive();
      assertThat(steady.offerMs().count()).isPositive();
      assertThat(steady.popsInOffer()).isPositive();
      assertThat(burst.contacts()).isPositive().isEqualTo(burst.offerMs().count());
      assertThat(burst.contacts() % (4 * burst.agents())).isZero();
      assertThat(burst.freedToOfferMs().count()).isPositive();
      assertThat(burst.lostAgentSeconds()).isPositive();
      for (var report : new Report[] {steady, burst}) {
        assertThat(report.lost()).isZero();
        assertThat(report.duplicates()).isZero();
        assertThat(report.serverCpuMsPerContact().orElseThrow()).isPositive();
        assertThat(report.databaseCpuMsPerContact().orElseThrow()).isPositive();
        assertThat(report.driverCpuMsPerContact().orElseThrow()).isPositive();
        assertThat(report.statementsPerContact().orElseThrow()).isPositive();
        assertThat(report.transactionsPerContact().orElseThrow()).isPositive();
        assertThat(report.allocatedBytesPerContact().orElseThrow()).isPositive();
        assertThat(report.gcPauseMs()).isPresent();
        assertThat(report.shareOfReference().orElseThrow()).isPositive();
        assertThat(Json.MAPPER.readTree(report.json()).fieldNames())
            .toIterable()
            .contains("mode", "agents", "per_second", "seconds", "contacts", "offer_ms")
            .contains("freed_to_offer_ms", "lost_agent_seconds", "contacts_per_second")
            .contains("server_cpu_ms_per_contact", "database_cpu_ms_per_contact")
            .contains("driver_cpu_ms_per_contact", "statements_per_contact")
            .contains("transactions_per_contact", "allocated_bytes_per_contact", "gc_pause_ms")
            .contains("pops_in_offer", "lost", "duplicates", "machine");
      }
      assertThat(new Doctor(node.database()).examine().rows()).isZero();
    }
  }

  private static Report play(
      Vertx vertx, InstantSource clock, Ids ids, Node node, LocalCosts costs, Mode mode)
      throws Exception {
    var load = new Load(mode, 5, 4, Duration.ofSeconds(3), Duration.ofSeconds(1), 20, 7);
    var played = new FloorLoad(
            vertx, clock, ids, new SplittableRandom(7), node.asServer(), load, costs, _ -> {})
        .run()
        .await();
    return Report.of(
        played,
        Machine.figures(),
        Optional.of(
            new DatabaseReference(node.database(), ids).contactsPerSecond(Duration.ofMillis(500))));
  }
}
