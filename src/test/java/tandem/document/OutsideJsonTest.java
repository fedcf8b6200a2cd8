package tandem.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class OutsideJsonTest {

  private record Pause(Duration pause) {}

  @Test
  void a_number_that_is_long_or_far_from_one_is_refused_with_its_place() {
    for (var number : List.of(
        "1e131071",
        "1e-20000",
        "-1E+41",
        "1e999999999",
        "1e-99999999999999999999",
        "0e00041",
        "9".repeat(41),
        "0." + "3".repeat(40))) {
      assertThatThrownBy(() -> OutsideJson.check("{\"a\":[1,{\"b\":" + number + "}]}"))
          .isInstanceOfSatisfying(
              Failure.Invalid.class,
              no -> assertThat(no.errors())
                  .containsExactly("a[1].b must be a number of at most 40 digits,"
                      + " with an exponent from -40 to 40"));
    }
  }

  @Test
  void numbers_that_people_and_programs_use_pass() {
    assertThatCode(() -> OutsideJson.check(
            "[0,-0.0,9223372036854775807,1.7976931348623157,4.9e-32,1e40,1E-040,12345.678901234]"))
        .doesNotThrowAnyException();
    assertThatCode(() -> OutsideJson.check("not JSON")).doesNotThrowAnyException();
  }

  @Test
  void texts_and_names_that_cannot_be_stored_are_refused_with_their_place() {
    assertThatThrownBy(() -> OutsideJson.check(
            "{\"a\":[\"\\u0000\",\"\\ud83d\\ude00\",\"\\ud83d\"],\"b\\u0000\":{}}"))
        .isInstanceOfSatisfying(
            Failure.Invalid.class,
            no -> assertThat(no.errors())
                .containsExactly(
                    "a[0] must not contain the character U+0000",
                    "a[2] must not contain half a character (a lone surrogate)",
                    "b is a name that must not contain the character U+0000"));
    assertThatThrownBy(() -> OutsideJson.check("\"\\u0000\""))
        .hasMessage("the body must not contain the character U+0000");
  }

  @Test
  void compact_json_has_its_numbers_as_they_were_written() throws JsonProcessingException {
    assertThat(OutsideJson.compact(
            " { \"a\" : [ 1e131071 , 1.10 , true, null ],\n\"b\":\"\\u00e9\" } "))
        .isEqualTo("{\"a\":[1e131071,1.10,true,null],\"b\":\"\u00e9\"}");
    for (var wrong : List.of("{} {}", "1 2", "{\"a\":1,\"a\":2}", "{", "[1,]")) {
      assertThatThrownBy(() -> OutsideJson.compact(wrong))
          .as(wrong)
          .isInstanceOf(JsonProcessingException.class);
    }
  }

  @Test
  void a_number_that_no_parser_reads_is_an_error_of_the_text_and_not_a_bug() {
    for (var number : List.of("1e99999999999", "[1e-99999999999]")) {
      assertThatThrownBy(() -> Json.tree(number))
          .as(number)
          .isInstanceOf(JsonProcessingException.class);
    }
  }

  @Test
  void a_duration_of_a_billion_digits_takes_no_time_to_refuse() {
    assertThatThrownBy(
            () -> RequestShape.read(Json.MAPPER.readTree("{\"pause\":1e999999999}"), Pause.class))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("pause must be a number of seconds");
  }
}
