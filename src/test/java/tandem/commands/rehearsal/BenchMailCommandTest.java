package tandem.commands.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.rehearsal.load.MailLoad;

class BenchMailCommandTest {

  private final StringWriter said = new StringWriter();

  private final CommandLine bench = BenchCommand.line(
          Path.of("scripts/tandem"),
          InstantSource.system(),
          new Ids(InstantSource.system(), new SecureRandom()))
      .setExecutionExceptionHandler((failure, _, _) -> {
        said.append(failure.getMessage());
        return 1;
      });

  @Test
  void takes_all_flags() {
    var parsed = bench.parseArgs(
        "mail",
        "--at-once",
        "8",
        "--per-second",
        "100",
        "--seconds",
        "10",
        "--warm-up",
        "5",
        "--customers",
        "50",
        "--json");

    assertThat(parsed.subcommand().matchedOptionValue("--per-second", 0.0)).isEqualTo(100.0);
  }

  @ParameterizedTest
  @CsvSource({"--seconds, 0", "--seconds, 3601", "--warm-up, -1", "--warm-up, 3601"})
  void a_time_that_is_too_short_or_too_long_is_refused_with_its_limits(String flag, String value) {
    assertThat(bench.execute("mail", flag, value)).isOne();
    assertThat(said.toString()).isIn("seconds must be 1-3600", "warm-up seconds must be 0-3600");
  }

  @Test
  void wrong_amounts_are_refused_with_what_is_allowed() {
    assertThatThrownBy(() -> new MailLoad.Load(0, Optional.empty(), 1))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("mails at once must be 1-64");
    assertThatThrownBy(() -> new MailLoad.Load(65, Optional.empty(), 1))
        .hasMessage("mails at once must be 1-64");
    assertThatThrownBy(() -> new MailLoad.Load(1, Optional.of(0.0), 1))
        .hasMessage("mails a second must be more than 0, at most 2000");
    assertThatThrownBy(() -> new MailLoad.Load(1, Optional.of(Double.NaN), 1))
        .hasMessage("mails a second must be more than 0, at most 2000");
    assertThatThrownBy(() -> new MailLoad.Load(1, Optional.empty(), 0))
        .hasMessage("customers must be 1-100000");
  }
}
