package tandem.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Failure;
import tandem.base.SegmentId;

class MailboxFileTest {

  @TempDir
  private Path folder;

  @Test
  void a_mailbox_has_its_servers_texts_hours_and_rules() throws IOException {
    var secret = Files.writeString(folder.resolve("password"), "secret-word\n");
    var mailbox = MailboxFile.read("mailboxes.yaml", """
        mailboxes:
          - address: Service@Shop.example
            name: The shop
            imap: {host: mail.shop.example, user: service, password_file: %s}
            smtp: {host: mail.shop.example, port: 2525, security: none}
            plus_addresses: true
            signature: |
              The shop
              Utrecht
            hours: [mon-fri 09:00-17:30]
            receipt: {en: "Case {{case.number}}", nl: "Zaak {{case.number}}"}
            triage:
              - {words: [refund], senders: ["@big.example"], queue: service_mail, head_start: 3600}
              - {languages: [de, fr], segments: [vip], order: true}
            too_large: {nl: "Te groot"}
        """.formatted(secret)).getFirst();

    assertThat(mailbox.address()).isEqualTo("service@shop.example");
    var imap = mailbox.imap().orElseThrow();
    assertThat(imap.port()).isEqualTo(993);
    assertThat(imap.security()).isEqualTo(Mailbox.Security.TLS);
    assertThat(imap.password().reveal()).isEqualTo("secret-word");
    assertThat(mailbox.smtp().orElseThrow().security()).isEqualTo(Mailbox.Security.NONE);
    assertThat(mailbox.signature()).isEqualTo("The shop\nUtrecht\n");
    assertThat(mailbox.receipts())
        .isEqualTo(Map.of("en", "Case {{case.number}}", "nl", "Zaak {{case.number}}"));
    assertThat(mailbox.hours()).isPresent();
    assertThat(mailbox.rules().getFirst().headStart()).isEqualTo(Duration.ofHours(1));
    assertThat(mailbox.rules().getLast().languages()).containsExactly("de", "fr");
    assertThat(mailbox.rules().getLast().segments()).containsExactly(new SegmentId("vip"));
    assertThat(mailbox.rules().getLast().order()).contains(true);
    assertThat(mailbox.tooLarge()).isEqualTo(Map.of("nl", "Te groot"));
    assertThat(mailbox.toString()).doesNotContain("secret-word");
  }

  @Test
  void every_error_names_its_line_and_what_is_allowed() {
    assertThatThrownBy(() -> MailboxFile.read("mailboxes.yaml", """
            mailboxes:
              - address: nobody
                imap: {port: 70000, security: ssl}
                hours: [always]
                receipt: {english: x}
                triage: [{queue: Not A Queue, languages: [german], segments: [A B], order: maybe}]
                colour: red
            """))
        .isInstanceOfSatisfying(
            Failure.Invalid.class,
            failure -> assertThat(failure.errors())
                .hasSize(11)
                .anyMatch(error ->
                    error.startsWith("mailboxes.yaml:2: mailboxes[0].address: must be an email"))
                .anyMatch(error -> error.contains("host is missing"))
                .anyMatch(error -> error.contains("port: must be a whole number from 1 to 65535"))
                .anyMatch(error -> error.contains("security: must be one of tls, starttls, none"))
                .anyMatch(error -> error.contains("hours[0]: must be days and hours such as"))
                .anyMatch(error -> error.contains("must be a language as two letters"))
                .anyMatch(error -> error.contains("queue: must be the id of a queue"))
                .anyMatch(error -> error.contains(
                    "triage[0].languages[0]: must be a language as two letters (en, nl)"))
                .anyMatch(
                    error -> error.contains("triage[0].segments[0]: must be the id of a segment"))
                .anyMatch(error -> error.contains("triage[0].order: must be true or false"))
                .anyMatch(error -> error.contains("colour: is not a key here")));
  }

  @Test
  void the_authorities_of_a_server_are_read_from_a_file_and_an_error_names_it() throws IOException {
    var file = Files.writeString(
        folder.resolve("ca.pem"), Certificates.of(folder, "ip:127.0.0.1").pem());
    var wrong = Files.writeString(folder.resolve("wrong.pem"), "no certificate");

    assertThat(with(file).getFirst().imap().orElseThrow().trust()).isPresent();
    assertThatThrownBy(() -> with(wrong))
        .hasMessageContaining("imap.ca_file: must have one or more certificates in PEM form");
    assertThatThrownBy(() -> with(folder.resolve("none.pem")))
        .hasMessageContaining("imap.ca_file: cannot be read");
  }

  private static List<Mailbox> with(Path authorities) {
    return MailboxFile.read("mailboxes.yaml", """
        mailboxes:
          - address: service@shop.example
            imap: {host: mail.shop.example, ca_file: %s}
        """.formatted(authorities));
  }

  @Test
  void without_the_file_there_are_no_mailboxes_and_the_shipped_one_names_none() {
    assertThat(MailboxFile.read(folder.resolve("none.yaml"))).isEmpty();
    assertThat(MailboxFile.read(Path.of("config", "mailboxes.yaml"))).isEmpty();
  }

  @Test
  void the_example_in_the_shipped_file_can_be_read() throws IOException {
    var secret = Files.writeString(folder.resolve("password"), "word");
    var example = Files.readString(Path.of("config", "mailboxes.yaml"))
        .lines()
        .dropWhile(line -> !line.equals("# mailboxes:"))
        .takeWhile(line -> line.startsWith("#") && !line.startsWith("# imap and smtp"))
        .map(line -> line.length() > 2 ? line.substring(2) : "")
        .reduce("", (all, line) -> all + line + "\n")
        .replace("/etc/tandem/mail-password", secret.toString());

    var mailbox = MailboxFile.read("example", example).getFirst();

    assertThat(mailbox.rules()).hasSize(4);
    assertThat(mailbox.away()).containsKey("en");
  }
}
