package tandem.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  private static final String FOUR = "a😀é😀";

  @Test
  void a_character_of_two_units_counts_once() {
    assertThat(Text.length(FOUR)).isEqualTo(4);
    assertThat(Text.required("note", " " + FOUR + " ", 4)).isEqualTo(FOUR);
    assertThatThrownBy(() -> Text.required("note", FOUR, 3))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("note must be at most 3 long");
  }

  @Test
  void a_cut_never_leaves_half_a_character() {
    assertThat(Text.cut(FOUR, 4)).isEqualTo(FOUR);
    assertThat(Text.cut(FOUR, 3)).isEqualTo("a😀é");
    assertThat(Text.cut(FOUR, 2)).isEqualTo("a😀");
    assertThat(Text.cut(FOUR, 1)).isEqualTo("a");
    assertThat(Text.cut(FOUR, 0)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hang up", "Zo\u00eb \ud83d\ude00", "\u202a+31\u202c", "a\u00a0b"})
  void text_that_can_be_kept_and_shown_stays_as_it_is(String text) {
    assertThat(Text.plain(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'hang\0up', hangup",
    "'\u001b[1mred\u007f', [1mred",
    "'a\tb\nc\r', 'a b c '",
    "'half \ud83d', 'half \ufffd'",
    "'\ude00\ud83d', '\ufffd\ufffd'"
  })
  void characters_that_cannot_be_stored_or_shown_are_removed(String text, String plain) {
    assertThat(Text.plain(text)).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, 3, abc",
    "abcd, 3, ab\u2026",
    "\ud83d\ude00\ud83d\ude00\ud83d\ude00, 3, \ud83d\ude00\ud83d\ude00\ud83d\ude00",
    "a\ud83d\ude00\ud83d\ude00\ud83d\ude00, 3, a\ud83d\ude00\u2026"
  })
  void the_beginning_of_a_text_is_counted_in_characters(String text, int max, String beginning) {
    assertThat(Text.beginning(text, max)).isEqualTo(beginning);
  }
}
