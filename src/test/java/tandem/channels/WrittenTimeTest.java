package tandem.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTimeTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          2026-03-02T09:00:00Z                    | 2026-03-02T09:00:00Z
          2026-03-02T10:00:00+0100                | 2026-03-02T09:00:00Z
          2026-03-02T10:00:00+01                  | 2026-03-02T09:00:00Z
          2026-03-02T10:00:00+01:00               | 2026-03-02T09:00:00Z
          2026-03-02T10:00:00+01:00[Europe/Paris] | 2026-03-02T09:00:00Z
          2026-03-02T04:30:00-0430                | 2026-03-02T09:00:00Z
          2026-03-02T04:00:00−05:00               | 2026-03-02T09:00:00Z
          2026-03-02T09:00Z                       | 2026-03-02T09:00:00Z
          2026-03-02T10:00+0100                   | 2026-03-02T09:00:00Z
          2026-03-02 09:00:00Z                    | 2026-03-02T09:00:00Z
          2026-03-02 10:00:00 +0100               | 2026-03-02T09:00:00Z
          2026-03-02 09:00:00 UTC                 | 2026-03-02T09:00:00Z
          2026-03-02t09:00:00z                    | 2026-03-02T09:00:00Z
          2026-03-02T09:00:00,5Z                  | 2026-03-02T09:00:00.5Z
          2026-03-02T09:00:00.123456789012Z       | 2026-03-02T09:00:00.123456789Z
          20260302T090000Z                        | 2026-03-02T09:00:00Z
          20260302T100000+0100                    | 2026-03-02T09:00:00Z
          2026-03-01T24:00:00Z                    | 2026-03-02T00:00:00Z
          2016-12-31T23:59:60Z                    | 2017-01-01T00:00:00Z
          Mon, 02 Mar 2026 09:00:00 GMT           | 2026-03-02T09:00:00Z
          Mon, 2 Mar 2026 10:00:00 +0100          | 2026-03-02T09:00:00Z
          1772442000                              | 2026-03-02T09:00:00Z
          1772442000.25                           | 2026-03-02T09:00:00.250Z
          1.772442E9                              | 2026-03-02T09:00:00Z
          1772442000250                           | 2026-03-02T09:00:00.250Z
          1772442000250000                        | 2026-03-02T09:00:00.250Z
          1772442000250000001                     | 2026-03-02T09:00:00.250000001Z
          0001-01-01T00:00:00Z                    | 0001-01-01T00:00:00Z
          9999-12-31T23:59:59Z                    | 9999-12-31T23:59:59Z
          +999999999-12-31T23:59:59Z              | +999999999-12-31T23:59:59Z
          """)
  void a_time_is_read_in_each_of_its_spellings(String written, String read) {
    assertThat(WrittenTime.read(written)).contains(Instant.parse(read));
    assertThat(WrittenTime.read(" " + written + "\n")).contains(Instant.parse(read));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "yesterday",
        "2026-03-02",
        "2026-03-02T09:00:00",
        "2026-03-02 09:00",
        "2026-13-02T09:00:00Z",
        "2026-02-30T09:00:00Z",
        "2026-03-02T25:00:00Z",
        "2026-03-02T09:60:00Z",
        "2026-03-02T09:00:61Z",
        "2026-03-02T09:00:00+19:00",
        "2026-03-02T09:00:00 CET",
        "Xyz, 02 Mar 2026 09:00:00 GMT",
        "0",
        "7",
        "2026",
        "-1772442000",
        "1e99",
        "999999999999999999999",
        "٢٠٢٦-03-02T09:00:00Z",
        "1772442000 Z"
      })
  void text_that_is_not_a_time_or_has_no_zone_is_not_read_as_one(String written) {
    assertThat(WrittenTime.read(written)).isEmpty();
  }

  @Test
  void a_long_text_that_is_not_a_time_is_refused_fast() {
    assertThat(WrittenTime.read("9".repeat(1_000_000))).isEmpty();
    assertThat(WrittenTime.read("2026-03-02T09:00:00." + "0".repeat(1_000_000) + "Z"))
        .isEmpty();
  }
}
