package tandem.config;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.base.Text;
import tandem.document.Kind;
import tandem.storage.DatabaseAddress;

/**
 * The settings of a server, read once at the start from a file and from environment variables,
 * which override it. Paths are absolute here.
 */
public record Config(
    Http http,
    Management management,
    Path dataDir,
    Database database,
    Cluster cluster,
    Floor floor,
    Voice voice) {

  /** Pages, hooks, sockets and the API. */
  public record Http(String host, int port, Optional<URI> publicUrl) {}

  /** Health and metrics, for the operator alone. */
  public record Management(String host, int port) {}

  /**
   * The truth.
   *
   * @param url empty: an embedded PostgreSQL in the data folder
   */
  public record Database(Optional<DatabaseAddress> url, int poolSize) {}

  /** The other nodes of this installation. */
  public record Cluster(String host, int port, List<String> members) {
    public Cluster {
      members = List.copyOf(members);
    }
  }

  /**
   * The site.
   *
   * @param sample whether the first start imports the floor file and makes log-ins for it
   * @param zone whose midnight begins a day on the wallboard
   * @param region how a phone number without a country code is read
   */
  public record Floor(Path file, boolean sample, ZoneId zone, String region) {}

  /** The carriers. */
  public record Voice(Native nativeHook, Twilio twilio) {}

  /**
   * Tandem's own voice hook.
   *
   * @param secret empty: one is made at the first start, for all nodes, and kept in the database
   *     and in each data folder
   */
  public record Native(URI commandUrl, Secret secret) {}

  /** Twilio, and carriers with the same interface. */
  public record Twilio(String accountSid, Secret authToken, Secret secondAuthToken, URI apiUrl) {}

  /** A word that no log, page or error may show. */
  public record Secret(String reveal) {
    public boolean isEmpty() {
      return reveal.isEmpty();
    }

    @Override
    public String toString() {
      return isEmpty() ? "" : "(secret)";
    }
  }

  private static final int HOST_LENGTH_MAX = 253;
  private static final int SECRET_LENGTH_MAX = 200;
  private static final int MEMBERS_MAX = 50;
  private static final int POOL_SIZE_MAX = 200;
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:-]{1," + HOST_LENGTH_MAX + "}");
  private static final Pattern MEMBER =
      Pattern.compile("[A-Za-z0-9_.-]{1," + HOST_LENGTH_MAX + "}(:[0-9]{1,5})?");

  public static final Setting<String> HTTP_HOST = new Setting<>(
      "http.host",
      host(),
      "127.0.0.1",
      "Where pages, hooks, sockets and the API are served; 0.0.0.0 is every address of the machine.");
  public static final Setting<Integer> HTTP_PORT = new Setting<>(
      "http.port", Kind.whole(0, 65535), "8080", "Their port; 0 takes a free one and says which.");
  public static final Setting<Optional<URI>> HTTP_PUBLIC_URL = new Setting<>(
      "http.public_url",
      url(false).orEmpty(),
      "",
      "How the world reaches it, https://tandem.example.com: carriers sign it; empty is host and port.");
  public static final Setting<String> MANAGEMENT_HOST = new Setting<>(
      "management.host",
      host(),
      "127.0.0.1",
      "The address of /livez, /readyz and /metrics; they ask for no log-in.");
  public static final Setting<Integer> MANAGEMENT_PORT = new Setting<>(
      "management.port",
      Kind.whole(0, 65535),
      "8081",
      "Their port; 0 takes a free one and says which.");
  public static final Setting<Path> DATA_DIR = new Setting<>(
      "data_dir",
      path(),
      "data",
      "The folder of the embedded PostgreSQL, made secrets and passwords; from the project's folder.");
  public static final Setting<Optional<DatabaseAddress>> DATABASE_URL = new Setting<>(
      "database.url",
      databaseUrl(),
      "",
      "postgresql://user:password@host:5432/database, version 15 or newer; empty is the embedded one.");
  public static final Setting<Integer> DATABASE_POOL_SIZE = new Setting<>(
      "database.pool_size",
      Kind.whole(2, POOL_SIZE_MAX),
      "8",
      "Connections of this node, beside the two that routing keeps for itself.");
  public static final Setting<String> CLUSTER_HOST = new Setting<>(
      "cluster.host",
      host(),
      "127.0.0.1",
      "The address other nodes reach this one on; never one that strangers reach.");
  public static final Setting<Integer> CLUSTER_PORT =
      new Setting<>("cluster.port", Kind.whole(0, 65535), "5701", "Its port; 0 takes a free one.");
  public static final Setting<List<String>> CLUSTER_MEMBERS = new Setting<>(
      "cluster.members",
      members(),
      "",
      "More nodes to look for, host:port with commas between; those on one database find each other.");
  public static final Setting<Path> FLOOR_FILE = new Setting<>(
      "floor.file",
      path(),
      "config/floor.yaml",
      "The floor document that the first start imports; relative to the project's folder.");
  public static final Setting<Boolean> FLOOR_SAMPLE = new Setting<>(
      "floor.sample",
      Kind.bool(),
      "true",
      "Whether the first start imports that file and makes log-ins for it; keeps http on loopback.");
  public static final Setting<ZoneId> FLOOR_ZONE = new Setting<>(
      "floor.zone",
      zone(),
      "Europe/Amsterdam",
      "The site's time zone: figures of today count from its midnight.");
  public static final Setting<String> FLOOR_REGION = new Setting<>(
      "floor.region",
      region(),
      "NL",
      "The site's country: phone numbers without a country code are read as its own.");
  public static final Setting<URI> VOICE_NATIVE_COMMAND_URL = new Setting<>(
      "voice.native.command_url",
      url(true),
      "http://127.0.0.1:8082/commands",
      "Where the telephone system takes commands (bridge, hold, resume, hang up).");
  public static final Setting<Secret> VOICE_NATIVE_SECRET = new Setting<>(
      "voice.native.secret",
      nativeSecret(),
      "",
      "Signs both ways: whsec_ and base64 of 24-64 bytes; empty makes one, also in data_dir/secrets/voice.");
  public static final Setting<String> VOICE_TWILIO_ACCOUNT_SID = new Setting<>(
      "voice.twilio.account_sid",
      Kind.of(
          "1-64 letters, digits and hyphens, or empty",
          "",
          // Twilio's begin with AC, those of carriers that speak its language are UUIDs and words
          text -> text.isEmpty() || text.matches("[A-Za-z0-9-]{1,64}")
              ? Optional.of(text)
              : Optional.empty()),
      "",
      "The account whose calls are taken at /hooks/voice/twilio; empty takes none.");
  public static final Setting<Secret> VOICE_TWILIO_AUTH_TOKEN = new Setting<>(
      "voice.twilio.auth_token", secret(), "", "Its auth token: signs hooks, moves calls.");
  public static final Setting<Secret> VOICE_TWILIO_SECOND_AUTH_TOKEN = new Setting<>(
      "voice.twilio.second_auth_token",
      secret(),
      "",
      "A second token that may sign hooks, while one replaces the other.");
  public static final Setting<URI> VOICE_TWILIO_API_URL = new Setting<>(
      "voice.twilio.api_url", url(true), "https://api.twilio.com", "Where its REST API is.");

  /** In the order of the file. */
  public static final List<Setting<?>> SETTINGS = List.of(
      HTTP_HOST,
      HTTP_PORT,
      HTTP_PUBLIC_URL,
      MANAGEMENT_HOST,
      MANAGEMENT_PORT,
      DATA_DIR,
      DATABASE_URL,
      DATABASE_POOL_SIZE,
      CLUSTER_HOST,
      CLUSTER_PORT,
      CLUSTER_MEMBERS,
      FLOOR_FILE,
      FLOOR_SAMPLE,
      FLOOR_ZONE,
      FLOOR_REGION,
      VOICE_NATIVE_COMMAND_URL,
      VOICE_NATIVE_SECRET,
      VOICE_TWILIO_ACCOUNT_SID,
      VOICE_TWILIO_AUTH_TOKEN,
      VOICE_TWILIO_SECOND_AUTH_TOKEN,
      VOICE_TWILIO_API_URL);

  /**
   * From the surroundings of this process; {@link tandem.base.Failure.Invalid} tells all errors.
   */
  public static Config load() {
    return load(ConfigSources.homeOfThisProcess(), System.getenv());
  }

  public static Config load(Path home, Map<String, String> environment) {
    var sources = new ConfigSources(home, environment);
    var config = read(sources);
    sources.errors().failIfAny();
    return config;
  }

  /** What the sources say, as far as they can be read; the errors are left with them. */
  public static Config read(ConfigSources from) {
    var config = new Config(
        new Http(from.read(HTTP_HOST), from.read(HTTP_PORT), from.read(HTTP_PUBLIC_URL)),
        new Management(from.read(MANAGEMENT_HOST), from.read(MANAGEMENT_PORT)),
        from.home().resolve(from.read(DATA_DIR)).normalize(),
        new Database(from.read(DATABASE_URL), from.read(DATABASE_POOL_SIZE)),
        new Cluster(from.read(CLUSTER_HOST), from.read(CLUSTER_PORT), from.read(CLUSTER_MEMBERS)),
        new Floor(
            from.home().resolve(from.read(FLOOR_FILE)).normalize(),
            from.read(FLOOR_SAMPLE),
            from.read(FLOOR_ZONE),
            from.read(FLOOR_REGION)),
        new Voice(
            new Native(from.read(VOICE_NATIVE_COMMAND_URL), from.read(VOICE_NATIVE_SECRET)),
            new Twilio(
                from.read(VOICE_TWILIO_ACCOUNT_SID),
                from.read(VOICE_TWILIO_AUTH_TOKEN),
                from.read(VOICE_TWILIO_SECOND_AUTH_TOKEN),
                from.read(VOICE_TWILIO_API_URL))));
    config.checkTogether(from);
    return config;
  }

  /** The rules between settings. */
  private void checkTogether(ConfigSources from) {
    if (floor.sample() && !isLoopback(http.host())) {
      from.complain(
          HTTP_HOST,
          "must be 127.0.0.1, ::1 or localhost while floor.sample is true, not \"" + http.host()
              + "\": the sample floor comes with log-ins that were printed on a screen; import a"
              + " floor of your own and set floor.sample to false first");
    }
    if (http.port() != 0 && http.port() == management.port()) {
      from.complain(MANAGEMENT_PORT, "must not be http.port (" + http.port() + ") too");
    }
    var twilio = voice.twilio();
    if (!twilio.accountSid().isEmpty() && twilio.authToken().isEmpty()) {
      from.complain(VOICE_TWILIO_AUTH_TOKEN, "must be given where voice.twilio.account_sid is");
    }
    if (twilio.accountSid().isEmpty()
        && !(twilio.authToken().isEmpty() && twilio.secondAuthToken().isEmpty())) {
      from.complain(
          VOICE_TWILIO_ACCOUNT_SID, "must be given where an auth token of voice.twilio is");
    }
  }

  /** By its spelling alone: what a name resolves to may change after the check. */
  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }

  private static Kind<String> host() {
    return Kind.of(
        "a host name or an IP address",
        "localhost",
        text -> HOST.matcher(text).matches() ? Optional.of(text) : Optional.empty());
  }

  private static Kind<Path> path() {
    return Kind.of("the path of a file or folder", Path.of("x"), text -> {
      try {
        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    });
  }

  private static Kind<URI> url(boolean pathAllowed) {
    return Kind.of(
        pathAllowed ? "an http or https URL" : "an http or https URL without a path",
        URI.create("http://localhost"),
        text -> {
          try {
            var url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean plain = url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
            boolean path =
                pathAllowed || url.getRawPath() == null || url.getRawPath().isEmpty();
            return http && plain && path && url.getHost() != null && url.getPort() <= 65535
                ? Optional.of(url)
                : Optional.empty();
          } catch (URISyntaxException e) {
            return Optional.empty();
          }
        });
  }

  private static Kind<Optional<DatabaseAddress>> databaseUrl() {
    return Kind.of(
            "postgresql://user:password@host:5432/database",
            new DatabaseAddress("localhost", 5432, "tandem", "tandem", ""),
            text -> Optional.of(DatabaseAddress.parse(text)))
        .orEmpty()
        .secret();
  }

  private static Kind<List<String>> members() {
    return Kind.of(
        "at most " + MEMBERS_MAX + " times host:port, with commas between, or empty",
        List.of(),
        text -> {
          var members = new ArrayList<String>();
          for (var member : text.isBlank() ? new String[0] : text.split(",", -1)) {
            if (!MEMBER.matcher(member.strip()).matches()) {
              return Optional.empty();
            }
            members.add(member.strip());
          }
          return members.size() > MEMBERS_MAX ? Optional.empty() : Optional.of(members);
        });
  }

  private static Kind<ZoneId> zone() {
    return Kind.of("a time zone such as Europe/Amsterdam", ZoneId.of("UTC"), text -> {
      try {
        return Optional.of(ZoneId.of(text));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    });
  }

  private static Kind<String> region() {
    return Kind.of(
        "a country of two capital letters such as NL",
        "NL",
        text -> PhoneNumberUtil.getInstance().getSupportedRegions().contains(text)
            ? Optional.of(text)
            : Optional.empty());
  }

  private static Kind<Secret> secret() {
    return Kind.ofWritten(
            "at most " + SECRET_LENGTH_MAX + " characters without a space",
            new Secret(""),
            text -> Text.length(text) <= SECRET_LENGTH_MAX && text.chars().noneMatch(c -> c <= ' ')
                ? Optional.of(new Secret(text))
                : Optional.empty())
        .secret();
  }

  private static Kind<Secret> nativeSecret() {
    return Kind.of("whsec_ and the base64 of 24 to 64 bytes, or empty", new Secret(""), text -> {
          if (text.isEmpty()) {
            return Optional.of(new Secret(""));
          }
          try {
            int bytes = text.startsWith("whsec_")
                ? Base64.getDecoder().decode(text.substring("whsec_".length())).length
                : 0;
            return bytes >= 24 && bytes <= 64 ? Optional.of(new Secret(text)) : Optional.empty();
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          }
        })
        .secret();
  }
}
