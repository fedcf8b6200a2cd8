package tandem.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "hang up", "Zo\u00eb \ud83d\ude00", "\u202a+31\u202c", "a\u00a0b"})
  void text_that_can_be_kept_and_shown_stays_as_it_is(String text) {
    assertThat(PlainText.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'hang\0up', hangup",
    "'\u001b[1mred\u007f', [1mred",
    "'a\tb\nc\r', 'a b c '",
    "'half \ud83d', 'half \ufffd'",
    "'\ude00\ud83d', '\ufffd\ufffd'"
  })
  void what_cannot_be_kept_or_shown_is_left_out(String text, String plain) {
    assertThat(PlainText.of(text)).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3, abc",
    "abcd, 3, ab\u2026",
    "\ud83d\ude00\ud83d\ude00\ud83d\ude00, 3, \ud83d\ude00\ud83d\ude00\ud83d\ude00",
    "a\ud83d\ude00\ud83d\ude00\ud83d\ude00, 3, a\ud83d\ude00\u2026"
  })
  void the_beginning_of_a_text_is_counted_in_characters(String text, int max, String beginning) {
    assertThat(PlainText.beginning(text, max)).isEqualTo(beginning);
  }
}
