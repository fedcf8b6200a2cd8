package tandem.rehearsal.day;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.rehearsal.day.RealDay.Run;
import tandem.rehearsal.day.RealDay.Skip;

class RealDayTest {

  private static RealDay day(String... lines) throws IOException {
    return RealDay.of("990201", CallLogTest.read(lines));
  }

  /** A line of the log: entry and end of the voice response unit, queue, outcome, service. */
  private static String line(String vru, String queue, String outcome, String service) {
    return "AA0101 1 0 0 PS 990201 %s 9 %s %s %s"
        .formatted(vru, queue, outcome, service)
        .replace(' ', '\t');
  }

  private static final String NEVER = "0:00:00 0:00:00 0";
  private static final String NOBODY = "0:00:00 0:00:00 0 NO_SERVER";

  @Test
  void calls_are_sorted_by_when_they_began_to_wait() throws IOException {
    var day = day(
        line("9:00:00 9:00:10", "9:00:08 9:01:08 60", "AGENT", "9:01:07 9:02:07 60 ANA"),
        line("8:00:00 8:00:10", NEVER, "AGENT", "8:00:09 8:01:09 60 ANA"));

    assertThat(day.calls())
        .extracting(RealDay.Call::arrival, RealDay.Call::waited)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(8 * 3600 + 10, 0),
            org.assertj.core.groups.Tuple.tuple(9 * 3600 + 8, 60));
  }

  @Test
  void a_time_more_than_an_hour_before_the_entry_is_after_midnight() throws IOException {
    var day = day(
        line("23:59:50 23:59:55", "0:00:05 0:00:25 20", "AGENT", "0:00:25 0:01:25 60 ANA"),
        line("10:00:00 9:59:58", "9:59:58 10:00:08 10", "HANG", NOBODY));

    assertThat(day.calls())
        .extracting(RealDay.Call::arrival)
        .containsExactly(10 * 3600 - 2, 24 * 3600 + 5);
    assertThat(day.agents().getFirst().runs())
        .containsExactly(new Run(24 * 3600 + 25, 24 * 3600 + 85));
  }

  @Test
  void a_missing_start_of_service_is_the_end_of_the_queue_or_of_the_voice_response()
      throws IOException {
    var day = day(
        line("9:00:00 9:00:10", "9:00:10 9:01:10 60", "AGENT", "0:00:00 0:00:00 30 ANA"),
        line("9:00:00 9:00:10", NEVER, "AGENT", "0:00:00 0:00:00 30 BEN"));

    assertThat(day.agents())
        .extracting(agent -> agent.runs().getFirst().from())
        .containsExactly(9 * 3600 + 70, 9 * 3600 + 10);
  }

  @Test
  void lines_that_cannot_be_replayed_are_counted_by_reason() throws IOException {
    var day = day(
        line("9:00:00 9:00:10", NEVER, "PHANTOM", "9:00:00 9:00:05 5 ANA"),
        line("9:00:00 9:00:10", NEVER, "AGENT", "9:00:00 9:00:05 5 NO_SERVER"),
        line("9:00:00 9:00:10", NEVER, "HANG", NOBODY),
        line("9:00:00 9:00:10", NEVER, "AGENT", "9:00:10 9:00:10 0 ANA"),
        line("9:00:00 9:00:10", NEVER, "AGENT", "9:00:10 9:00:05 -5 ANA"),
        line("9:00:00 9:00:10", "9:00:10 9:00:05 -5", "HANG", NOBODY),
        line("9:00:00 9:00:10", "9:00:10 9:00:05 -5", "AGENT", "9:00:10 9:00:20 10 ANA"),
        line("9:00:00 9:00:10", "9:00:10 9:00:10 0", "HANG", NOBODY),
        "nonsense");

    assertThat(day.skippedByReason())
        .isEqualTo(Map.of(
            Skip.PHANTOM,
            1,
            Skip.NO_SERVER,
            1,
            Skip.HANG_NEVER_QUEUED,
            1,
            Skip.NO_SERVICE_TIME,
            2,
            Skip.NEGATIVE_WAIT,
            2,
            Skip.UNREADABLE,
            1));
    assertThat(day.calls()).hasSize(1);
    assertThat(day.complaints()).hasSize(1);
  }

  @Test
  void an_hour_between_own_calls_ends_a_run() throws IOException {
    var day = day(
        line("9:00:00 9:00:00", NEVER, "AGENT", "9:00:00 9:10:00 600 ANA"),
        line("10:09:59 10:09:59", NEVER, "AGENT", "10:09:59 10:10:00 1 ANA"),
        line("11:10:00 11:10:00", NEVER, "AGENT", "11:10:00 11:20:00 600 ANA"));

    assertThat(day.agents().getFirst().runs())
        .isEqualTo(List.of(new Run(32_400, 36_600), new Run(40_200, 40_800)));
  }
}
