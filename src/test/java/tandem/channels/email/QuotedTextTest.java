package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.channels.email.mime.Mails;
import tandem.channels.email.mime.SafeHtml;

class QuotedTextTest {

  static Stream<String> attributions() {
    return Stream.of(
        "On Fri, 27 Nov 2026 at 16:01, Support <support@tandem.example> wrote:",
        "On Fri, 27 Nov 2026 at 16:01, Support <\nsupport@tandem.example> wrote:",
        "On 27/11/2026 16:01, Support wrote:",
        "On Friday, November 27, 2026 at 04:01:00 PM GMT+1, Support <s@t.example> wrote:",
        "Op vr 27 nov. 2026 om 16:01 schreef Support <support@tandem.example>:",
        "Op 27-11-2026 om 16:01 schreef Support:",
        "Am Fr., 27. Nov. 2026 um 16:01 Uhr schrieb Support <support@tandem.example>:",
        "Am 27.11.26 um 16:01 schrieb Support:",
        "Support <support@tandem.example> schrieb am Fr., 27. Nov. 2026, 16:01:",
        "Le ven. 27 nov. 2026 à 16:01, Support <support@tandem.example> a écrit :",
        "Le 27/11/2026 à 16:01, Support a écrit\u00a0:",
        "El vie, 27 nov 2026 a las 16:01, Support (<support@tandem.example>) escribió:",
        "Il giorno ven 27 nov 2026 alle ore 16:01 Support <support@tandem.example> ha scritto:",
        "Em sex., 27 de nov. de 2026 às 16:01, Support <support@tandem.example> escreveu:",
        "Support <support@tandem.example> escreveu (sexta, 27/11/2026 à(s) 16:01):");
  }

  @ParameterizedTest
  @MethodSource("attributions")
  void an_attribution_and_its_quote_are_folded(String attribution) {
    var quote = attribution + "\n\n> Hello,\n> how are you?";

    var split = QuotedText.ofText("My answer.\n\nBye\n\n" + quote + "\n");

    assertThat(split).isEqualTo(new QuotedText("My answer.\n\nBye", quote, ""));
  }

  static Stream<String> heads() {
    return Stream.of(
        "From: Support <s@t.example>\nSent: Friday, November 27, 2026 4:01 PM\nTo: Ana\nSubject: hello",
        "________________________________\nFrom: Support <s@t.example>\nSent: Friday\nTo: Ana\nSubject: hello",
        "-----Original Message-----\nFrom: Support\nSent: Friday\nTo: Ana\nSubject: hello",
        "-----Ursprüngliche Nachricht-----\nVon: Support\nGesendet: Freitag\nAn: Ana\nBetreff: hallo",
        "Von: Support\nGesendet: Freitag\nAn: Ana\nBetreff: hallo",
        "Van: Support\nVerzonden: vrijdag\nAan: Ana\nOnderwerp: hallo",
        "De : Support\nEnvoyé : vendredi\nÀ : Ana\nObjet : bonjour",
        "De: Support\nEnviado: viernes\nPara: Ana\nAsunto: hola",
        "De: Support\nEnviada em: sexta\nPara: Ana\nAssunto: oi",
        "Da: Support\nInviato: venerdì\nA: Ana\nOggetto: ciao",
        "*From:* Support\n*Sent:* Friday\n*To:* Ana\n*Subject:* hello");
  }

  @ParameterizedTest
  @MethodSource("heads")
  void a_head_of_outlook_and_all_below_it_are_folded(String head) {
    var split = QuotedText.ofText("My answer.\n\n" + head + "\n\nThe old text,\nnot marked.");

    assertThat(split)
        .isEqualTo(new QuotedText("My answer.", head + "\n\nThe old text,\nnot marked.", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sent from my iPhone",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Verstuurd vanaf mijn iPhone",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Enviado do meu iPhone",
        "Sent from Yahoo Mail for iPhone",
        "Diese Nachricht wurde von meinem Android Mobiltelefon gesendet."
      })
  void what_a_telephone_writes_below_is_a_signature(String line) {
    assertThat(QuotedText.ofText("Hello\n\n" + line + "\n"))
        .isEqualTo(new QuotedText("Hello", "", line));
    assertThat(QuotedText.ofText(
            "Hello\n\n" + line + "\n\n> On 1 Nov 2026, at 10:00, Support wrote:\n> \n> old\n"))
        .isEqualTo(
            new QuotedText("Hello", "> On 1 Nov 2026, at 10:00, Support wrote:\n> \n> old", line));
  }

  @Test
  void a_signature_stands_above_or_below_the_quote() {
    assertThat(QuotedText.ofText("Hello\n-- \nAna\nShop\n\n> old\n> text\n"))
        .isEqualTo(new QuotedText("Hello", "> old\n> text", "-- \nAna\nShop"));
    assertThat(QuotedText.ofText(Mails.read("thunderbird-flowed").text())).satisfies(split -> {
      assertThat(split.fresh())
          .isEqualTo(
              "Bonjour, je vous remercie pour votre réponse, mais le remboursement n'est pas arrivé.");
      assertThat(split.quoted()).startsWith("Le 27/11/2026").endsWith("est en route.");
      assertThat(split.signature()).isEqualTo("-- \nAmélie Lefèvre");
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "> Is it blue?\nNo, red.\n> Is it big?\nYes.",
        "On 1 Nov 2026 at 10:00, Support wrote:\n> old\n\nMy answer stands below.",
        "I wrote: nothing new.\nFrom: here to there.\nThat is all.",
        "> only\n> quoted",
        "Fwd\n\n---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\nTo: d\n\ntext",
        "Zie onder\n\nBegin doorgestuurd bericht:\n\nVan: a\nDatum: b\nAan: c\nOnderwerp: d\n\ntekst",
        "From: Support\nSent: Friday\nTo: Ana\nSubject: hello\n\nforwarded without a word",
        "She wrote:\nplease help",
        "",
        "Hello"
      })
  void when_it_is_unsure_nothing_is_folded(String text) {
    assertThat(QuotedText.ofText(text)).isEqualTo(new QuotedText(text, "", ""));
  }

  @Test
  void no_line_is_lost() {
    for (var raw : Mails.all()) {
      var text = tandem.channels.email.mime.MailReader.read(
              raw, tandem.channels.email.mime.ReadLimits.DEFAULT, Mails.NOON)
          .text();
      var split = QuotedText.ofText(text);
      var parts = Stream.of(split.fresh(), split.quoted(), split.signature())
          .flatMap(String::lines)
          .filter(line -> !line.isBlank())
          .sorted();
      assertThat(parts.toList())
          .isEqualTo(text.lines().filter(line -> !line.isBlank()).sorted().toList());
    }
  }

  @Test
  void html_of_outlook_gmail_apple_and_others_is_folded() {
    var outlook = QuotedText.ofHtml(Mails.read("outlook-reply").html());
    assertThat(outlook.fresh()).contains("beschädigt").doesNotContain("Gesendet", "unterwegs");
    assertThat(outlook.quoted()).contains("Gesendet", "unterwegs");

    var gmail = QuotedText.ofHtml(Mails.read("gmail-reply").html());
    assertThat(gmail.fresh()).contains("não chegou").doesNotContain("escreveu");
    assertThat(gmail.quoted()).contains("escreveu", "a caminho");

    var apple = QuotedText.ofHtml(Mails.read("apple-mail").html());
    assertThat(apple.fresh()).contains("Groet, Jan").doesNotContain("Kunt u");
    assertThat(apple.quoted()).contains("wrote:", "Kunt u");

    for (var quote : new String[] {
      "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> S<br><b>Sent:</b> F<br></div><div>old</div>",
      "<div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\">From</div><div>old</div>",
      "<div class=\"moz-cite-prefix\">On 1.1.2026 Support wrote:<br></div><blockquote type=\"cite\">old</blockquote>",
      "<div id=\"yahoo_quoted_123\" class=\"yahoo_quoted\">On Friday Support wrote:<br>old</div>",
      "<p><b>From:</b> S<br><b>Sent:</b> F<br><b>To:</b> A<br><b>Subject:</b> x</p><p>old</p>",
      "<div><p><b>From:</b> S</p><p><b>Sent:</b> F</p><p><b>To:</b> A</p><p><b>Subject:</b> x</p></div><p>old</p>",
      "<div class=\"protonmail_quote\">old</div>"
    }) {
      var split = QuotedText.ofHtml(SafeHtml.of("<div>new words</div>" + quote).html());
      assertThat(split.fresh()).as(quote).contains("new words").doesNotContain("old", "Sent");
      assertThat(split.quoted()).as(quote).contains("old");
    }
  }

  @Test
  void a_signature_in_html_is_folded() {
    var split = QuotedText.ofHtml(
        SafeHtml.of("<p>Hi</p><div class=\"gmail_signature\">Ana<br>Shop</div>").html());

    assertThat(split.fresh()).isEqualTo("<p>Hi</p>");
    assertThat(split.signature()).contains("Ana");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<blockquote type=\"cite\">Blue?</blockquote><p>Red.</p>",
        "<div class=\"gmail_quote\">---------- Forwarded message ---------<br />From: a</div>",
        "<div class=\"gmail_quote\">only</div>",
        "<p>From: here<br />To: there</p>"
      })
  void when_html_is_unsure_nothing_is_folded(String html) {
    var safe = SafeHtml.of(html).html();

    assertThat(QuotedText.ofHtml(safe)).isEqualTo(new QuotedText(safe, "", ""));
  }
}
