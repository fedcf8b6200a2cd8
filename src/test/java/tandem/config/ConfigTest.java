package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.base.Failure;
import tandem.console.ManagementSettings;
import tandem.console.floor.WallboardSettings;
import tandem.customers.PhoneSettings;
import tandem.desk.floor.FloorSettings;
import tandem.document.HiddenText;
import tandem.document.Setting;
import tandem.storage.DatabaseSettings;
import tandem.storage.nodes.ClusterSettings;
import tandem.web.HttpSettings;

class ConfigTest {

  /** For every setting, a valid value that is not its default, and an invalid one. */
  private record Sample(String good, String bad) {}

  private static final String P_256 =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFfo050ssJKMdNqgENWyfnxskv5bK"
          + "o3wevypu5BbB/0Nu/6wgTOlZntsqLwcO9gzm51fY2V5FK52TfqJFuEUwrg==";
  private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Map<String, Sample> SAMPLES = Map.ofEntries(
      Map.entry("http.host", new Sample("::1", "two words")),
      Map.entry("http.port", new Sample("9080", "65536")),
      Map.entry("http.public_url", new Sample("https://tandem.example.com", "tandem.example.com")),
      Map.entry("http.event_loops", new Sample("4", "0")),
      Map.entry("http.connections", new Sample("5000", "15")),
      Map.entry("http.trusted_proxies", new Sample("10.0.0.0/8, ::1", "proxy.example.com")),
      Map.entry("http.proxy_protocol", new Sample("true", "yes")),
      Map.entry("management.host", new Sample("0.0.0.0", "")),
      Map.entry("management.port", new Sample("0", "-1")),
      Map.entry("data_dir", new Sample("/var/lib/tandem", " ")),
      Map.entry("database.url", new Sample("postgresql://t:pw-of-db@db:5433/t", "mysql://x")),
      Map.entry("database.pool_size", new Sample("20", "1")),
      Map.entry("cluster.host", new Sample("10.0.0.7", "/")),
      Map.entry("cluster.port", new Sample("5801", "5701.5")),
      Map.entry("cluster.bus_port", new Sample("5802", "5711.5")),
      Map.entry("cluster.members", new Sample("10.0.0.8:5701,10.0.0.9", "a b")),
      Map.entry("floor.file", new Sample("floors/utrecht.yaml", "")),
      Map.entry("floor.sample", new Sample("false", "yes")),
      Map.entry("floor.zone", new Sample("Asia/Jerusalem", "Europe/Atlantis")),
      Map.entry("floor.region", new Sample("BE", "XX")),
      Map.entry("voice.native.command_url", new Sample("http://pbx:9/c", "ftp://pbx")),
      Map.entry("voice.native.secret", new Sample(WHSEC, "whsec_abc")),
      Map.entry("messages.command_url", new Sample("http://gate:9/m", "ftp://gate")),
      Map.entry("messages.secret", new Sample(WHSEC, "whsec_abc")),
      Map.entry("email.file", new Sample("mail/boxes.yaml", "")),
      Map.entry("email.case_prefix", new Sample("SHOP", "t-1")),
      Map.entry("email.secret", new Sample(WHSEC, "whsec_abc")),
      Map.entry("email.postmark.user", new Sample("mail", "mail:er")),
      Map.entry("email.postmark.password", new Sample("pw-postmark-12345", "too-short")),
      Map.entry("email.mailgun.signing_key", new Sample("key-one", "with space")),
      Map.entry("email.mailgun.second_signing_key", new Sample("key-two", "with space")),
      Map.entry("email.sendgrid.user", new Sample("mail", "mail:er")),
      Map.entry("email.sendgrid.password", new Sample("pw-sendgrid-12345", "too-short")),
      Map.entry("email.sendgrid.public_key", new Sample(P_256, "MFkwEwYHKoZIzj0=")),
      Map.entry("chat.sockets_per_address", new Sample("5000", "0")),
      Map.entry("chat.messages_per_address", new Sample("500", "none")),
      Map.entry("voice.twilio.account_sid", new Sample("AC" + "0a".repeat(16), "AC/1")),
      Map.entry("voice.twilio.auth_token", new Sample("token-one", "with space")),
      Map.entry("voice.twilio.second_auth_token", new Sample("token-two", "with space")),
      Map.entry("voice.twilio.api_url", new Sample("http://127.0.0.1:9", "api.twilio.com")));

  @TempDir
  private Path home;

  private static Stream<Setting<?>> settings() {
    return Config.SETTINGS.stream();
  }

  private Config load(String file, Map<String, String> environment) {
    write("config/tandem.yaml", file);
    return Config.load(home, environment);
  }

  private List<String> errors(String file, Map<String, String> environment) {
    try {
      load(file, environment);
      return List.of();
    } catch (Failure.Invalid e) {
      return e.errors();
    }
  }

  private Path write(String name, String text) {
    try {
      var path = home.resolve(name);
      Files.createDirectories(path.getParent());
      return Files.writeString(path, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Sample sample(Setting<?> setting) {
    return Optional.ofNullable(SAMPLES.get(setting.key())).orElseThrow();
  }

  /** Writes one key of the file, in its section. */
  private static String inFile(Setting<?> setting, String value) {
    var text = new StringBuilder();
    var indent = "";
    for (var part : List.of(setting.key().split("\\."))) {
      text.append(text.isEmpty() ? "" : "\n").append(indent).append(part).append(":");
      indent += "  ";
    }
    return text + " " + (value.matches("[0-9.-]+|true|false") ? value : '"' + value + '"') + "\n";
  }

  /** The other settings that this setting needs. */
  private static Map<String, String> company(Setting<?> setting) {
    if (setting.key().equals("http.proxy_protocol")) {
      return Map.of("TANDEM_HTTP_TRUSTED_PROXIES", "10.0.0.9");
    }
    if (setting.key().equals("floor.sample")) {
      return Map.of("TANDEM_VOICE_NATIVE_COMMAND_URL", "http://pbx:9/commands");
    }
    Map<String, String> twilio = Map.of(
        "TANDEM_VOICE_TWILIO_ACCOUNT_SID",
        "AC" + "0b".repeat(16),
        "TANDEM_VOICE_TWILIO_AUTH_TOKEN",
        "token-zero");
    return setting.key().startsWith("voice.twilio.")
        ? twilio.entrySet().stream()
            .filter(e -> !e.getKey().equals(setting.variable()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))
        : Map.of();
  }

  private static Map<String, String> and(Map<String, String> some, String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(some);
    all.put(name, value);
    return all;
  }

  /** The sections of the file whose names differ from the components of the joined record. */
  private static final Map<String, String> SECTIONS = Map.of(
      "postmark", "email.postmark",
      "mailgun", "email.mailgun",
      "sendgrid", "email.sendgrid",
      "wallboard", "floor",
      "phones", "floor",
      "native_voice", "voice.native",
      "twilio", "voice.twilio");

  /** The leaves of the record tree, by their keys. */
  private static Map<String, Object> leaves(Config config) {
    Map<String, Object> leaves = new LinkedHashMap<>();
    for (RecordComponent part : Config.class.getRecordComponents()) {
      var name = name(part);
      if (value(part, config) instanceof Record settings) {
        for (RecordComponent leaf : settings.getClass().getRecordComponents()) {
          var value = value(leaf, settings);
          leaves.put(
              SECTIONS.getOrDefault(name, name) + "." + name(leaf),
              value instanceof HiddenText secret ? secret.reveal() : String.valueOf(value));
        }
      } else {
        leaves.put(name, String.valueOf(value(part, config)));
      }
    }
    return leaves;
  }

  private static String name(RecordComponent part) {
    return part.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static Object value(RecordComponent part, Record of) {
    try {
      return part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void every_setting_has_a_place_in_the_tree_and_a_sample() {
    var keys = settings().map(Setting::key).toList();

    assertThat(leaves(load("", Map.of())).keySet()).containsExactlyElementsOf(keys);
    assertThat(SAMPLES.keySet()).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(settings().map(Setting::variable)).doesNotHaveDuplicates();
  }

  @Test
  void without_file_and_environment_there_are_defaults() {
    var config = Config.load(home, Map.of());

    assertThat(config.http())
        .isEqualTo(new HttpSettings(
            "127.0.0.1",
            8080,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false));
    assertThat(config.management()).isEqualTo(new ManagementSettings("127.0.0.1", 8081));
    assertThat(config.dataDir()).isEqualTo(home.resolve("data"));
    assertThat(config.database()).isEqualTo(new DatabaseSettings(Optional.empty(), 8));
    assertThat(config.cluster()).isEqualTo(new ClusterSettings("127.0.0.1", 5701, 5711, List.of()));
    assertThat(config.floor())
        .isEqualTo(new FloorSettings(home.resolve("config/floor.yaml"), true));
    assertThat(config.wallboard()).isEqualTo(new WallboardSettings(ZoneId.of("Europe/Amsterdam")));
    assertThat(config.phones()).isEqualTo(new PhoneSettings("NL"));
    assertThat(config.nativeVoice().commandUrl()).hasToString("builtin");
    assertThat(config.twilio().apiUrl()).hasToString("https://api.twilio.com");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void each_setting_can_come_from_the_file_and_reaches_its_own_place(Setting<?> setting) {
    var value = sample(setting).good();
    var company = company(setting);
    var before = leaves(load("", company.size() == 1 ? Map.of() : company));

    var after = leaves(load(inFile(setting, value), company));

    var changed = new HashSet<>(after.entrySet());
    changed.removeAll(before.entrySet());
    assertThat(changed.stream().map(Map.Entry::getKey)).contains(setting.key());
    assertThat(changed.stream().map(Map.Entry::getKey).filter(key -> !key.equals(setting.key())))
        .allMatch(key -> company.keySet().stream()
            .anyMatch(
                name -> name.equals("TANDEM_" + key.replace('.', '_').toUpperCase(Locale.ROOT))));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void the_environment_beats_the_file(Setting<?> setting) {
    var value = sample(setting).good();
    var company = company(setting);
    var fromFile = leaves(load(inFile(setting, value), company)).get(setting.key());

    var config = load(inFile(setting, setting.written()), and(company, setting.variable(), value));

    assertThat(leaves(config).get(setting.key())).isEqualTo(fromFile);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void a_bad_value_names_its_place_and_what_is_allowed(Setting<?> setting) {
    var bad = sample(setting).bad();
    int line = setting.key().split("\\.").length;

    assertThat(errors(inFile(setting, bad), Map.of()))
        .first()
        .asString()
        .startsWith("config/tandem.yaml:" + line + ": " + setting.key() + ": must ");
    assertThat(errors("", Map.of(setting.variable(), bad)))
        .first()
        .asString()
        .startsWith(setting.variable() + ": must ");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void a_secret_is_never_shown_and_may_be_a_file(Setting<?> setting) {
    if (!setting.isSecret()) {
      assertThat(setting.key()).doesNotContain("secret", "token", "password");
      return;
    }
    var value = sample(setting).good();
    var company = company(setting);
    var file = write("a-secret", value + "\n");

    var config = load("", and(company, setting.fileVariable(), file.toString()));

    assertThat(leaves(config).get(setting.key()))
        .isEqualTo(leaves(load("", and(company, setting.variable(), value))).get(setting.key()));
    assertThat(config.toString()).doesNotContain(value).doesNotContain("pw-of-db");
    assertThat(errors("", Map.of(setting.variable(), "wrong wrong")).toString())
        .contains(setting.variable())
        .doesNotContain("wrong wrong");
    assertThat(errors("", Map.of(setting.fileVariable(), "/nowhere/at/all")))
        .contains(setting.fileVariable()
            + ": must name a file that can be read, not \"/nowhere/at/all\": it does not exist");
    assertThat(errors("", Map.of(setting.variable(), value, setting.fileVariable(), "a-secret")))
        .contains(setting.fileVariable() + ": must not be set together with " + setting.variable());
  }

  @Test
  void the_shipped_file_tells_every_setting_and_sets_none() throws IOException {
    var expected = shippedFile();
    Files.writeString(Path.of("target", "tandem.yaml"), expected);

    var shipped = Files.readString(Path.of("config", "tandem.yaml"));

    assertThat(shipped)
        .as("target/tandem.yaml is how config/tandem.yaml should be")
        .isEqualTo(expected);
    assertThat(leaves(load(shipped, Map.of()))).isEqualTo(leaves(load("", Map.of())));
    var uncommented = shipped.replaceAll("(?m)^( *)# ([a-z_]+: )", "$1$2");
    assertThat(leaves(load(uncommented, Map.of()))).isEqualTo(leaves(load("", Map.of())));
    assertThat(uncommented.lines().filter(line -> line.matches(" *[a-z_]+: .*")).count())
        .isEqualTo(Config.SETTINGS.size());
  }

  private static String shippedFile() {
    var text = new StringBuilder("""
        # All settings with their defaults. Remove the "# " before a key to set it.
        #
        # Every key is also an environment variable, which overrides this file: TANDEM_ and its path in
        # capitals; http.port is TANDEM_HTTP_PORT. A secret may also be in a file that a variable with the
        # ending _FILE names: TANDEM_VOICE_NATIVE_SECRET_FILE. TANDEM_CONFIG names another file than
        # this one. scripts/tandem check-config shows the settings in effect, their sources, and all errors.
        """);
    List<String> open = List.of();
    for (var setting : Config.SETTINGS) {
      var parts = List.of(setting.key().split("\\."));
      var sections = parts.subList(0, parts.size() - 1);
      if (!sections.equals(open) || sections.isEmpty()) {
        text.append('\n');
        int common = 0;
        while (common < Math.min(open.size(), sections.size())
            && open.get(common).equals(sections.get(common))) {
          common++;
        }
        for (int depth = common; depth < sections.size(); depth++) {
          text.append("  ".repeat(depth)).append(sections.get(depth)).append(":\n");
        }
        open = sections;
      }
      var indent = "  ".repeat(sections.size());
      text.append(indent).append("# ").append(setting.meaning()).append('\n');
      var written = setting.written();
      text.append(indent)
          .append("# ")
          .append(parts.getLast())
          .append(": ")
          .append(written.isEmpty() ? "\"\"" : written)
          .append('\n');
    }
    return text.toString();
  }

  @Test
  void there_is_an_event_loop_for_each_core_unless_a_number_is_set() {
    var empty = load("", Map.of()).http();
    var four = load("", Map.of("TANDEM_HTTP_EVENT_LOOPS", "4")).http();

    assertThat(empty.eventLoops(2)).isEqualTo(2);
    assertThat(empty.eventLoops(1_000)).isEqualTo(HttpSettings.EVENT_LOOPS_MAX);
    assertThat(four.eventLoops(2)).isEqualTo(4);
    assertThat(errors("http:\n  event_loops: 257\n", Map.of())).hasSize(1);
  }

  @Test
  void an_unknown_key_is_reported_with_its_line_and_a_suggestion() {
    assertThat(errors("http:\n  prot: 80\nhtpp: {}\n", Map.of()))
        .containsExactly(
            "config/tandem.yaml:2: http.prot: is not a key here; did you mean \"port\"?"
                + " (allowed: host, port, public_url, event_loops, connections, trusted_proxies,"
                + " proxy_protocol)",
            "config/tandem.yaml:3: htpp: is not a key here; did you mean \"http\"?"
                + " (allowed: data_dir, http, management, database, cluster, floor, voice, messages, email, chat)");
  }

  @Test
  void errors_of_file_and_environment_come_together() {
    assertThat(
            errors("http:\n  port: abc\nfloor:\n\tzone: x\n", Map.of("TANDEM_CLUSTER_PORT", "x")))
        .containsExactlyInAnyOrder(
            "config/tandem.yaml:4:1: a tab may not indent or begin a value: use spaces",
            "TANDEM_CLUSTER_PORT: must be a whole number from 0 to 65535, not \"x\"");
    assertThat(errors("http:\n  port: abc\n", Map.of("TANDEM_CLUSTER_PORT", "")))
        .containsExactlyInAnyOrder(
            "config/tandem.yaml:2: http.port: must be a whole number from 0 to 65535, not \"abc\"",
            "TANDEM_CLUSTER_PORT: must be a whole number from 0 to 65535, not \"\"");
  }

  @Test
  void an_unknown_variable_is_an_error_with_a_suggestion_and_the_allowed_names() {
    for (var name : List.of(
        "TANDEM_HTTP_PORT_FILE",
        "TANDEM_PORT",
        "TANDEM_HTTP",
        "TANDEM_VOICE_COMMAND_URL",
        "TANDEM_SERVICE_ACCOUNT",
        "TANDEM_ZZZ")) {
      assertThat(errors("", Map.of(name, "1")))
          .singleElement()
          .asString()
          .startsWith(name + ": is not a setting")
          .contains("(allowed: TANDEM_CHAT_MESSAGES_PER_ADDRESS, ")
          .contains(", TANDEM_HTTP_PORT, ")
          .contains(", TANDEM_VOICE_NATIVE_SECRET_FILE, ");
    }
    assertThat(errors("", Map.of("TANDEM_HTP_PORT", "1")))
        .singleElement()
        .asString()
        .startsWith("TANDEM_HTP_PORT: is not a setting; did you mean TANDEM_HTTP_PORT? (allowed: ");
  }

  @Test
  void variables_of_kubernetes_for_a_service_called_tandem_are_not_errors() {
    assertThat(errors(
            "",
            Map.of(
                "TANDEM_SERVICE_HOST", "10.0.0.1",
                "TANDEM_SERVICE_PORT", "8080",
                "TANDEM_SERVICE_PORT_HTTP", "8080",
                "TANDEM_PORT", "tcp://10.0.0.1:8080",
                "TANDEM_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "TANDEM_PORT_8080_TCP_PORT", "8080",
                "TANDEM_WEB_PORT_8080_TCP_ADDR", "10.0.0.1")))
        .isEmpty();
  }

  @Test
  void every_variable_that_the_scripts_and_the_log_read_is_known() throws IOException {
    var named = Pattern.compile("\\$\\{?(TANDEM_[A-Z_]*[A-Z])");
    var read = new TreeMap<String, String>();
    for (var file : List.of(
        "scripts/run",
        "scripts/tandem",
        "scripts/test",
        "scripts/format",
        "scripts/jdk.sh",
        "scripts/build.sh",
        "src/main/resources/logback.xml")) {
      named
          .matcher(Files.readString(Path.of(file)))
          .results()
          .forEach(found -> read.put(found.group(1), ""));
    }

    assertThat(read).containsKeys("TANDEM_JVM_OPTIONS", "TANDEM_LOG_LEVEL");
    assertThat(errors("", read)).isEmpty();
  }

  @Test
  void the_proxy_protocol_needs_proxies_because_nobody_else_may_speak_it() {
    assertThat(errors("http:\n  proxy_protocol: true\n", Map.of()))
        .containsExactly("config/tandem.yaml:2: http.proxy_protocol: must be false without"
            + " trusted_proxies, because nobody could connect");
    assertThat(errors("http:\n  proxy_protocol: true\n  trusted_proxies: 10.0.0.7\n", Map.of()))
        .isEmpty();
  }

  @Test
  void the_sample_floor_stays_on_loopback() {
    assertThat(errors("http:\n  host: 0.0.0.0\n", Map.of()))
        .singleElement()
        .asString()
        .startsWith("config/tandem.yaml:2: http.host: must be 127.0.0.1, ::1 or localhost while"
            + " floor.sample is true, not \"0.0.0.0\": the sample floor comes with log-ins");
    assertThat(errors("", Map.of("TANDEM_HTTP_HOST", "127.0.0.1.example.com"))).hasSize(1);
    assertThat(errors("", Map.of("TANDEM_HTTP_HOST", "0.0.0.0", "TANDEM_FLOOR_SAMPLE", "false")))
        .isEmpty();
    assertThat(errors("", Map.of("TANDEM_HTTP_HOST", "127.9.9.9"))).isEmpty();
  }

  @Test
  void the_sample_floor_has_the_built_in_carrier_unless_a_telephone_system_is_named() {
    var url = "http://pbx:9/commands";
    var pbx = load("voice:\n  native:\n    command_url: " + url + "\n", Map.of());

    assertThat(load("", Map.of()).isPractice()).isTrue();
    assertThat(pbx.isPractice()).isFalse();
    assertThat(pbx.nativeVoice().commandUrl().telephones()).contains(URI.create(url));
  }

  @Test
  void a_floor_of_ones_own_has_the_built_in_carrier_only_if_somebody_wants_it_and_is_warned() {
    var own = load("floor:\n  sample: false\n", Map.of());
    var builtIn =
        load("floor:\n  sample: false\n", Map.of("TANDEM_VOICE_NATIVE_COMMAND_URL", "builtin"));

    assertThat(own.nativeVoice().commandUrl()).hasToString("http://127.0.0.1:8082/commands");
    assertThat(own.practiceWarning()).isEmpty();
    assertThat(builtIn.isPractice()).isTrue();
    assertThat(builtIn.practiceWarning().orElseThrow())
        .isEqualTo("voice.native.command_url builtin: no telephone is connected, and agents who"
            + " accept a call hear nobody");
    assertThat(load("", Map.of()).practiceWarning()).isEmpty();
  }

  @Test
  void a_twilio_account_beside_the_built_in_carrier_brings_real_callers() {
    var config = load(
        "",
        Map.of(
            "TANDEM_VOICE_TWILIO_ACCOUNT_SID",
            "AC" + "0a".repeat(16),
            "TANDEM_VOICE_TWILIO_AUTH_TOKEN",
            "token"));

    assertThat(config.nativeVoice().commandUrl().isBuiltIn()).isTrue();
    assertThat(config.isPractice()).isFalse();
  }

  @Test
  void a_receiver_of_commands_that_is_neither_a_url_nor_the_word_is_refused() {
    assertThat(errors("", Map.of("TANDEM_VOICE_NATIVE_COMMAND_URL", "built-in")))
        .containsExactly(
            "TANDEM_VOICE_NATIVE_COMMAND_URL: must be an http or https URL, or builtin,"
                + " not \"built-in\"; did you mean \"builtin\"?");
    assertThat(errors("voice:\n  native:\n    command_url: \"\"\n", Map.of()))
        .containsExactly("config/tandem.yaml:3: voice.native.command_url: must be an http or https"
            + " URL, or builtin, not \"\"");
  }

  @Test
  void settings_that_need_each_other_say_so() {
    assertThat(errors("http:\n  port: 8081\n", Map.of()))
        .containsExactly("config/tandem.yaml: management.port: must not be http.port (8081) too");
    assertThat(errors("", Map.of("TANDEM_VOICE_TWILIO_ACCOUNT_SID", "AC" + "0a".repeat(16))))
        .containsExactly("config/tandem.yaml: voice.twilio.auth_token:"
            + " must be given where voice.twilio.account_sid is");
    assertThat(errors("", Map.of("TANDEM_VOICE_TWILIO_AUTH_TOKEN", "t")))
        .containsExactly("config/tandem.yaml: voice.twilio.account_sid:"
            + " must be given where an auth token of voice.twilio is");
  }

  @Test
  void a_database_has_a_port_that_can_be() {
    for (var port : List.of("0", "65536", "99999")) {
      assertThat(errors("", Map.of("TANDEM_DATABASE_URL", "postgresql://u:hush@h:" + port + "/d")))
          .containsExactly("TANDEM_DATABASE_URL: must look like"
              + " postgresql://user:password@host:5432/database, its port from 1 to 65535, not "
              + port);
    }
    assertThat(errors("", Map.of("TANDEM_DATABASE_URL", "postgresql://u:p@h:65535/d")))
        .isEmpty();
  }

  @Test
  void another_file_can_be_named() {
    var other = write("elsewhere/t.yaml", "http: {port: 9000}");

    assertThat(
            Config.load(home, Map.of("TANDEM_CONFIG", other.toString())).http().port())
        .isEqualTo(9000);
    assertThatThrownBy(() -> Config.load(home, Map.of("TANDEM_CONFIG", "gone.yaml")))
        .hasMessage("TANDEM_CONFIG: must name a file that exists, not \"gone.yaml\"");
  }

  @Test
  void relative_paths_start_at_the_project() {
    var config = load("data_dir: ../d\nfloor: {file: /etc/floor.yaml}\n", Map.of());

    assertThat(config.dataDir()).isEqualTo(home.resolveSibling("d"));
    assertThat(config.floor().file()).isEqualTo(Path.of("/etc/floor.yaml"));
  }

  @Test
  void a_url_loses_its_last_slash() {
    Function<String, HttpSettings> http =
        url -> load("http:\n  public_url: " + url, Map.of()).http();

    assertThat(http.apply("https://t.example.com/").publicUrl().orElseThrow())
        .hasToString("https://t.example.com");
    assertThat(errors("http:\n  public_url: https://t.example.com/x", Map.of())).hasSize(1);
    assertThat(errors("http:\n  public_url: https://a:b@t.example.com", Map.of()))
        .hasSize(1);
  }
}
