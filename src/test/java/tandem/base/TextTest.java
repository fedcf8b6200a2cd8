package tandem.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

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
}
