package tandem.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHoursTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

  @ParameterizedTest
  @CsvSource({
    "2026-02-02T08:59, false",
    "2026-02-02T09:00, true",
    "2026-02-06T17:29, true",
    "2026-02-06T17:30, false",
    "2026-02-07T12:00, false",
    "2026-02-07T23:00, true",
    "2026-02-08T01:00, true",
    // summer time begins: the wall clock counts
    "2026-03-30T09:00, true",
    "2026-03-30T08:59, false"
  })
  void people_answer_in_the_written_hours_of_the_zone(LocalDateTime at, boolean isOpen) {
    var hours = new OpeningHours(
        List.of(span("mon-fri 09:00-17:30"), span("sat 22:00-24:00"), span("sun 00:00-02:00")));

    assertThat(hours.isOpen(at.atZone(ZONE).toInstant(), ZONE)).isEqualTo(isOpen);
  }

  @ParameterizedTest
  @CsvSource({"2026-02-08T12:00, true", "2026-02-10T12:00, false"})
  void a_span_of_days_may_go_over_the_end_of_the_week(LocalDateTime at, boolean isOpen) {
    var hours = new OpeningHours(List.of(span("Sat-Mon 10:00-14:00")));

    assertThat(hours.isOpen(at.atZone(ZONE).toInstant(), ZONE)).isEqualTo(isOpen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mon",
        "mon 9-17",
        "mon 17:00-09:00",
        "mon 09:00-09:00",
        "mon 09:00-24:30",
        "moon 09:00-17:00",
        "mon-fri-sat 09:00-17:00",
        "mon 09:60-17:00"
      })
  void a_text_in_another_form_is_no_span(String text) {
    assertThat(OpeningHours.Span.parse(text)).isEmpty();
  }

  private static OpeningHours.Span span(String text) {
    return OpeningHours.Span.parse(text).orElseThrow();
  }
}
