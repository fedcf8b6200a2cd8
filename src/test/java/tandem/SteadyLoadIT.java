package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Ids;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.load.SteadyLoad;

/** {@code bench offers} measures what happens, and all of it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class SteadyLoadIT {

  @TempDir
  private Path data;

  @Test
  void every_call_of_a_steady_load_is_seen_to_ring_and_leaves_nothing_behind(Vertx vertx)
      throws Exception {
    var clock = InstantSource.system();
    var ids = new Ids(clock, new SecureRandom());
    int management = new FreePort().number();
    try (var node =
        Node.start(data, Map.of("TANDEM_MANAGEMENT_PORT", Integer.toString(management)))) {
      var load = new SteadyLoad.Load(
          10, Duration.ofSeconds(1), Duration.ofSeconds(2), 20, 5, Duration.ofMillis(500));

      var report = new SteadyLoad(
              vertx,
              clock,
              ids,
              node.asServer(),
              URI.create("http://127.0.0.1:" + management),
              load,
              _ -> {})
          .run()
          .await();

      assertThat(report.calls()).isEqualTo(20);
      assertThat(report.offer().count()).isEqualTo(20);
      assertThat(report.hook().count()).isEqualTo(20);
      assertThat(report.offer().p50Ms()).isPositive();
      assertThat(report.serverPop().hits() + report.serverPop().loads()).isPositive();
      assertThat(new Doctor(node.database()).examine().rows()).isZero();
    }
  }
}
