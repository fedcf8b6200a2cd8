package tandem.commands.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tandem.base.Ids;

/** The errors of the command when it cannot replay: exit code 2, a line for each reason. */
class ReplayCommandTest {

  private static final String HEADER = String.join(
      "\t",
      "vru+line call_id customer_id priority type date vru_entry vru_exit vru_time q_start q_exit q_time"
          .concat(" outcome ser_start ser_exit ser_time server")
          .split(" "));

  @TempDir
  private Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void an_incomplete_packed_log_is_reported_in_one_line() throws IOException {
    var bytes = packed(HEADER + "\n" + "noise ".repeat(50_000));
    var file = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(replay(file)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("replay: cannot read " + file + ": the packed file is not complete\n");
  }

  @Test
  void the_first_unreadable_lines_of_a_log_are_reported_in_one_line_each() throws IOException {
    var row = "AA0101\t1\t0\t0\tPS\t990201\t7:02:47\n";
    var file = Files.writeString(folder.resolve("log"), HEADER + "\n" + row.repeat(2));

    assertThat(replay(file)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("""
            replay: no line of 990201 can be read
            replay: line 2: must have 17 columns, not 7
            replay: line 3: must have 17 columns, not 7
            """);
  }

  private int replay(Path file) {
    var clock = InstantSource.system();
    var command = new ReplayCommand(
        () -> {
          throw new AssertionError("no server is asked for");
        },
        () -> 0,
        clock,
        new Ids(clock, new Random(1)));
    return new CommandLine(command)
        .setErr(new PrintWriter(err, true))
        .execute(file.toString(), "--date", "990201");
  }

  private static byte[] packed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var packing = new GZIPOutputStream(bytes)) {
      packing.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
