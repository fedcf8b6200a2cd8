package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.channels.email.mime.SafeHtml;

class ReplyTest {

  @Test
  void a_reply_is_folded_again_when_it_comes_back() {
    var reply = Reply.of(
        "Hello <Ana>,\nyes.",
        "Tandem\nSupport",
        "On 28 Nov 2026 at 12:00, Ana <ana@shop.example> wrote:",
        "Is it < 5?\n\n> older",
        "");

    assertThat(QuotedText.ofText(reply.text()).fresh()).isEqualTo("Hello <Ana>,\nyes.");
    assertThat(QuotedText.ofText(reply.text()).signature()).isEqualTo("-- \nTandem\nSupport");
    assertThat(QuotedText.ofText(reply.text()).quoted())
        .isEqualTo(
            "On 28 Nov 2026 at 12:00, Ana <ana@shop.example> wrote:\n> Is it < 5?\n>\n>> older");
    var html = QuotedText.ofHtml(SafeHtml.of(reply.html()).html());
    assertThat(html.fresh())
        .contains("Hello &lt;Ana&gt;,<br>yes.")
        .doesNotContain("older", "Tandem");
    assertThat(html.quoted()).contains("older");
    assertThat(html.signature()).contains("Tandem");
  }

  @Test
  void nothing_is_quoted_when_there_is_nothing() {
    assertThat(Reply.of("Hello", "", "", "", "").text()).isEqualTo("Hello\n");
    assertThat(Reply.of("Hello", "", "", "", "<p>old</p>").text()).isEqualTo("Hello\n\n> old\n");
  }
}
