package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneZonesTest {

  private final PhoneZones zones = new PhoneZones();

  @ParameterizedTest
  @CsvSource({
    "+31612345678, Europe/Amsterdam",
    "+4930123456, Europe/Berlin",
    "+442079460000, Europe/London",
    "+819012345678, Asia/Tokyo"
  })
  void a_country_with_one_time_gives_its_numbers_a_zone(String number, String zone) {
    assertThat(zones.of(number)).contains(ZoneId.of(zone));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+12125550100", "+34911234567", "+61291234567", "+", "+999", "", "eva@home.example"
      })
  void nothing_is_guessed_where_there_are_several_or_none(String number) {
    assertThat(zones.of(number)).isEmpty();
  }

  @Test
  void every_zone_of_the_list_is_known_here() {
    assertThat(zones.countries()).isGreaterThan(200);
  }
}
