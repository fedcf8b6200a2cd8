package tandem.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tandem.base.Failure;
import tandem.channels.email.MailboxFile;
import tandem.config.Config;
import tandem.document.Json;

class CheckConfigCommandTest {

  @TempDir
  private Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void shipped() throws IOException {
    Files.createDirectories(home.resolve("config"));
    for (var name : new String[] {"config/tandem.yaml", "config/floor.yaml"}) {
      Files.copy(Path.of(name), home.resolve(name));
    }
  }

  private int run(Map<String, String> environment, String... arguments) {
    return new CommandLine(new CheckConfigCommand(home, environment))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void the_shipped_floor_document_is_valid() {
    assertThat(run(Map.of())).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .contains("http.port")
        .doesNotContain("environment")
        .endsWith("The configuration is good.\n");
  }

  @Test
  void the_automatic_answers_of_a_mailbox_are_shown_as_a_customer_would_get_them()
      throws IOException {
    Files.writeString(home.resolve("config/mailboxes.yaml"), """
        mailboxes:
          - address: help@shop.example
            smtp: {host: mail.shop.example, user: help, password: hush-hush}
            receipt:
              en: Dear {{customer.name}}, your case is {{case.number}}. We answer within {{answer_within}}.
              nl: Beste {{customer.name}}, uw nummer is {{case.number}}.
        """);

    assertThat(run(Map.of(), "--mails")).isZero();

    assertThat(out.toString())
        .contains("""
            help@shop.example: receipt, en
            Subject: Re: Where are my shoes? [T-1042]

            Dear Eva Example, your case is [T-1042]. We answer within 4 hours.
            """, "help@shop.example: receipt, nl\n", """
            help@shop.example: too_large
            Subject: Re: Where are my shoes?

            Your mail has more than 25 MB""")
        .doesNotContain("hush-hush", "{{");
  }

  @Test
  void every_setting_is_shown_with_its_source_and_secrets_are_not() throws IOException {
    Files.writeString(home.resolve("config/tandem.yaml"), "http:\n  port: 9000\n");
    var environment = Map.of(
        "TANDEM_FLOOR_REGION", "BE",
        "TANDEM_DATABASE_URL", "postgresql://tandem:hunter2@db/tandem",
        "TANDEM_VOICE_NATIVE_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(run(environment)).isZero();

    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .hasSize(Config.SETTINGS.size() + 1)
        .contains(
            "http.port 9000 config/tandem.yaml:2",
            "floor.region BE environment TANDEM_FLOOR_REGION",
            "floor.zone Europe/Amsterdam default",
            "voice.native.command_url builtin default",
            "database.url postgresql://tandem@db:5432/tandem environment TANDEM_DATABASE_URL",
            "voice.native.secret (secret) environment TANDEM_VOICE_NATIVE_SECRET");
    assertThat(out.toString()).doesNotContain("hunter2", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  }

  @Test
  void a_data_folder_that_cannot_be_made_is_a_configuration_error() {
    assertThat(run(Map.of("TANDEM_DATA_DIR", "/proc/x"))).isEqualTo(1);

    assertThat(err.toString())
        .isEqualTo("TANDEM_DATA_DIR: must be a folder that can be written, not \"/proc/x\":"
            + " no folder can be made in /proc\n");
  }

  @Test
  void json_says_the_same() throws IOException {
    assertThat(run(Map.of("TANDEM_HTTP_PORT", "80x"), "--json")).isEqualTo(1);

    var said = Json.MAPPER.readTree(out.toString());
    assertThat(said.path("ok").asBoolean()).isFalse();
    assertThat(said.path("settings")).hasSize(Config.SETTINGS.size());
    assertThat(said.path("errors"))
        .extracting(JsonNode::asText)
        .containsExactly("TANDEM_HTTP_PORT: must be a whole number from 0 to 65535, not \"80x\"");
    assertThat(said.at("/settings/0").toString())
        .isEqualTo("{\"key\":\"http.host\",\"value\":\"127.0.0.1\",\"source\":\"default\","
            + "\"variable\":\"TANDEM_HTTP_HOST\"}");
  }

  @Test
  void the_floor_file_is_checked_too() throws IOException {
    Files.writeString(home.resolve("config/floor.yaml"), "queues:\n  - {id: q, name: Q}\n");

    assertThat(run(Map.of())).isEqualTo(1);

    assertThat(err.toString())
        .isEqualTo("config/floor.yaml:2: queues[0]: department is missing:"
            + " must be a department of this document or the floor (there is none)\n");
  }

  @Test
  void health_and_metrics_that_others_can_read_are_a_warning() {
    assertThat(run(Map.of("TANDEM_MANAGEMENT_HOST", "0.0.0.0"))).isZero();
    assertThat(err.toString())
        .startsWith("warning: management.host 0.0.0.0: plain HTTP without a log-in")
        .contains("port 8081")
        .hasLineCount(1);
  }

  @Test
  void calls_without_telephones_are_a_warning_unless_the_floor_is_the_sample_floor() {
    var own = Map.of("TANDEM_FLOOR_SAMPLE", "false");
    var builtIn =
        Map.of("TANDEM_FLOOR_SAMPLE", "false", "TANDEM_VOICE_NATIVE_COMMAND_URL", "builtin");

    assertThat(run(own)).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .contains("voice.native.command_url http://127.0.0.1:8082/commands default");
    assertThat(run(builtIn)).isZero();
    assertThat(err.toString())
        .isEqualTo("warning: voice.native.command_url builtin: no telephone is connected, and"
            + " agents who accept a call hear nobody\n");
  }

  @Test
  void an_old_name_in_the_floor_file_is_a_warning_and_not_an_error() throws IOException {
    Files.writeString(home.resolve("config/floor.yaml"), """
        departments: [{id: d, name: D}]
        queues: [{id: q, name: Q, department: d, ring: 20}]
        numbers: [{number: "+31201234567", queue: q}]
        """);

    assertThat(run(Map.of())).isZero();

    assertThat(err.toString())
        .contains(
            "warning: config/floor.yaml:2: queues[0].ring: is an old name: write offer_timeout")
        .contains("warning: config/floor.yaml:3: numbers: is an old name: write entrances");
  }

  @Test
  void a_floor_file_that_is_gone_matters_only_to_a_first_start() throws IOException {
    Files.delete(home.resolve("config/floor.yaml"));

    assertThat(run(Map.of())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("config/floor.yaml: does not exist, and floor.sample is"
            + " true: the first start imports it\n");
    assertThat(run(Map.of("TANDEM_FLOOR_SAMPLE", "false"))).isZero();
  }

  @Test
  void the_shipped_mailbox_file_is_valid() throws IOException {
    Files.copy(Path.of("config/mailboxes.yaml"), home.resolve("config/mailboxes.yaml"));

    assertThat(run(Map.of())).isZero();
  }

  @Test
  void the_mailbox_file_is_checked_as_a_start_does_and_shows_no_secret() throws IOException {
    var file = home.resolve("config/mailboxes.yaml");
    Files.writeString(file, """
        mailboxes:
          - address: help@shop.example
            imap: {host: mail.shop.example, port: 99999, user: help, password: hunter2}
            smtp: {host: mail.shop.example, user: help, password: "hunter3\thidden"}
            triage:
              - {words: [refund], queue: "two words"}
        """);
    var atStart = catchThrowableOfType(Failure.Invalid.class, () -> MailboxFile.read(file));

    assertThat(run(Map.of())).isEqualTo(1);

    assertThat(err.toString().lines().toList()).isEqualTo(atStart.errors());
    assertThat(err.toString())
        .contains(
            "mailboxes.yaml:3: mailboxes[0].imap.port: must be a whole number from 1 to 65535")
        .contains("mailboxes[0].triage[0].queue: must be the id of a queue")
        .doesNotContain("hunter2", "hunter3");
    assertThat(out.toString()).doesNotContain("hunter2", "hunter3");
  }

  @Test
  void a_mailbox_file_that_is_no_yaml_is_an_error_without_its_secrets() throws IOException {
    Files.writeString(home.resolve("config/mailboxes.yaml"), """
        mailboxes:
          - address: help@shop.example
            imap: {host: mail.shop.example, password: hunter2: hunter3
        """);

    assertThat(run(Map.of())).isEqualTo(1);

    assertThat(err.toString()).startsWith("mailboxes.yaml:").doesNotContain("hunter");
  }

  @Test
  void another_mailbox_file_that_the_settings_name_is_checked() throws IOException {
    Files.writeString(home.resolve("config/ours.yaml"), "mailboxes: [{address: nobody}]\n");

    assertThat(run(Map.of("TANDEM_EMAIL_FILE", "config/ours.yaml"))).isEqualTo(1);

    assertThat(err.toString())
        .startsWith("ours.yaml:1: mailboxes[0].address: must be an email address");
  }
}
