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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.Node;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.rehearsal.load.Latencies;
import tandem.rehearsal.load.MailLoad;
import tandem.storage.AskedDatabase;

/** {@code bench mail} measures all mails correctly. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class MailLoadIT {

  @TempDir
  private Path data;

  @Test
  void every_mail_is_stored_and_routed_and_costs_something(Vertx vertx) throws Exception {
    try (var node = Node.start(data, Map.of());
        var costs = LocalCosts.of(node.http().getPort(), node.database(), _ -> {})) {
      var journal = JournalWatch.atEnd(vertx, node.database());
      var database = new AskedDatabase(node.database());

      var asFast = measured(vertx, node, costs, journal, new MailLoad.Load(8, Optional.empty(), 5));
      assertThat(asFast.result().perSecond()).isPositive();
      assertAll(asFast);
      assertThat(database.ask("SELECT count(*)::text FROM message"))
          .isEqualTo(Integer.toString(asFast.result().mails()));

      var byTheClock =
          measured(vertx, node, costs, journal, new MailLoad.Load(8, Optional.of(10.0), 5));
      assertThat(byTheClock.result().mails()).isEqualTo(30);
      assertAll(byTheClock);
      assertThat(database.ask("SELECT count(*)::text FROM contact WHERE queue = 'bench-mail'"))
          .isEqualTo(Integer.toString(asFast.contacts() + byTheClock.contacts()));
      assertThat(new Doctor(node.database()).examine().rows()).isZero();
    }
  }

  private record Played(MailLoad.Result result, Measured costs) {
    int contacts() {
      return result.mails() - result.joined();
    }
  }

  private static Played measured(
      Vertx vertx, Node node, LocalCosts costs, JournalWatch journal, MailLoad.Load load) {
    var clock = InstantSource.system();
    var measured = new Measured(vertx, costs);
    var result = new MailLoad(
            vertx,
            clock,
            new Ids(clock, new SecureRandom()),
            node.asServer(),
            node.secret("email"),
            load,
            journal,
            _ -> {})
        .run(Duration.ZERO, Duration.ofSeconds(3), measured)
        .await();
    return new Played(result, measured);
  }

  private static void assertAll(Played played) {
    var result = played.result();
    assertThat(result.mails()).isPositive();
    assertThat(result.refused()).isZero();
    assertThat(result.missing()).isZero();
    assertThat(result.stored()).extracting(Latencies::count).isEqualTo(result.mails());
    assertThat(result.routed()).extracting(Latencies::count).isEqualTo(result.mails());
    assertThat(result.routed().p50()).isPositive();
    assertThat(played.costs().after().serverCpu().orElseThrow())
        .isGreaterThan(played.costs().before().serverCpu().orElseThrow());
    assertThat(played.costs().after().allocatedBytes().orElseThrow())
        .isGreaterThan(played.costs().before().allocatedBytes().orElseThrow());
  }
}
