package tandem.rehearsal.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The days to replay: a small one, made up for the tests, and real ones, if there is a folder of
 * them. Such a folder is not part of the project.
 */
public final class ReplayData {

  /** The date of the small day: 310 calls and five agents from nine to eleven o'clock. */
  public static final String SMALL_DAY = "260302";

  private static final String FOLDER = "TANDEM_REPLAY_DATA";
  private static final String REAL = "anonymous-bank-1999-02-first-half.tsv.gz";
  private static final Path SMALL = Path.of("src", "test", "resources", "small-day.tsv");

  private ReplayData() {}

  /** The log with this day. */
  public static Path file(String date) {
    return date.equals(SMALL_DAY) ? SMALL : real().orElseThrow();
  }

  /** The small day, and those of the real days that are here. */
  public static Stream<String> dates(String... realDates) {
    return Stream.concat(Stream.of(SMALL_DAY), real().stream().flatMap(_ -> Stream.of(realDates)));
  }

  /** The log of the real days; a folder that is named must contain it. */
  private static Optional<Path> real() {
    var named = Optional.ofNullable(System.getenv(FOLDER)).filter(value -> !value.isBlank());
    if (named.equals(Optional.of("none"))) {
      return Optional.empty();
    }
    var file = Path.of(named.orElse("../shared/data")).resolve(REAL);
    if (named.isPresent()) {
      assertThat(file).as("the real days in the folder " + FOLDER).isRegularFile();
    }
    return Optional.of(file).filter(Files::isRegularFile);
  }
}
