package tandem.rehearsal.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Failure;

class CallLogTest {

  static final String HEADER = String.join("\t", CallLog.COLUMNS);
  private static final String GOOD = "AA0101\t34536\t0\t0\tPS\t990201\t7:02:47\t7:02:56\t9\t0:00:00"
      + "\t0:00:00\t0\tAGENT\t7:02:55\t7:05:41\t166\tDORIT";

  static CallLog read(String... lines) throws IOException {
    return CallLog.read(new StringReader(HEADER + "\r\n" + String.join("\r\n", lines)), "990201");
  }

  @Test
  void a_good_line_is_read_with_its_line_number() throws IOException {
    var log = read(GOOD);

    assertThat(log.complaints()).isEmpty();
    assertThat(log.rows()).singleElement().satisfies(row -> {
      assertThat(row.line()).isEqualTo(2);
      assertThat(row.vruEntry()).isEqualTo(7 * 3600 + 2 * 60 + 47);
      assertThat(row.serviceTime()).isEqualTo(166);
      assertThat(row.server()).isEqualTo("DORIT");
    });
  }

  @Test
  void bad_lines_are_named_and_the_others_are_read() throws IOException {
    var log = read(
        GOOD,
        GOOD.replace("7:05:41", "7:65:41"),
        "",
        GOOD.replace("\t166\t", "\tlong\t"),
        "AA0101\t34536",
        GOOD.replace("AGENT", "AGNET"),
        GOOD.replace("DORIT", "\"DORIT"),
        GOOD + "\tmore");

    assertThat(log.rows()).extracting(CallLog.Row::line).containsExactly(2L, 8L);
    assertThat(log.rows().getLast().server()).isEqualTo("\"DORIT");
    assertThat(log.complaints())
        .containsExactly(
            "line 3: ser_exit must be a time of day h:mm:ss, not \"7:65:41\"",
            "line 5: ser_time must be a whole number, not \"long\"",
            "line 6: must have 17 columns, not 2",
            "line 7: outcome must be one of AGENT, HANG, PHANTOM, not \"AGNET\"",
            "line 9: must have 17 columns, not 18");
  }

  @Test
  void lines_of_other_days_are_passed_over() throws IOException {
    var log = read(GOOD.replace("990201", "990202"), GOOD);

    assertThat(log.rows()).hasSize(1);
    assertThat(log.dates()).containsExactly("990201", "990202");
  }

  @Test
  void another_header_is_refused() {
    assertThatThrownBy(() -> CallLog.read(new StringReader("a\tb\r\n" + GOOD), "990201"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("line 1: the header must be vru+line call_id");
    assertThatThrownBy(() -> CallLog.read(new StringReader(""), "990201"))
        .isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void a_file_is_read_packed_or_plain_with_either_line_end(@TempDir Path folder)
      throws IOException {
    var text = "\uFEFF" + HEADER + "\n" + GOOD + "\n";
    var plain = Files.writeString(folder.resolve("plain.tsv"), text);
    var bytes = new ByteArrayOutputStream();
    try (var packing = new GZIPOutputStream(bytes)) {
      packing.write(text.getBytes(StandardCharsets.UTF_8));
    }
    var packed = Files.write(folder.resolve("packed.tsv.gz"), bytes.toByteArray());

    assertThat(CallLog.read(plain, "990201").rows()).hasSize(1);
    assertThat(CallLog.read(packed, "990201").rows()).hasSize(1);
  }

  @Test
  void a_day_that_is_not_in_the_log_is_answered_with_those_that_are(@TempDir Path folder)
      throws IOException {
    var file = Files.writeString(folder.resolve("log.tsv"), HEADER + "\r\n" + GOOD + "\r\n");

    assertThatThrownBy(() -> RealDay.read(file, "990301"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("no call of 990301; the log has 990201");
  }

  @Test
  void a_day_of_which_no_line_can_be_read_is_answered_with_the_first_complaints(
      @TempDir Path folder) throws IOException {
    var wide = (GOOD + "\tmore\r\n").repeat(7);
    var file = Files.writeString(folder.resolve("log.tsv"), HEADER + "\r\n" + wide);

    assertThatThrownBy(() -> RealDay.read(file, "990201"))
        .isInstanceOfSatisfying(
            Failure.Invalid.class,
            failure -> assertThat(failure.errors())
                .containsExactly(
                    "no line of 990201 can be read",
                    "line 2: must have 17 columns, not 18",
                    "line 3: must have 17 columns, not 18",
                    "line 4: must have 17 columns, not 18",
                    "line 5: must have 17 columns, not 18",
                    "line 6: must have 17 columns, not 18",
                    "and 2 more lines that cannot be read"));
  }
}
