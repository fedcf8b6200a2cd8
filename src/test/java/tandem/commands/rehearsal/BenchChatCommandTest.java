package tandem.commands.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tandem.base.Ids;

class BenchChatCommandTest {

  private final StringWriter said = new StringWriter();

  private final CommandLine bench = BenchCommand.line(
          Path.of("scripts/tandem"),
          InstantSource.system(),
          new Ids(InstantSource.system(), new SecureRandom()))
      .setExecutionExceptionHandler((failure, _, _) -> {
        said.append(failure.getMessage());
        return 1;
      });

  @ParameterizedTest
  @CsvSource({
    "--chats, 0, chats must be 1-20000",
    "--chats, 20001, chats must be 1-20000",
    "--per-second, 0, 'messages a second must be more than 0, at most 10000'",
    "--per-second, NaN, 'messages a second must be more than 0, at most 10000'",
    "--seconds, 0, seconds must be 1-3600",
    "--seconds, 3601, seconds must be 1-3600"
  })
  void a_wrong_amount_is_refused_with_what_is_allowed(String flag, String value, String rule) {
    assertThat(bench.execute("chat", flag, value)).isOne();
    assertThat(said.toString()).isEqualTo(rule);
  }
}
