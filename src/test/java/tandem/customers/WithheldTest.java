package tandem.customers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WithheldTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "anonymous",
        "Anonymous",
        "RESTRICTED",
        " unknown ",
        "+266696687",
        "86282452253",
        "sip:anonymous@anonymous.invalid",
        "\"Anonymous\" <sip:anonymous@anonymous.invalid;user=phone>",
        "<sips:x@anonymous.invalid>",
        "sip:unavailable@pbx:5060",
        "tel:anonymous"
      })
  void a_word_in_place_of_a_number_says_that_it_is_withheld(String text) {
    assertThat(Withheld.says(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7042",
        "+3361234567",
        "0",
        "+10000000000",
        "bob",
        "Anonymous Ltd",
        "sip:bob@pbx",
        "sip:7042@unknown",
        "<7042> anonymous",
        "{\"user\":\"anonymous\"}"
      })
  void anything_else_is_shown(String text) {
    assertThat(Withheld.says(text)).isFalse();
  }
}
