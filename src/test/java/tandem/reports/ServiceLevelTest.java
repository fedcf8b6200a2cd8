package tandem.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.reports.ServiceLevel.Definition;

class ServiceLevelTest {

  private static final ServiceLevel THE_REFERENCE_DAY = new ServiceLevel(1000, 860, 60, 20, 10);

  @ParameterizedTest
  @CsvSource({
    "STANDARD, 81.9",
    "ABANDONED_WITHIN_COUNTS, 83.0",
    "OF_ANSWERED, 86.0",
    "OF_ALL, 81.1",
    "ABANDONED_AFTER_COUNTS, 82.7"
  })
  void each_definition_gives_the_value_of_the_dictionary(Definition definition, double percent) {
    assertThat(THE_REFERENCE_DAY.by(definition)).isPresent();
    assertThat(THE_REFERENCE_DAY.by(definition).getAsDouble() * 100)
        .isCloseTo(percent, within(0.05));
  }

  @Test
  void without_served_or_lost_callers_there_is_no_service_level() {
    for (var definition : Definition.values()) {
      assertThat(ServiceLevel.NONE.by(definition)).isEmpty();
    }
  }

  @Test
  void only_short_abandons_leave_nothing_to_judge() {
    assertThat(new ServiceLevel(0, 0, 3, 3, 3).by(Definition.STANDARD)).isEmpty();
  }
}
