package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;
import tandem.channels.email.mime.Mails;

class ThreadKeysTest {

  private static final CaseReference FORM = new CaseReference("T");

  @Test
  void a_mail_names_its_case_and_the_mails_that_it_answers_nearest_first() {
    assertThat(ThreadKeys.of(Mails.read("outlook-reply"), FORM))
        .isEqualTo(new ThreadKeys(
            List.of(1042L), List.of("second@tandem.example", "first@tandem.example"), List.of()));
  }

  @Test
  void a_reference_is_found_however_programs_changed_it() {
    for (var subject : new String[] {
      "[T-7]",
      "Re: AW: x [t-7] y",
      "[ T - 7 ]",
      "=?utf-8?q?Re:_=5BT-7=5D?=",
      "long\n [T-7]",
      "[T\u20117]"
    }) {
      assertThat(ThreadKeys.of(Mails.reading("Subject: " + subject + "\n\nx"), FORM)
              .caseNumbers())
          .as(subject)
          .containsExactly(7L);
    }
    for (var subject :
        new String[] {"T-7", "[X-7]", "[TT-7]", "[T-]", "[T-7a]", "[T-99999999999999999999]", "[7]"
        }) {
      assertThat(ThreadKeys.of(Mails.reading("Subject: " + subject + "\n\nx"), FORM)
              .caseNumbers())
          .as(subject)
          .isEmpty();
    }
    assertThat(FORM.find("[T-2] [T-1] [T-2]")).containsExactly(2L, 1L);
  }

  @Test
  void a_reference_is_written_once() {
    assertThat(FORM.in("Re: hello", 7)).isEqualTo("Re: hello [T-7]");
    assertThat(FORM.in("Re: hello [T-7]", 7)).isEqualTo("Re: hello [T-7]");
    assertThat(FORM.in("", 7)).isEqualTo("[T-7]");
    assertThatThrownBy(() -> new CaseReference("a]b")).isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void broken_references_are_read_and_the_mail_itself_is_none() {
    var keys = ThreadKeys.of(
        Mails.reading(
            "Message-ID: <me@x.example>\nIn-Reply-To: a@x.example\nReferences: <b@x.example> <me@x.example>\n <c@\n x.example>\n\nx"),
        FORM);

    assertThat(keys.messageIds()).containsExactly("a@x.example", "c@x.example", "b@x.example");
  }

  @Test
  void the_tag_of_a_plus_address_is_found_in_every_recipient() {
    var keys = ThreadKeys.of(
        Mails.reading(
            "To: \"S\" <Support+Abc@Shop.example>, plain@shop.example\nCc: +x@shop.example, y+@shop.example\nDelivered-To: support+def@shop.example\n\nx"),
        FORM);

    assertThat(keys.tags())
        .containsExactly(
            new ThreadKeys.Tag("support@shop.example", "Abc"),
            new ThreadKeys.Tag("support@shop.example", "def"));
  }
}
