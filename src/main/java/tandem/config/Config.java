package tandem.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.channels.chat.ChatSettings;
import tandem.channels.email.EmailSettings;
import tandem.channels.email.hooks.MailgunSettings;
import tandem.channels.email.hooks.PostmarkSettings;
import tandem.channels.email.hooks.SendGridSettings;
import tandem.channels.messages.MessageSettings;
import tandem.channels.voice.NativeSettings;
import tandem.channels.voice.TwilioSettings;
import tandem.console.ManagementSettings;
import tandem.console.floor.WallboardSettings;
import tandem.customers.PhoneSettings;
import tandem.desk.floor.FloorSettings;
import tandem.document.Setting;
import tandem.document.Settings;
import tandem.storage.DatabaseSettings;
import tandem.storage.nodes.ClusterSettings;
import tandem.web.HttpSettings;

/**
 * The settings of a server, joined from the packages that declare them. They are read once at the
 * start, from a file and from environment variables, which override it. Paths are absolute here.
 */
public record Config(
    HttpSettings http,
    ManagementSettings management,
    Path dataDir,
    DatabaseSettings database,
    ClusterSettings cluster,
    FloorSettings floor,
    WallboardSettings wallboard,
    PhoneSettings phones,
    NativeSettings nativeVoice,
    TwilioSettings twilio,
    MessageSettings messages,
    EmailSettings email,
    PostmarkSettings postmark,
    MailgunSettings mailgun,
    SendGridSettings sendgrid,
    ChatSettings chat) {

  public static final String HTTP = "http";
  public static final String MANAGEMENT = "management";
  static final String DATA_DIR = "data_dir";

  /** The settings of all packages, in the order of the file. */
  public static final List<Setting<?>> SETTINGS = Declarations.of(Config::read);

  /** Reads the settings of this process; {@link tandem.base.Failure.Invalid} has all errors. */
  public static Config load() {
    return load(ConfigSources.homeOfThisProcess(), System.getenv());
  }

  public static Config load(Path home, Map<String, String> environment) {
    var sources = new ConfigSources(home, environment);
    var config = read(sources);
    sources.errors().failIfAny();
    return config;
  }

  /** Reads the sources as far as possible; they collect the errors. */
  public static Config read(Settings in) {
    var floor = in.section("floor");
    var voice = in.section("voice");
    var email = in.section("email");
    var http = HttpSettings.read(in.section(HTTP));
    var management = ManagementSettings.read(in.section(MANAGEMENT));
    var dataDir = in.readPath(
        DATA_DIR,
        "data",
        "The folder of the embedded PostgreSQL, secrets and passwords; relative to the project's folder.");
    var database = DatabaseSettings.read(in.section("database"));
    var cluster = ClusterSettings.read(in.section("cluster"));
    var firstFloor = FloorSettings.read(floor);
    var config = new Config(
        http,
        management,
        dataDir,
        database,
        cluster,
        firstFloor,
        WallboardSettings.read(floor),
        PhoneSettings.read(floor),
        NativeSettings.read(voice.section("native"), firstFloor.sample()),
        TwilioSettings.read(voice.section("twilio")),
        MessageSettings.read(in.section("messages")),
        EmailSettings.read(email),
        PostmarkSettings.read(email.section("postmark")),
        MailgunSettings.read(email.section("mailgun")),
        SendGridSettings.read(email.section("sendgrid")),
        ChatSettings.read(in.section("chat")));
    config.checkTogether(in);
    return config;
  }

  /** Whether calls are only practised: no carrier of telephones gets commands. */
  public boolean isPractice() {
    return nativeVoice.commandUrl().isBuiltIn() && twilio.accountSid().isEmpty();
  }

  /** The warning of a floor of its own whose agents are connected with nobody. */
  public Optional<String> practiceWarning() {
    return isPractice() && !floor.sample()
        ? Optional.of("voice.native.command_url builtin: no telephone is connected, and agents who"
            + " accept a call hear nobody")
        : Optional.empty();
  }

  /** Checks the rules between settings of several packages. */
  private void checkTogether(Settings in) {
    if (floor.sample() && !http.isOnLoopback()) {
      in.section(HTTP)
          .complain(
              "host",
              "must be 127.0.0.1, ::1 or localhost while floor.sample is true, not \""
                  + http.host()
                  + "\": the sample floor comes with log-ins that were printed on a screen; import"
                  + " a floor of your own and set floor.sample to false first");
    }
    if (http.port() != 0 && http.port() == management.port()) {
      in.section(MANAGEMENT).complain("port", "must not be http.port (" + http.port() + ") too");
    }
  }
}
