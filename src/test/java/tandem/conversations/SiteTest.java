package tandem.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;
import tandem.conversations.Site.Day;
import tandem.conversations.Site.Hours;

class SiteTest {

  private static Site site(List<Hours> hours, String... holidays) {
    return new Site(
        "shop",
        "Shop",
        List.of("https://shop.example"),
        "",
        "Europe/Amsterdam",
        hours,
        List.of(holidays),
        "",
        Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      2026-11-23T07:59:59Z, false
      2026-11-23T08:00:00Z, true
      2026-11-23T16:29:59Z, true
      2026-11-23T16:30:00Z, false
      2026-11-24T08:00:00Z, false
      2026-06-22T07:00:00Z, true
      2026-06-22T15:30:00Z, false
      2026-11-28T22:59:59Z, true
      2026-11-28T23:00:00Z, false
      """)
  void a_site_is_open_by_its_own_clock_in_summer_and_winter(Instant now, boolean isOpen) {
    var site = site(List.of(
        new Hours(List.of(Day.MONDAY), "09:00", "17:30"),
        new Hours(List.of(Day.SATURDAY), "12:00", "24:00")));

    assertThat(site.isOpen(now)).isEqualTo(isOpen);
  }

  @Test
  void a_site_without_hours_is_closed_on_holidays_only() {
    var site = site(List.of(), "2026-12-25");

    assertThat(site.isOpen(Instant.parse("2026-12-24T22:59:59Z"))).isTrue();
    assertThat(site.isOpen(Instant.parse("2026-12-24T23:00:00Z"))).isFalse();
    assertThat(site.isOpen(Instant.parse("2026-12-25T23:00:00Z"))).isTrue();
  }

  @Test
  void a_holiday_has_no_hours() {
    var site = site(List.of(new Hours(List.of(Day.values()), "09:00", "10:00")), "2026-12-25");

    assertThat(site.periods(Instant.parse("2026-12-24T12:00:00Z")))
        .hasSize(7)
        .extracting(Site.Period::from)
        .doesNotContain(Instant.parse("2026-12-25T08:00:00Z"));
  }

  @Test
  void an_hour_that_the_clock_skips_is_left_out() {
    var site = site(List.of(new Hours(List.of(Day.SUNDAY), "02:15", "02:45")));

    assertThat(site.periods(Instant.parse("2026-03-28T12:00:00Z")))
        .allSatisfy(period -> assertThat(period.from()).isBefore(period.to()));
  }

  @Test
  void hours_that_pass_midnight_are_two_entries() {
    assertThatThrownBy(() -> new Hours(List.of(Day.MONDAY), "22:00", "06:00"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("two entries");
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      https://Shop.example,      https://shop.example
      https://shop.example:443,  https://shop.example
      http://127.0.0.1:8080,     http://127.0.0.1:8080
      http://[::1]:9,            http://[::1]:9
      """)
  void an_origin_has_one_spelling(String written, String origin) {
    assertThat(Site.origin(written)).contains(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "null",
        "shop.example",
        "https://*.shop.example",
        "https://shop.example/",
        "https://a b",
        "https://a;script-src *",
        "javascript:alert(1)",
        "https://shop.example'",
        "ftp://shop.example"
      })
  void what_is_no_origin_gets_into_no_policy(String written) {
    assertThat(Site.origin(written)).isEmpty();
  }
}
