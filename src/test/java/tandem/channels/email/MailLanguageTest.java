package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.channels.email.mime.MailReader;
import tandem.channels.email.mime.ReadLimits;
import tandem.channels.email.mime.ReadMail;

/** The language in which a mail is written. */
class MailLanguageTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          nl|Goedemiddag, ik heb vorige week een wasmachine besteld maar nog niets ontvangen. Waar blijft mijn pakket?
          nl|Mijn koffiezetapparaat is kapot en ik wil graag mijn geld terug. Met vriendelijke groet, Eva
          en|Dear team, the kettle that I bought last week leaks. I would like to have my money back, please.
          en|Hello, where is my order? I have been waiting for more than two weeks now and nobody answers.
          de|Hallo, ich warte seit einer Woche auf mein Paket. Bitte um eine schnelle Antwort.
          fr|Bonjour, je n'ai pas encore reçu ma commande. Pouvez-vous me dire où elle se trouve ?
          es|Buenos días, todavía no he recibido mi pedido. ¿Pueden decirme dónde está el paquete?
          it|Buongiorno, non ho ancora ricevuto il mio ordine. Potete dirmi dove si trova il pacco?
          pl|Dzień dobry, nie otrzymałem jeszcze mojego zamówienia. Proszę o odpowiedź, gdzie jest paczka.
          tr|Merhaba, siparişim hâlâ gelmedi. Paketimin nerede olduğunu söyler misiniz?
          """)
  void the_text_tells_the_language(String language, String text) {
    assertThat(MailLanguage.of(mail("", text), text)).contains(language);
    assertThat(MailLanguage.of(mail("Content-Language: fi\n", text), text)).contains(language);
  }

  @Test
  void a_text_that_tells_nothing_leaves_it_to_the_headers() {
    for (var text : new String[] {"", "ok", "12345 67890 / 4711", "A-1001", "???"}) {
      assertThat(MailLanguage.of(mail("", text), text)).as(text).isEmpty();
      assertThat(MailLanguage.of(mail("Content-Language: NL-be\n", text), text))
          .as(text)
          .contains("nl");
      assertThat(MailLanguage.of(mail("Accept-Language: de-DE, en\n", text), text))
          .as(text)
          .contains("de");
      assertThat(MailLanguage.of(mail("Content-Language: 12\n", text), text))
          .as(text)
          .isEmpty();
    }
  }

  @Test
  void a_text_of_any_characters_and_length_is_no_failure() {
    for (var text : new String[] {
      "\ud83d\ude00".repeat(5_000),
      "x".repeat(1_000_000),
      "\u0000\ud800a".repeat(999),
      "私の注文".repeat(900)
    }) {
      assertThat(MailLanguage.ofText(text)).isNotNull();
    }
  }

  private static ReadMail mail(String headers, String text) {
    return MailReader.read(
        ("From: eva@home.example\n" + headers + "Content-Type: text/plain; charset=utf-8\n\n"
                + text)
            .getBytes(StandardCharsets.UTF_8),
        ReadLimits.DEFAULT,
        Instant.EPOCH);
  }
}
