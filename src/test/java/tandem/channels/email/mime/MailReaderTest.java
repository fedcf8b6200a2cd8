package tandem.channels.email.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static tandem.channels.email.mime.Mails.NOON;
import static tandem.channels.email.mime.Mails.content;
import static tandem.channels.email.mime.Mails.read;
import static tandem.channels.email.mime.Mails.reading;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MailReaderTest {

  @Test
  void a_reply_from_outlook_is_read_whole() {
    var mail = read("outlook-reply");

    assertThat(mail.messageId())
        .isEqualTo("AM0PR01MB5.abc@AM0PR01MB.eurprd01.prod.exchangelabs.com");
    assertThat(mail.inReplyTo()).contains("second@tandem.example");
    assertThat(mail.references()).containsExactly("first@tandem.example", "second@tandem.example");
    assertThat(mail.from())
        .containsExactly(new MailAddress("Jürgen Müller", "juergen.mueller@kunde.example"));
    assertThat(mail.to())
        .containsExactly(new MailAddress("Support, Tandem", "support@tandem.example"));
    assertThat(mail.cc()).containsExactly(new MailAddress("Petra", "petra@kunde.example"));
    assertThat(mail.subject()).isEqualTo("AW: Lieferung für München [T-1042]");
    assertThat(mail.sentAt()).contains(Instant.parse("2026-11-28T09:12:40Z"));
    assertThat(mail.text()).contains("das Paket für 12 € ist beschädigt").contains("Von: Support");
    assertThat(mail.html())
        .contains("für 12 €")
        .contains("data-cid=\"image001.png&#64;01DC.5A\"")
        .doesNotContain(" src=")
        .doesNotContain("MsoNormal");
    assertThat(mail.remoteImages()).isEqualTo(1);
    assertThat(mail.notes()).isEmpty();
    assertThat(mail.attachments()).hasSize(2);
    var image = mail.attachments().getFirst();
    assertThat(image.name()).isEqualTo("image001.png");
    assertThat(image.contentId()).contains("image001.png@01DC.5A");
    assertThat(image.inline()).isTrue();
    assertThat(image.detectedType()).isEqualTo("image/png");
    assertThat(content(image)).hasSize((int) image.size()).startsWith(0x89, 'P', 'N', 'G');
    var invoice = mail.attachments().getLast();
    assertThat(invoice.name()).isEqualTo("Rechnung_München.pdf".replace('_', ' '));
    assertThat(invoice.inline()).isFalse();
    assertThat(invoice.detectedType()).isEqualTo("application/pdf");
  }

  @Test
  void a_reply_from_gmail_keeps_an_emoji_that_was_cut_in_two() {
    var mail = read("gmail-reply");

    assertThat(mail.subject()).isEqualTo("Re: Encomenda não chegou 😡");
    assertThat(mail.from()).containsExactly(new MailAddress("João Conceição", "ana@shop.example"));
    assertThat(mail.text()).startsWith("Olá,\n\na encomenda não chegou.");
    assertThat(mail.html()).contains("class=\"gmail_quote\"").contains("a encomenda não chegou");
  }

  @Test
  void a_mail_from_apple_mail_with_text_around_an_image_keeps_both_halves() {
    var mail = read("apple-mail");

    assertThat(mail.text()).contains("Zie de foto").contains("Groet, Jan");
    assertThat(mail.html()).contains("Zie de foto").contains("Groet, Jan");
    assertThat(mail.attachments()).singleElement().satisfies(image -> {
      assertThat(image.name()).isEqualTo("de doös €.png");
      assertThat(image.inline()).isTrue();
    });
  }

  @Test
  void flowed_text_is_joined_and_a_signature_stays_apart() {
    assertThat(read("thunderbird-flowed").text())
        .contains("mais le remboursement n'est pas arrivé.\n")
        .contains("> Bonjour, le remboursement est en route.\n-- \nAmélie Lefèvre");
  }

  @Test
  void html_alone_is_also_shown_as_text() {
    assertThat(read("exchange-no-text-part").text()).isEqualTo("Grüße\n\n- eins\n- zwei\n\nA B");
  }

  @Test
  void raw_8_bit_headers_are_read_in_the_charset_of_the_text_or_in_utf_8() {
    var latin = read("t-online-8bit");
    assertThat(latin.from())
        .containsExactly(new MailAddress("Käthe Groß", "kaethe@t-online.example"));
    assertThat(latin.subject()).isEqualTo("Rückfrage zur Größe");
    assertThat(latin.text()).contains("20 €");
    assertThat(latin.sentAt()).contains(Instant.parse("2026-11-28T11:00:00Z"));

    var utf8 = read("gmx-raw-utf8-headers");
    assertThat(utf8.from()).containsExactly(new MailAddress("Björn Åkesson", "bjorn@gmx.example"));
    assertThat(utf8.subject()).isEqualTo("Fråga om beställning № 7 — 你好");
  }

  @Test
  void east_asian_mails_are_read() {
    var jis = read("japanese-iso-2022-jp");
    assertThat(jis.from().getFirst().name()).isEqualTo("山田太郎");
    assertThat(jis.subject()).isEqualTo("注文について");
    assertThat(jis.text()).startsWith("お客様各位");

    var shiftJis = read("japanese-shift-jis");
    assertThat(shiftJis.from().getFirst().name()).isEqualTo("山田");
    assertThat(shiftJis.subject()).isEqualTo("注文の件");
    assertThat(shiftJis.text()).contains("ご連絡いたします。①");

    var chinese = read("chinese-gb18030");
    assertThat(chinese.subject()).isEqualTo("订单问题");
    assertThat(chinese.text()).isEqualTo("您好,我的订单𠮷还没到。");
  }

  @Test
  void a_charset_that_is_declared_wrongly_or_not_at_all_is_found() {
    assertThat(read("russian-koi8-undeclared").text()).contains("Мой заказ не пришёл");
    assertThat(read("russian-koi8-declared-latin1").text()).contains("Мой заказ не пришёл");
    assertThat(read("windows-1252-declared-us-ascii").text()).contains("“12 €” – naïve café");
    assertThat(read("utf8-declared-latin1").text()).isEqualTo("Grüße für 3 €");
    assertThat(read("latin1-declared-utf8").text())
        .isEqualTo("Viele Grüße aus Köln und Düsseldorf");
    assertThat(read("unknown-charset").text()).isEqualTo("Grüße");
    assertThat(read("latin1-declared-utf8").notes()).contains(MailNote.CHARSET_GUESSED);
  }

  @Test
  void names_of_files_are_read_in_every_form_and_cannot_deceive() {
    assertThat(read("rfc2231-continuations").attachments())
        .extracting(MailAttachment::name)
        .containsExactly("Отчёт 2026.pdf", "two words (1).pdf", "pässwörd.txt", "invoicefdp.exe");
  }

  @Test
  void parameters_in_pieces_that_break_the_library_lose_no_boundary() {
    var mail = reading(
        "Content-Type: multipart/mixed; a*1*=x; b*0*=utf-8''%ff%; b*2*=y; c*1=z; c*0=; boundary=b\n\n--b\n\nhello\n--b--\n");

    assertThat(mail.text()).isEqualTo("hello");
  }

  @Test
  void the_content_decides_what_a_file_is() {
    var last = read("rfc2231-continuations").attachments().getLast();

    assertThat(last.detectedType()).isEqualTo("application/x-msdownload");
  }

  @Test
  void garbage_in_base64_is_passed_over() {
    var mail = read("base64-with-garbage");

    assertThat(mail.text()).isEqualTo("Hello, world.");
    assertThat(mail.attachments())
        .singleElement()
        .satisfies(image -> assertThat(image.detectedType()).isEqualTo("image/png"));
  }

  @Test
  void a_file_within_the_text_by_uuencode_is_attached() {
    var mail = read("uuencode");

    assertThat(mail.text()).isEqualTo("before\n\nafter\nbegin of a sentence is not a file");
    assertThat(mail.attachments()).singleElement().satisfies(file -> {
      assertThat(file.name()).isEqualTo("notes.txt");
      assertThat(content(file)).asString().isEqualTo("Hello from uuencode, line 1. Really.\n");
    });
    assertThat(mail.sentAt()).contains(Instant.parse("2026-11-28T12:00:00Z"));
  }

  @Test
  void parts_are_found_without_a_boundary_and_text_stays_when_there_are_none() {
    var guessed = read("boundary-missing");
    assertThat(guessed.text()).isEqualTo("found it");
    assertThat(guessed.attachments()).hasSize(1);

    var none = read("boundary-never-there");
    assertThat(none.text()).isEqualTo("Just text, no parts.");
    assertThat(none.notes()).contains(MailNote.BOUNDARY_MISSING);

    var open = read("boundary-never-closed");
    assertThat(open.text()).isEqualTo("open end");
    assertThat(open.attachments())
        .singleElement()
        .satisfies(file -> assertThat(content(file)).asString().endsWith("%%EOF\n"));
  }

  @Test
  void mails_with_almost_nothing_in_them_are_read() {
    assertThat(read("empty").text()).isEmpty();
    assertThat(read("empty").notes()).contains(MailNote.MESSAGE_ID_MADE, MailNote.SENDER_MISSING);
    assertThat(read("only-headers").subject()).isEqualTo("only headers");
    assertThat(read("no-headers").text()).isEqualTo("Hello, this is only text.\nSecond line.");
    var stranger = read("no-from-no-subject");
    assertThat(stranger.subject()).isEmpty();
    assertThat(stranger.author()).isEmpty();
    assertThat(stranger.sentAt()).isEmpty();
    assertThat(stranger.text()).isEqualTo("who am I?");
    assertThat(stranger.notes()).contains(MailNote.SENDER_MISSING, MailNote.DATE_UNREADABLE);
  }

  @Test
  void broken_lines_and_control_characters_do_no_harm() {
    assertThat(read("nul-bytes").subject()).isEqualTo("ab");
    assertThat(read("nul-bytes").text()).isEqualTo("text");
    assertThat(read("broken-header-line").text()).isEqualTo("body");
    assertThat(read("broken-header-line").messageId()).isEqualTo("bh@firma.example");
    assertThat(read("lone-cr").text()).isEqualTo("line one\nline two");
    assertThat(read("lone-cr").subject()).isEqualTo("lone CR");
    assertThat(read("lf-only").text()).isEqualTo("line one\nline two");
    assertThat(read("mbox-line").subject()).isEqualTo("mbox");
  }

  @Test
  void broken_addresses_and_ids_are_read_as_far_as_they_go() {
    var mail = read("broken-addresses");

    assertThat(mail.author()).map(MailAddress::address).contains("who@broken.example");
    assertThat(mail.to()).isEmpty();
    assertThat(mail.cc())
        .extracting(MailAddress::address)
        .contains(
            "a@b.example", "john@doe.example", "jane@doe.example", "x@y.example", "z@y.example");
    assertThat(mail.replyTo()).extracting(MailAddress::address).contains("double@brackets.example");
    assertThat(mail.messageId()).isEqualTo("br@id.example");
    assertThat(mail.inReplyTo()).contains("orig@id.example");
    assertThat(mail.references()).startsWith("a@id.example", "b@id.example", "c@id.example");
    assertThat(mail.subject()).isEqualTo("spaces in word");
    assertThat(mail.sentAt()).contains(Instant.parse("2026-11-27T10:11:12Z"));
  }

  @Test
  void a_name_with_a_comma_in_an_encoded_word_is_one_name() {
    var mail = reading(
        "To: =?UTF-8?Q?Doe=2C_J=C3=A4ne?= <jane@doe.example>, \"Doe, John\" <john@doe.example>\n\nx");

    assertThat(mail.to())
        .containsExactly(
            new MailAddress("Doe, Jäne", "jane@doe.example"),
            new MailAddress("Doe, John", "john@doe.example"));
  }

  @Test
  void a_forwarded_mail_is_attached_and_its_text_and_files_are_shown() {
    var mail = read("forwarded-rfc822");

    assertThat(mail.text())
        .startsWith("Please see below.")
        .contains("Subject: Beschädigt")
        .contains("Order 4711 is broken.");
    assertThat(mail.attachments())
        .extracting(MailAttachment::name)
        .containsExactly("Beschädigt.eml", "broken.png");
    assertThat(mail.forwarded()).singleElement().satisfies(inner -> {
      assertThat(inner.messageId()).isEqualTo("inner@kunde.example");
      assertThat(inner.text()).isEqualTo("Order 4711 is broken.");
    });
    assertThat(content(mail.attachments().getFirst()))
        .asString()
        .startsWith("From: Inner")
        .contains("--inner--");
  }

  @Test
  void the_mails_of_a_digest_are_read() {
    assertThat(read("digest").forwarded())
        .extracting(ReadMail::text)
        .containsExactly("first text", "second text");
  }

  @Test
  void an_invitation_is_attached() {
    var mail = read("invitation");
    assertThat(mail.text()).isEqualTo("Please come.");
    assertThat(mail.attachments()).singleElement().satisfies(file -> {
      assertThat(file.name()).endsWith(".ics");
      assertThat(file.detectedType()).isEqualTo("text/calendar");
    });
    assertThat(read("invitation-only").text()).contains("SUMMARY:Only this");
  }

  @Test
  void signed_and_encrypted_mails_say_so_and_lose_nothing() {
    var signed = read("smime-signed");
    assertThat(signed.text()).isEqualTo("Signed words.");
    assertThat(signed.notes()).contains(MailNote.SIGNED);
    assertThat(signed.attachments()).extracting(MailAttachment::name).containsExactly("smime.p7s");
    assertThat(read("smime-encrypted").notes()).contains(MailNote.ENCRYPTED);
    assertThat(read("smime-encrypted").attachments())
        .extracting(MailAttachment::name)
        .containsExactly("smime.p7m");
    assertThat(read("pgp-mime").notes()).contains(MailNote.ENCRYPTED);
    assertThat(read("pgp-mime").attachments())
        .extracting(MailAttachment::name)
        .contains("encrypted.asc");
    assertThat(read("pgp-inline").notes()).contains(MailNote.ENCRYPTED);
  }

  @Test
  void winmail_dat_is_unpacked_or_attached() {
    var mail = read("winmail");
    assertThat(mail.text()).isEqualTo("Grüße aus winmail");
    assertThat(mail.attachments()).singleElement().satisfies(file -> {
      assertThat(file.name()).isEqualTo("Große Datei.png");
      assertThat(file.detectedType()).isEqualTo("image/png");
    });
    assertThat(mail.notes()).contains(MailNote.WINMAIL_READ);

    var broken = read("winmail-broken");
    assertThat(broken.text()).isEqualTo("hello");
    assertThat(broken.attachments())
        .extracting(MailAttachment::name)
        .containsExactly("winmail.dat");
    assertThat(broken.notes()).contains(MailNote.WINMAIL_UNREADABLE);
  }

  @Test
  void a_mail_without_an_id_gets_the_same_one_by_each_way_that_it_comes() {
    var first = reading("Received: by one\nFrom: a@b.example\nSubject: x\n\nhello\nworld\n");
    var second = reading(
        "Received: by another\r\nX-Spam: no\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nhello\r\nworld\r\n");
    var other = reading("From: a@b.example\nSubject: x\n\nhello\nworld!\n");

    assertThat(first.messageId()).isEqualTo(second.messageId()).isNotEqualTo(other.messageId());
  }

  @Test
  void dates_are_read_in_any_shape_and_the_future_is_none() {
    var expected = Optional.of(Instant.parse("2026-11-28T12:00:00Z"));
    for (var date : new String[] {
      "Sat, 28 Nov 2026 12:00:00 +0000",
      "Sat, 28 Nov 2026 12:00:00 GMT (comment)",
      "28 Nov 26 12:00 UT",
      "Sat, 28 Nov 2026 14:00:00 +0200 (EET)",
      "2026-11-28T12:00:00Z",
      "2026-11-28 12:00:00 +00:00",
      "2026-11-28 12:00:00",
      "Sat Nov 28 12:00:00 2026",
      "Sat Nov 28 12:00:00 UTC 2026",
      "28.11.2026 12:00",
      "28/11/2026 12:00:00",
      "Saturday, 28-Nov-2026 12:00:00 GMT",
      "Nov 28, 2026 12:00:00 PM"
    }) {
      assertThat(reading("Date: " + date + "\n\nx").sentAt()).as(date).isEqualTo(expected);
    }
    for (var date : new String[] {
      "Sat, 28 Nov 2036 12:00:00 +0000",
      "soon",
      "0000",
      "Thu, 01 Jan 1970 00:00:00 +0000",
      "99999999999999"
    }) {
      assertThat(reading("Date: " + date + "\n\nx").sentAt()).as(date).isEmpty();
    }
  }

  @Test
  void hostile_html_is_harmless() {
    var mail = read("xss");

    assertThat(mail.subject()).isEqualTo("<script>alert(1)</script>");
    assertThat(mail.html().toLowerCase(Locale.ROOT))
        .doesNotContain(
            "script", "onerror", "onload", "<svg", "<base", "<form", "<input", "url(", "position");
    assertThat(mail.html()).contains("hi");
  }

  // ---- limits

  @Test
  void of_a_mail_that_is_too_large_the_headers_stay() throws IOException {
    var limits = new ReadLimits(10_000, 100, 10, 1000);
    var raw = ("From: a@b.example\r\nSubject: big\r\nMessage-ID: <big@b.example>\r\n\r\n"
            + "x".repeat(20_000))
        .getBytes(StandardCharsets.US_ASCII);

    for (var mail : new ReadMail[] {
      MailReader.read(raw, limits, NOON),
      MailReader.read(new ByteArrayInputStream(raw), limits, NOON)
    }) {
      assertThat(mail.messageId()).isEqualTo("big@b.example");
      assertThat(mail.subject()).isEqualTo("big");
      assertThat(mail.text()).isEmpty();
      assertThat(mail.notes()).contains(MailNote.TOO_LARGE);
    }
  }

  @Test
  void of_a_long_text_the_beginning_is_shown() {
    var mail = reading("From: a@b.example\n\n" + "wörd ".repeat(400_000));

    assertThat(mail.text())
        .hasSizeLessThanOrEqualTo(ReadLimits.DEFAULT.textLength())
        .startsWith("wörd wörd");
    assertThat(mail.notes()).contains(MailNote.TEXT_CUT);
  }

  @Test
  void of_many_parts_the_first_hundred_are_read() {
    var parts = IntStream.range(0, 5000)
        .mapToObj(i -> "--b\nContent-Type: application/pdf; name=" + i + ".pdf\n\n%PDF-" + i + "\n")
        .collect(Collectors.joining());
    var mail = reading(
        "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + parts + "--b--\n");

    assertThat(mail.attachments()).hasSize(99);
    assertThat(mail.notes()).contains(MailNote.TOO_MANY_PARTS);
  }

  @Test
  void parts_that_lie_too_deep_are_attached() {
    var deep = new StringBuilder("From: a@b.example\nSubject: deep\n");
    for (int i = 0; i < 5000; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b")
          .append(i)
          .append("\n\n--b")
          .append(i)
          .append('\n');
    }
    deep.append("Content-Type: text/plain\n\nbottom\n");

    var mail = reading(deep.toString());

    assertThat(mail.notes()).contains(MailNote.TOO_DEEP);
    assertThat(mail.attachments()).hasSize(1);
    assertThat(content(mail.attachments().getFirst())).asString().contains("bottom");
  }

  @Test
  void mails_in_mails_that_lie_too_deep_are_attached() {
    var raw = "Subject: bottom\n\nhello\n";
    for (int i = 0; i < 200; i++) {
      raw = "Subject: " + i + "\nContent-Type: message/rfc822\n\n" + raw;
    }

    var mail = reading(raw);

    assertThat(mail.notes()).contains(MailNote.TOO_DEEP);
    assertThat(mail.attachments()).hasSizeLessThanOrEqualTo(11);
  }

  @Test
  void huge_headers_are_read_within_bounds() {
    var long1 =
        reading("From: a@b.example\nX-Long: " + "x".repeat(1_000_000) + "\nSubject: after\n\nbody");
    assertThat(long1.subject()).isEqualTo("after");
    assertThat(long1.text()).isEqualTo("body");

    var many = reading(
        IntStream.range(0, 10_000).mapToObj(i -> "X-" + i + ": v\n").collect(Collectors.joining())
            + "Subject: end\n\nbody");
    assertThat(many.subject()).isEqualTo("end");

    var recipients =
        reading("To: " + "someone <s@t.example>, ".repeat(100_000) + "\nSubject: s\n\nbody");
    assertThat(recipients.to()).hasSize(HeaderText.ADDRESSES_MAX);

    var huge = reading("Subject: first\nX-Huge: " + "y".repeat(5_000_000) + "\n\nbody");
    assertThat(huge.subject()).isEqualTo("first");
    assertThat(huge.text()).isEqualTo("body");
    assertThat(huge.notes()).contains(MailNote.HEADERS_CUT);
  }

  /** What a reading allocates in all, kept or not, is little beside the mail itself. */
  @Test
  void a_large_mail_is_held_once() {
    var file = "x".repeat(76).concat("\r\n").repeat(300_000);
    var attached =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
            + file + "--b--\n";
    var preamble = "Content-Type: multipart/mixed; boundary=b\n\n" + file + "--b\n\nhello\n--b--\n";
    var tiny = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(3_000_000);
    var nested =
        "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nContent-Type: application/pdf\n\n"
            + file;

    for (var mail : List.of(attached, preamble, tiny, nested)) {
      assertThat(allocatedByReading(mail)).as(mail.substring(0, 60)).isLessThan(mail.length() / 2);
    }
  }

  private static long allocatedByReading(String mail) {
    var raw = mail.getBytes(StandardCharsets.US_ASCII);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    MailReader.read(raw, ReadLimits.DEFAULT, NOON);
    long before = threads.getCurrentThreadAllocatedBytes();
    MailReader.read(raw, ReadLimits.DEFAULT, NOON);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void encoded_mails_in_mails_are_copied_once_for_all_levels() {
    var raw = "Subject: bottom\n\n" + "y".repeat(1_000_000);
    for (int i = 0; i < 8; i++) {
      raw =
          "Subject: " + i + "\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
              + Base64.getMimeEncoder().encodeToString(raw.getBytes(StandardCharsets.US_ASCII));
    }
    var mail = MailReader.read(
        raw.getBytes(StandardCharsets.US_ASCII), new ReadLimits(raw.length(), 100, 10, 1000), NOON);

    assertThat(mail.notes()).contains(MailNote.TOO_DEEP);
    assertThat(mail.forwarded()).hasSize(1);
  }

  @Test
  void html_that_only_opens_elements_stays_small() {
    var rich = "<b>".repeat(300_000)
        + "<div style=color:red>".repeat(20_000)
        + "<table><tr><td>".repeat(20_000);

    assertThat(reading("Content-Type: text/html\n\n" + rich).html().length()).isLessThan(3_000_000);
  }

  /** Each is read in linear time; square time would take minutes. */
  @ParameterizedTest
  @MethodSource("patience")
  void a_mail_is_read_in_time_however_it_is_built(String mail) {
    assertTimeout(Duration.ofSeconds(5), () -> reading(mail));
  }

  static Stream<Named<String>> patience() {
    return Stream.of(
            "Subject: " + "=?utf-8?q?x?= ".repeat(50_000) + "\n\nx",
            "Subject: " + "=?".repeat(500_000) + "\n\nx",
            "To: " + "<".repeat(200_000) + "\n\nx",
            "To: " + "(".repeat(200_000) + "\n\nx",
            "To: " + "\"".repeat(200_000) + "\n\nx",
            "To: " + "a:".repeat(100_000) + "\n\nx",
            "To: " + "[".repeat(60_000) + "\n\nx",
            "To: " + "\\".repeat(60_000) + "\n\nx",
            "To: " + "<a@b".repeat(15_000) + "\n\nx",
            "To: " + "(a@b".repeat(15_000) + "\n\nx",
            "To: " + "a@b:".repeat(15_000) + "\n\nx",
            "To: " + "a@".repeat(100_000) + "\n\nx",
            "To: " + "=?utf-8?q?x?= <a@b>, ".repeat(10_000) + "\n\nx",
            "References: " + "<a@b> ".repeat(100_000) + "\n\nx",
            "References: " + "<".repeat(500_000) + "\n\nx",
            "Content-Type: text/plain; " + "a*0*=x;".repeat(100_000) + "\n\nx",
            "Content-Type: text/plain; " + "a".repeat(500_000) + "\n\nx",
            "Content-Type: multipart/mixed; boundary=" + "-".repeat(900) + "\n\n"
                + "-".repeat(2_000_000),
            "Content-Type: multipart/mixed\n\n" + "--\n".repeat(500_000),
            "Content-Type: text/html\n\n" + "<a href=x ".repeat(100_000),
            "Content-Type: text/html\n\n" + "<!--".repeat(200_000),
            "Content-Type: text/html\n\n" + "&".repeat(1_000_000),
            "Content-Type: text/html\n\n" + "<p><b><i><table>".repeat(60_000),
            "Content-Type: text/html\n\n" + "</p>".repeat(250_000),
            "Content-Type: text/html\n\n<p style='" + "color:red;".repeat(100_000) + "'>x",
            "Content-Type: text/html\n\n<p style='" + "(".repeat(1_000_000) + "'>x",
            "Content-Type: text/html\n\n<p " + "class=x ".repeat(120_000) + ">x",
            "junk\n".repeat(200_000),
            "Subject: x\n\n" + "begin 644 x\n".repeat(200_000))
        .map(mail -> Named.of(mail.substring(0, 50).replace("\n", " "), mail));
  }
}
