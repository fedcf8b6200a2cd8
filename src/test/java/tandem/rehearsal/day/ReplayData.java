package tandem.rehearsal.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of the real days. A test that reads them has the tag {@value #TAG} and fails without
 * them; {@code scripts/test} leaves such tests out if there is no such folder, and says so.
 */
public final class ReplayData {

  public static final String TAG = "real-days";

  private static final String FILE = "anonymous-bank-1999-02-first-half.tsv.gz";

  private ReplayData() {}

  public static Path file() {
    var folder = Path.of(Optional.ofNullable(System.getenv("TANDEM_REPLAY_DATA"))
        .filter(value -> !value.isBlank())
        .orElse("../shared/data"));
    assertThat(folder.resolve(FILE))
        .as("set TANDEM_REPLAY_DATA to the folder of the real days")
        .isRegularFile();
    return folder.resolve(FILE);
  }
}
