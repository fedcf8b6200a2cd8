package tandem.rehearsal.day;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the real days lie; tests that need them are skipped where they are absent. */
final class ReplayData {

  private static final String FILE = "anonymous-bank-1999-02-first-half.tsv.gz";

  private ReplayData() {}

  static Path file() {
    var folder = Path.of(Optional.ofNullable(System.getenv("TANDEM_REPLAY_DATA"))
        .filter(value -> !value.isBlank())
        .orElse("../shared/data"));
    var file = folder.resolve(FILE);
    assumeTrue(Files.isRegularFile(file), "no replay data in " + folder.toAbsolutePath());
    return file;
  }
}
