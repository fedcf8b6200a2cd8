package tandem.commands.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tandem.base.Ids;

class BenchFloorCommandTest {

  private final CommandLine bench = BenchCommand.line(
      Path.of("scripts/tandem"),
      InstantSource.system(),
      new Ids(InstantSource.system(), new SecureRandom()));

  @ParameterizedTest
  @ValueSource(strings = {"idle", "load", "burst", "saturation"})
  void takes_each_mode_and_all_flags(String mode) {
    var parsed = bench.parseArgs(
        "floor",
        "--mode",
        mode,
        "--agents",
        "50",
        "--per-second",
        "5",
        "--seconds",
        "10",
        "--warm-up",
        "5",
        "--json");

    assertThat(parsed.subcommand().matchedOptionValue("--mode", (Object) null))
        .hasToString(mode.toUpperCase(java.util.Locale.ROOT));
  }
}
