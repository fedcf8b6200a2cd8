package tandem.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code scripts/faults}: a small load on two nodes, and three faults one after
 * the other. How long anything takes is printed, and not judged.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class FaultsIT {

  private static final int AGENTS = 4;
  private static final double PER_SECOND = 1.2;
  private static final long SEED = 11;

  @TempDir
  private Path folder;

  @Test
  void a_crash_a_silent_database_and_a_carrier_that_was_away_harm_no_caller_and_blame_no_agent(
      Vertx vertx) throws Exception {
    var result = new Trial(vertx, folder, AGENTS, PER_SECOND, SEED)
        .run(
            "short",
            Fault.CRASH.plan(),
            List.of(
                scene -> Fault.CRASH.strikes(scene, 0),
                scene -> Fault.silent(scene, scene.fleet().owner(), Duration.ofSeconds(8)),
                FaultsIT::carrierIsAway));

    System.out.println(Trial.Result.heading());
    System.out.println(result.line());
    assertThat(result.wrong()).isEmpty();
    assertThat(result.verdict().calls()).isGreaterThan(20);
  }

  private static void carrierIsAway(Scene scene) {
    scene.recorder().begins("carrier");
    scene.fleet().carrierCable().cut();
    scene.lasts(Duration.ofSeconds(8));
    scene.fleet().mendCarrier();
    scene.awaitsCommand();
    scene.commandsGoOn();
    scene.recorder().ends("carrier");
  }
}
