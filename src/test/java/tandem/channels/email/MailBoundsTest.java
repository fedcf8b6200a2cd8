package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailBoundsTest {

  private final MailBounds imap = new MailBounds(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* 1 FETCH (BODY[] {1048577}\r\n",
        "* 1 FETCH (BODY[] {99999999999999999999999}\r\n",
        "* LIST () \"/\" {2147483000}\n",
        "* 2000001 EXISTS\r\n",
        "* 4294967295 exists\r\n",
        "* OK x\r\n* 99999999999999999999 EXISTS\r\n",
        "* 2000001 EXISTS x\r\n",
        "* 2000001 EXISTS(\r\n",
        "*  2000001   EXISTS\r\n",
        "*2000001 EXISTS\r\n",
        "* +2000001 EXISTS\r\n",
        "* 00000000000000000000000000000000000000000000000002000001 EXISTS\r\n",
        "* LIST () \"/\" {00000000000000000000000000000000000000000000000000000000000000000000000000000"
            + "000000000000000002000000}\r\n",
        "* LIST () \"/\" {2000000} x\r\n",
        "* 1 FETCH (BODY[] ~{2000000}\r\n",
        "* 1 FETCH (BODY[] {2000000+}\r\n",
        "* VANISHED 1:2000000000\r\n",
        "*  vanished 1:2000000000\r\n"
      })
  void what_would_reserve_memory_is_refused_however_it_comes(String said) {
    assertThat(heard(imap, said)).isPresent();
    var bytewise = new MailBounds(true);
    assertThat(said.chars()
            .mapToObj(one -> heard(bytewise, Character.toString(one)))
            .flatMap(Optional::stream))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* 2000000 EXISTS\r\n",
        "* 1 FETCH (BODY[] {33}\r\n* 99999999999 EXISTS\r\n{7777777}\r\n)\r\nA1 OK\r\n",
        "* OK {see below\r\n",
        "* OK EXISTS\r\n",
        "* 000 EXISTS\r\n",
        "* 1 FETCH (BODY[] {9}\r\n{9999999} UID 7)\r\n",
        "* 1 FETCH (BODY[] {11}\r\n{9999999}\r\n)\r\n",
        "* 1 FETCH (BODY[] {0}\r\n)\r\n",
        "* OK VANISHED\r\n",
        "+ idling\r\n"
      })
  void what_is_allowed_passes_and_the_content_of_a_literal_is_not_read(String said) {
    assertThat(heard(imap, said)).isEmpty();
  }

  /** Where the library reads no literal, what follows is a line. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "* OK {9000} \r\n",
        "* OK {9000}\n",
        "* OK {9000+}\r\n",
        "* OK { 9000 }\r\n",
        "* OK {9000}\r\r\n",
        "* OK {-9000}\r\n",
        // the literal ends with what the library takes for the length of another one
        "* 1 FETCH (BODY[] {9}\r\nxx{5}\r\n12\r\n345"
      })
  void nothing_hides_in_what_only_looks_like_a_literal(String said) {
    var hidden = said + "* 1 FETCH (BODY[] {2000000000}\r\n";

    assertThat(heard(imap, hidden)).isPresent();
  }

  @Test
  void a_literal_cannot_end_with_the_length_of_one_that_is_too_long() {
    assertThat(heard(imap, "* 1 FETCH (BODY[] {12}\r\n{2000000000}\r\n")).isPresent();
    assertThat(heard(new MailBounds(true), "* 1 FETCH (BODY[] {13}\r\n{2000000000}\r\n"))
        .isPresent();
  }

  @Test
  void the_answers_to_one_command_have_a_size_and_the_next_command_a_size_of_its_own() {
    var smtp = new MailBounds(false);
    var piece = "x".repeat((int) MailBounds.SMTP_ANSWER_BYTES_MAX);

    assertThat(heard(smtp, piece)).isEmpty();
    smtp.said();
    assertThat(heard(smtp, piece)).isEmpty();
    assertThat(heard(smtp, "x")).contains("the server's answer has more than 256 KB");
  }

  private static Optional<String> heard(MailBounds bounds, String said) {
    var bytes = said.getBytes(StandardCharsets.ISO_8859_1);
    return bounds.heard(bytes, 0, bytes.length);
  }
}
