package tandem.rehearsal.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.rehearsal.day.CallLog.Ending;
import tandem.rehearsal.day.CallLog.Row;
import tandem.rehearsal.day.RealDay.Skip;

/**
 * Compares the reader's figures with those of the logs: of the small day they were counted when it
 * was made, of the real days they are in the data's README.
 */
class RealDayReplayTest {

  private record Log(
      int rows,
      int served,
      int noServer,
      int hang,
      int hangInQueue,
      int phantom,
      int meanWait,
      int meanService,
      int agents,
      int longestWait) {}

  private static final Map<String, Log> LOGS = Map.of(
      ReplayData.SMALL_DAY,
      new Log(338, 276, 5, 44, 38, 13, 27, 114, 5, 187),
      "990201",
      new Log(1567, 1333, 21, 197, 145, 16, 35, 166, 16, 364),
      "990208",
      new Log(1190, 1086, 20, 79, 52, 5, 18, 159, 17, 279),
      "990211",
      new Log(1745, 1396, 16, 310, 253, 23, 52, 178, 16, 601));

  private record Left(
      int calls,
      int neverQueued,
      int noServer,
      int phantom,
      int noServiceTime,
      int served,
      int abandoned,
      double meanWait,
      int p90,
      int longest,
      double serviceLevelPercent,
      int agents,
      int runs) {}

  private static final Map<String, Left> LEFT = Map.of(
      ReplayData.SMALL_DAY,
      new Left(310, 6, 5, 13, 4, 272, 38, 26.5, 76, 187, 54.25, 5, 5),
      "990201",
      new Left(1474, 52, 21, 16, 4, 1329, 145, 35.0, 120, 364, 55.9, 16, 19),
      "990208",
      new Left(1138, 26, 20, 5, 1, 1085, 53, 18.3, 66, 279, 73.8, 17, 22),
      "990211",
      new Left(1648, 56, 16, 23, 2, 1394, 254, 52.1, 153, 601, 42.8, 16, 18));

  private static Stream<String> dates() {
    return ReplayData.dates("990201", "990208", "990211");
  }

  @ParameterizedTest
  @MethodSource("dates")
  void a_day_of_the_log_is_read_line_by_line(String date) throws IOException {
    var expected = LOGS.get(date);

    var log = CallLog.read(ReplayData.file(date), date);

    Predicate<Row> answered = row -> row.outcome() == Ending.AGENT && row.hasServer();
    var answeredRows = log.rows().stream().filter(answered).toList();
    assertThat(log.complaints()).isEmpty();
    assertThat(log.rows()).hasSize(expected.rows());
    assertThat(answeredRows).hasSize(expected.served());
    assertThat(count(log, row -> row.outcome() == Ending.AGENT && !row.hasServer()))
        .isEqualTo(expected.noServer());
    assertThat(count(log, row -> row.outcome() == Ending.HANG)).isEqualTo(expected.hang());
    assertThat(count(log, row -> row.outcome() == Ending.HANG && row.queueTime() > 0))
        .isEqualTo(expected.hangInQueue());
    assertThat(count(log, row -> row.outcome() == Ending.PHANTOM)).isEqualTo(expected.phantom());
    assertThat(answeredRows.stream().mapToInt(Row::queueTime).average().orElseThrow())
        .isCloseTo(expected.meanWait(), within(0.5));
    assertThat(answeredRows.stream().mapToInt(Row::serviceTime).average().orElseThrow())
        .isCloseTo(expected.meanService(), within(0.5));
    assertThat(answeredRows.stream().map(Row::server).distinct()).hasSize(expected.agents());
    assertThat(answeredRows.stream().mapToInt(Row::queueTime).max())
        .hasValue(expected.longestWait());
  }

  @ParameterizedTest
  @MethodSource("dates")
  void the_rules_of_the_replay_leave_these_calls_and_agents(String date) throws IOException {
    var expected = LEFT.get(date);

    var day = RealDay.read(ReplayData.file(date), date);

    assertThat(day.calls()).hasSize(expected.calls());
    assertThat(day.skippedByReason())
        .containsOnly(
            Map.entry(Skip.HANG_NEVER_QUEUED, expected.neverQueued()),
            Map.entry(Skip.NO_SERVER, expected.noServer()),
            Map.entry(Skip.PHANTOM, expected.phantom()),
            Map.entry(Skip.NO_SERVICE_TIME, expected.noServiceTime()));
    var waits = day.waits();
    assertThat(waits.served()).isEqualTo(expected.served());
    assertThat(waits.abandoned()).isEqualTo(expected.abandoned());
    assertThat(waits.meanSeconds()).isCloseTo(expected.meanWait(), within(0.05));
    assertThat(waits.p90Seconds()).isEqualTo(expected.p90());
    assertThat(waits.maxSeconds()).isEqualTo(expected.longest());
    assertThat(waits.serviceLevel() * 100).isCloseTo(expected.serviceLevelPercent(), within(0.05));
    assertThat(day.agents()).hasSize(expected.agents());
    assertThat(day.agents().stream().mapToInt(agent -> agent.runs().size()).sum())
        .isEqualTo(expected.runs());
  }

  private static long count(CallLog log, Predicate<Row> which) {
    return log.rows().stream().filter(which).count();
  }
}
