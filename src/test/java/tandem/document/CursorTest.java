package tandem.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;

class CursorTest {

  @Test
  void a_place_comes_back_whatever_its_parts_contain() {
    for (var part : List.of("", "Jan", "a_b", "a\nb", "\"quoted\"", "\ud83d\ude00", "17")) {
      var cursor = Cursor.of(part, 3);

      assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
      assertThat(Cursor.parse(cursor.text(), 2)).isEqualTo(new Cursor(List.of(part, "3")));
    }
  }

  @Test
  void a_cursor_that_no_page_gave_is_refused() {
    for (var text : List.of(
        "",
        "x",
        "%",
        "AAAA",
        "W10",
        "bnVsbA",
        Cursor.of("one").text(),
        Cursor.of("one", "two", "three").text(),
        Cursor.of("a\0b", "c").text(),
        Cursor.of("a".repeat(2_000), "c").text())) {
      assertThatThrownBy(() -> Cursor.parse(text, 2))
          .as(text)
          .isInstanceOf(Failure.Invalid.class)
          .hasMessage("cursor must be one that an earlier answer of this list gave");
    }
  }
}
