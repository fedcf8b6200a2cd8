package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;

class IfMatchTest {

  @Test
  void a_star_allows_every_version() {
    assertThat(IfMatch.expected("*")).isEmpty();
    assertThat(IfMatch.expected(" * ")).isEmpty();
  }

  @Test
  void a_list_names_the_tags_of_which_one_must_be_the_present_one() {
    assertThat(IfMatch.expected("\"a\"")).isEqualTo(Optional.of(Set.of("a")));
    assertThat(IfMatch.expected("\"a\",\"b\"")).isEqualTo(Optional.of(Set.of("a", "b")));
    assertThat(IfMatch.expected(" ,\t\"a,b\" , ,\"\",")).isEqualTo(Optional.of(Set.of("a,b", "")));
  }

  @Test
  void a_weak_tag_is_never_the_present_one() {
    assertThat(IfMatch.expected("W/\"a\"")).isEqualTo(Optional.of(Set.of()));
    assertThat(IfMatch.expected("W/\"a\", \"b\"")).isEqualTo(Optional.of(Set.of("b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "a",
        "\"a",
        "\"a\" \"b\"",
        "*, \"a\"",
        "\"a\", *",
        "w/\"a\"",
        "'a'",
        "\"a\"b\""
      })
  void an_invalid_list_of_tags_is_refused(String header) {
    assertThatThrownBy(() -> IfMatch.expected(header))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage("If-Match must be * or a list of entity tags such as \"abc\", \"def\"");
  }
}
