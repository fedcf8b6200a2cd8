package tandem.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.faults.Trial.Result;
import tandem.faults.Trial.Strike;

/** All faults one after the other, which {@code scripts/faults} plays. */
@Timeout(value = 12, unit = TimeUnit.HOURS)
@ExtendWith(VertxExtension.class)
class FaultsRun {

  private static final int AGENTS = 10;
  private static final double PER_SECOND = 2;

  /** The faults to play, by the beginnings of their names, separated by commas; empty is all. */
  private static final String NAMES = System.getProperty("tandem.faults.names", "");

  private static final long SEED = Long.getLong("tandem.faults.seed", 1);

  /** How often each fault strikes; 0 is as often as it says itself. */
  private static final int ROUNDS = Integer.getInteger("tandem.faults.rounds", 0);

  @TempDir
  private Path folder;

  @Test
  void nothing_is_lost_doubled_offered_to_nobody_or_refused_whatever_fails(Vertx vertx)
      throws Exception {
    System.out.println("seed " + SEED + ", load of the machine " + machineLoad());
    System.out.println(Result.heading());
    var results = new ArrayList<Result>();
    var wrong = new ArrayList<String>();
    for (var fault : wanted()) {
      int rounds = ROUNDS == 0 ? fault.rounds() : ROUNDS;
      var name = name(fault);
      try {
        var result = new Trial(
                vertx, Files.createDirectory(folder.resolve(name)), AGENTS, PER_SECOND, SEED)
            .run(
                name,
                fault.plan(),
                IntStream.range(0, rounds)
                    .mapToObj(round -> (Strike) scene -> fault.strikes(scene, round))
                    .toList());
        results.add(result);
        System.out.println(result.line());
        result.wrong().forEach(line -> System.out.println("  " + line));
        result.wrong().forEach(line -> wrong.add(name + ": " + line));
      } catch (Exception | AssertionError e) { // the other faults are tried nevertheless
        System.out.println(name + " was not played to its end: " + e);
        wrong.add(name + ": " + e);
      }
    }
    System.out.println("\nseed " + SEED + ", load of the machine " + machineLoad());
    System.out.println(Result.heading());
    results.forEach(result -> System.out.println(result.line()));
    assertThat(wrong).isEmpty();
  }

  private static List<Fault> wanted() {
    var names =
        Stream.of(NAMES.split("[, ]+", -1)).filter(name -> !name.isBlank()).toList();
    var wanted = Stream.of(Fault.values())
        .filter(fault -> names.isEmpty() || names.stream().anyMatch(name(fault)::startsWith))
        .toList();
    assertThat(wanted)
        .as(
            "%s are none of %s",
            names, Stream.of(Fault.values()).map(FaultsRun::name).toList())
        .isNotEmpty();
    return wanted;
  }

  private static String name(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String machineLoad() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }
}
