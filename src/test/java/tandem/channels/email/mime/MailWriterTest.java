package tandem.channels.email.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.channels.email.mime.Mails.NOON;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;
import tandem.channels.email.AutomaticMail;

class MailWriterTest {

  private static final Instant SENT = Instant.parse("2026-11-28T12:00:00Z");
  private static final MailAddress SUPPORT =
      new MailAddress("Support, \"Tandem\" Größe", "support@tandem.example");
  private static final MailAddress ANA = new MailAddress(
      "Ana 山田 😀 with a very long name that does not fit on one line of a header, really",
      "ana@shop.example");

  private static OutgoingMail mail(
      String subject, String text, String html, List<OutgoingMail.File> files) {
    return new OutgoingMail(
        "m1@tandem.example",
        SENT,
        SUPPORT,
        Optional.of(MailAddress.of("support+t1@tandem.example")),
        List.of(ANA),
        List.of(MailAddress.of("cc@shop.example")),
        List.of(MailAddress.of("secret@shop.example")),
        subject,
        Optional.of("q@shop.example"),
        List.of("p@shop.example", "q@shop.example"),
        text,
        html,
        files,
        false);
  }

  private static ReadMail back(OutgoingMail mail) throws IOException {
    return MailReader.read(MailWriter.bytes(mail), ReadLimits.DEFAULT, NOON);
  }

  private static OutgoingMail.File file(
      String name, String type, byte[] bytes, Optional<String> contentId) {
    return new OutgoingMail.File(name, type, contentId, () -> new ByteArrayInputStream(bytes));
  }

  @Test
  void what_is_written_is_read_back() throws IOException {
    var png = Mails.content(Mails.read("apple-mail").attachments().getFirst());
    var bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    var html = "<p>Gr&uuml;&szlig;e <b>fett</b></p><img src=\"cid:i1@tandem.example\">";
    var mail = mail(
        "Re: Größe 😀 und 你好 [T-7]",
        "Grüße\n\n你好\n.\nFrom here\n",
        html,
        List.of(
            file(
                "Größe \"x\"; 山田 – Отчёт.bin", "application/octet-stream", bytes, Optional.empty()),
            file("bild.png", "image/png", png, Optional.of("i1@tandem.example"))));

    var read = back(mail);

    assertThat(read.messageId()).isEqualTo("m1@tandem.example");
    assertThat(read.from()).containsExactly(SUPPORT);
    assertThat(read.replyTo()).containsExactly(MailAddress.of("support+t1@tandem.example"));
    assertThat(read.to()).containsExactly(ANA);
    assertThat(read.cc()).containsExactly(MailAddress.of("cc@shop.example"));
    assertThat(read.bcc()).isEmpty();
    assertThat(read.subject()).isEqualTo("Re: Größe 😀 und 你好 [T-7]");
    assertThat(read.sentAt()).contains(SENT);
    assertThat(read.inReplyTo()).contains("q@shop.example");
    assertThat(read.references()).containsExactly("p@shop.example", "q@shop.example");
    assertThat(read.text()).isEqualTo("Grüße\n\n你好\n.\nFrom here");
    assertThat(read.html()).isEqualTo(SafeHtml.of(html).html());
    assertThat(read.notes()).isEmpty();
    assertThat(read.attachments())
        .extracting(MailAttachment::name)
        .containsExactly("bild.png", "Größe \"x\"; 山田 – Отчёт.bin");
    assertThat(read.attachments().getFirst().inline()).isTrue();
    assertThat(Mails.content(read.attachments().getFirst())).isEqualTo(png);
    assertThat(Mails.content(read.attachments().getLast())).isEqualTo(bytes);
    assertThat(mail.recipients())
        .containsExactly("ana@shop.example", "cc@shop.example", "secret@shop.example");
    assertThat(new String(MailWriter.bytes(mail), StandardCharsets.ISO_8859_1))
        .doesNotContain("secret@");
  }

  @Test
  void the_lines_are_ascii_and_short() throws IOException {
    var raw = new String(
        MailWriter.bytes(mail(
            "ü".repeat(500),
            "word ".repeat(5000) + "ü",
            "<p>" + "x".repeat(5000) + "</p>",
            List.of())),
        StandardCharsets.ISO_8859_1);

    assertThat(raw.split("\r\n", -1))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(998).doesNotContain("\r", "\n"));
    assertThat(raw.chars().filter(c -> c > 126)).isEmpty();
  }

  @Test
  void plain_text_and_text_with_files_are_read_back() throws IOException {
    assertThat(back(mail("s", "Только текст", "", List.of()))).satisfies(read -> {
      assertThat(read.text()).isEqualTo("Только текст");
      assertThat(read.html()).isEmpty();
      assertThat(read.attachments()).isEmpty();
    });
    assertThat(back(mail(
            "",
            "",
            "",
            List.of(file(
                "a.txt",
                "text/plain",
                "hello".getBytes(StandardCharsets.UTF_8),
                Optional.empty())))))
        .satisfies(read -> {
          assertThat(read.subject()).isEmpty();
          assertThat(read.text()).isEmpty();
          assertThat(read.attachments())
              .singleElement()
              .satisfies(one -> assertThat(Mails.content(one)).asString().isEqualTo("hello"));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nBcc: evil@x.example",
        "\nX: y",
        "\r",
        "a\u0000b",
        "a\u2028b",
        "x\r\n\r\n<script>"
      })
  void a_line_break_in_a_field_makes_no_header(String evil) throws IOException {
    var mail = new OutgoingMail(
        "m1@tandem.example",
        SENT,
        new MailAddress("Name" + evil, "a@b.example"),
        Optional.empty(),
        List.of(new MailAddress(evil, "c@d.example")),
        List.of(),
        List.of(),
        "Subject" + evil,
        Optional.empty(),
        List.of("ok@x.example", "bad" + evil),
        "text",
        "",
        List.of(file("name" + evil + ".txt", "text/plain" + evil, new byte[0], Optional.empty())),
        true);

    var read = back(mail);

    assertThat(read.headers().has("Bcc")).isFalse();
    assertThat(read.headers().has("X")).isFalse();
    assertThat(read.subject()).startsWith("Subject");
    assertThat(read.text()).isEqualTo("text");
    assertThat(read.references()).containsExactly("ok@x.example");
    assertThat(read.attachments()).hasSize(1);
    assertThatThrownBy(() -> MailWriter.bytes(new OutgoingMail(
            "m" + evil,
            SENT,
            SUPPORT,
            Optional.empty(),
            List.of(ANA),
            List.of(),
            List.of(),
            "",
            Optional.empty(),
            List.of(),
            "",
            "",
            List.of(),
            false)))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> new OutgoingMail(
            "m@x",
            SENT,
            SUPPORT,
            Optional.empty(),
            List.of(MailAddress.of("a@b.example" + evil)),
            List.of(),
            List.of(),
            "",
            Optional.empty(),
            List.of(),
            "",
            "",
            List.of(),
            false))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("to must be an email address");
  }

  @Test
  void an_automatic_mail_says_so_and_is_not_answered() throws IOException {
    var mail = new OutgoingMail(
        "m1@tandem.example",
        SENT,
        SUPPORT,
        Optional.empty(),
        List.of(ANA),
        List.of(),
        List.of(),
        "Receipt",
        Optional.of("q1@home.example"),
        List.of("q1@home.example"),
        "t",
        "",
        List.of(),
        true);

    assertThat(back(mail).headers().first("Auto-Submitted")).contains("auto-replied");
    assertThat(AutomaticMail.of(back(mail), java.util.Set.of()).mayBeAnswered()).isFalse();
  }

  @Test
  void a_long_chain_keeps_its_first_and_newest_ids() {
    var ids = IntStream.range(0, 500).mapToObj(i -> i + "@x.example").toList();
    var mail = new OutgoingMail(
        "m1@tandem.example",
        SENT,
        SUPPORT,
        Optional.empty(),
        List.of(ANA),
        List.of(),
        List.of(),
        "",
        Optional.empty(),
        ids,
        "",
        "",
        List.of(),
        false);

    assertThat(mail.references())
        .hasSize(OutgoingMail.REFERENCES_MAX)
        .startsWith("0@x.example")
        .endsWith("499@x.example");
  }
}
