package tandem.rehearsal.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.rehearsal.day.CallLog.Ending;
import tandem.rehearsal.day.CallLog.Row;
import tandem.rehearsal.day.RealDay.Skip;

/** Compares the reader's figures with those of the data's README. */
@Tag(ReplayData.TAG)
class RealDayReplayTest {

  @ParameterizedTest
  @CsvSource({
    "990201, 1567, 1333, 21, 197, 145, 16, 35, 166, 16, 364",
    "990208, 1190, 1086, 20,  79,  52,  5, 18, 159, 17, 279",
    "990211, 1745, 1396, 16, 310, 253, 23, 52, 178, 16, 601",
  })
  void a_day_of_the_log_is_read_line_by_line(
      String date,
      int rows,
      int served,
      int noServer,
      int hang,
      int hangInQueue,
      int phantom,
      int meanWait,
      int meanService,
      int agents,
      int longestWait)
      throws IOException {
    var log = CallLog.read(ReplayData.file(), date);

    Predicate<Row> answered = row -> row.outcome() == Ending.AGENT && row.hasServer();
    var answeredRows = log.rows().stream().filter(answered).toList();
    assertThat(log.complaints()).isEmpty();
    assertThat(log.rows()).hasSize(rows);
    assertThat(answeredRows).hasSize(served);
    assertThat(count(log, row -> row.outcome() == Ending.AGENT && !row.hasServer()))
        .isEqualTo(noServer);
    assertThat(count(log, row -> row.outcome() == Ending.HANG)).isEqualTo(hang);
    assertThat(count(log, row -> row.outcome() == Ending.HANG && row.queueTime() > 0))
        .isEqualTo(hangInQueue);
    assertThat(count(log, row -> row.outcome() == Ending.PHANTOM)).isEqualTo(phantom);
    assertThat(answeredRows.stream().mapToInt(Row::queueTime).average().orElseThrow())
        .isCloseTo(meanWait, within(0.5));
    assertThat(answeredRows.stream().mapToInt(Row::serviceTime).average().orElseThrow())
        .isCloseTo(meanService, within(0.5));
    assertThat(answeredRows.stream().map(Row::server).distinct()).hasSize(agents);
    assertThat(answeredRows.stream().mapToInt(Row::queueTime).max()).hasValue(longestWait);
  }

  @ParameterizedTest
  @CsvSource({
    "990201, 1474, 52, 21, 16, 4, 1329, 145, 35.0, 120, 364, 55.9, 16, 19",
    "990208, 1138, 26, 20,  5, 1, 1085,  53, 18.3,  66, 279, 73.8, 17, 22",
    "990211, 1648, 56, 16, 23, 2, 1394, 254, 52.1, 153, 601, 42.8, 16, 18",
  })
  void the_rules_of_the_replay_leave_these_calls_and_agents(
      String date,
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
      int runs)
      throws IOException {
    var day = RealDay.read(ReplayData.file(), date);

    assertThat(day.calls()).hasSize(calls);
    assertThat(day.skippedByReason())
        .containsOnly(
            java.util.Map.entry(Skip.HANG_NEVER_QUEUED, neverQueued),
            java.util.Map.entry(Skip.NO_SERVER, noServer),
            java.util.Map.entry(Skip.PHANTOM, phantom),
            java.util.Map.entry(Skip.NO_SERVICE_TIME, noServiceTime));
    var waits = day.waits();
    assertThat(waits.served()).isEqualTo(served);
    assertThat(waits.abandoned()).isEqualTo(abandoned);
    assertThat(waits.meanSeconds()).isCloseTo(meanWait, within(0.05));
    assertThat(waits.p90Seconds()).isEqualTo(p90);
    assertThat(waits.maxSeconds()).isEqualTo(longest);
    assertThat(waits.serviceLevel() * 100).isCloseTo(serviceLevelPercent, within(0.05));
    assertThat(day.agents()).hasSize(agents);
    assertThat(day.agents().stream().mapToInt(agent -> agent.runs().size()).sum())
        .isEqualTo(runs);
  }

  private static long count(CallLog log, Predicate<Row> which) {
    return log.rows().stream().filter(which).count();
  }
}
