package tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.auth.SampleAccounts.LogIn;
import tandem.config.Config;

class GreetingTest {

  @TempDir
  private Path folder;

  @Test
  void passwords_are_shown_by_the_start_that_made_them_and_later_ones_name_the_file()
      throws Exception {
    var config = Config.load(folder, Map.of());
    var file = config.dataDir().resolve("passwords");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "ana abcd-efgh\n");

    var first = print(config, List.of(new LogIn("ana", "abcd-efgh")), true);
    var later = print(config, List.of(), true);

    assertThat(first).contains("ana          abcd-efgh", file.toString());
    assertThat(later).contains(file.toString()).doesNotContain("abcd-efgh");
    Files.delete(file);
    assertThat(print(config, List.of(), true)).contains("another node made them");
  }

  @Test
  void a_start_after_which_nobody_can_log_in_says_how_to_make_the_first_administrator() {
    var config = Config.load(folder, Map.of("TANDEM_FLOOR_SAMPLE", "false"));

    assertThat(print(config, List.of(), false))
        .contains("scripts/tandem user add NAME --role admin");
    assertThat(print(config, List.of(), true)).doesNotContain("Log-ins", "user add");
  }

  @Test
  void plain_http_beyond_this_machine_is_warned_of() {
    var wide = Map.of("TANDEM_FLOOR_SAMPLE", "false", "TANDEM_HTTP_HOST", "0.0.0.0");
    var proxied = Map.of(
        "TANDEM_FLOOR_SAMPLE", "false",
        "TANDEM_HTTP_HOST", "10.0.0.5",
        "TANDEM_HTTP_PUBLIC_URL", "https://desk.example");

    assertThat(print(Config.load(folder, wide), List.of(), true))
        .contains("Warning: http.host 0.0.0.0: plain HTTP", "put a proxy with TLS before it");
    assertThat(print(Config.load(folder, proxied), List.of(), true))
        .contains(
            "Warning: http.host 10.0.0.5", "only the proxy of https://desk.example may reach it");
    var management = Config.load(folder, Map.of("TANDEM_MANAGEMENT_HOST", "0.0.0.0"));
    assertThat(print(management, List.of(), true))
        .contains("Warning: management.host 0.0.0.0: plain HTTP without a log-in")
        .doesNotContain("http.host");
    for (var near : List.of("127.0.0.1", "::1", "localhost")) {
      assertThat(print(Config.load(folder, Map.of("TANDEM_HTTP_HOST", near)), List.of(), true))
          .doesNotContain("Warning");
    }
  }

  @Test
  void a_start_without_telephones_says_how_a_call_is_made() {
    var sample = Config.load(folder, Map.of());
    var pbx = Config.load(folder, Map.of("TANDEM_VOICE_NATIVE_COMMAND_URL", "http://pbx:9/c"));
    var own = Config.load(
        folder,
        Map.of("TANDEM_FLOOR_SAMPLE", "false", "TANDEM_VOICE_NATIVE_COMMAND_URL", "builtin"));

    assertThat(print(sample, List.of(), true))
        .contains("practice line no telephone is connected; scripts/tandem call makes a call")
        .doesNotContain("Warning");
    assertThat(print(pbx, List.of(), true)).doesNotContain("practice", "Warning");
    assertThat(print(own, List.of(), true))
        .contains("Warning: voice.native.command_url builtin: no telephone is connected");
  }

  private static String print(Config config, List<LogIn> made, boolean somebodyCanLogIn) {
    var out = new StringWriter();
    new Greeting(config, 8080, 8081, made, somebodyCanLogIn)
        .print(new PrintWriter(out, true), Duration.ofSeconds(1));
    return out.toString();
  }
}
