package tandem.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.base.Failure;
import tandem.document.DocumentErrors;
import tandem.document.DocumentReader;
import tandem.document.Kind;
import tandem.document.Node;
import tandem.document.Place;
import tandem.document.Setting;
import tandem.document.SettingKinds;
import tandem.document.Settings;
import tandem.document.Spelling;

/**
 * The sources of settings. The first that has a value counts: an environment variable, the file,
 * the default. They keep the values for display, and every error.
 */
public final class ConfigSources implements Settings {

  static final String FILE = "config/tandem.yaml";

  /** The variable with the project's folder, to which paths are relative. The scripts set it. */
  static final String HOME_VARIABLE = "TANDEM_HOME";

  /** The variable that names another file than {@link #FILE}. */
  static final String FILE_VARIABLE = "TANDEM_CONFIG";

  /** Variables of the scripts, the log and the tests, which are not settings. */
  static final Set<String> OTHER_VARIABLES = Set.of(
      HOME_VARIABLE,
      FILE_VARIABLE,
      "TANDEM_JAVA_HOME",
      "TANDEM_JVM_OPTIONS",
      "TANDEM_LOG_LEVEL",
      "TANDEM_REPLAY_DATA",
      "TANDEM_TRAIN");

  /**
   * Variables that Kubernetes sets in each container for a service called tandem:
   * TANDEM_SERVICE_HOST, TANDEM_PORT_8080_TCP_ADDR, TANDEM_PORT=tcp://10.0.0.1:8080.
   */
  private static final Pattern SERVICE_LINK = Pattern.compile(
      "TANDEM_([A-Z0-9_]+_)?(SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP)(_[A-Z]+)?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp)://.*");

  private static final long SECRET_FILE_SIZE_MAX = 64_000;

  public enum Source {
    DEFAULT,
    FILE,
    ENVIRONMENT
  }

  /**
   * A setting with the value in effect.
   *
   * @param shown its value, a secret masked
   */
  public record Effective(Setting<?> setting, String shown, Source source, Place place) {}

  private record Found(Node node, Source source) {}

  private final Path home;
  private final Map<String, String> environment;
  private final DocumentErrors errors = new DocumentErrors();
  private final Map<String, Node> written = new LinkedHashMap<>();
  private final Map<String, Effective> effective = new LinkedHashMap<>();

  public ConfigSources(Path home, Map<String, String> environment) {
    this.home = home.toAbsolutePath().normalize();
    this.environment = Map.copyOf(environment);
    readFile();
    complainAboutUnknownVariables();
  }

  public static Path homeOfThisProcess() {
    return Path.of(Objects.requireNonNullElse(System.getenv(HOME_VARIABLE), "")).toAbsolutePath();
  }

  public Path home() {
    return home;
  }

  public DocumentErrors errors() {
    return errors;
  }

  public List<Effective> effective() {
    return List.copyOf(effective.values());
  }

  public Path file() {
    var named = environment.get(FILE_VARIABLE);
    return home.resolve(named == null ? FILE : named).normalize();
  }

  /** The file's name in errors: its path relative to the project's folder, if it is below that. */
  public String fileName() {
    return named(file());
  }

  public String named(Path path) {
    return path.startsWith(home) ? home.relativize(path).toString() : path.toString();
  }

  @Override
  public <T> T read(String key, Kind<T> kind, String written, String meaning) {
    return read(new Setting<>(key, kind, written, meaning));
  }

  private <T> T read(Setting<T> setting) {
    var found = find(setting);
    var value = setting.kind().read(found.node(), errors);
    effective.put(
        setting.key(),
        new Effective(setting, shown(value), found.source(), found.node().place()));
    return value;
  }

  @Override
  public Path readPath(String key, String written, String meaning) {
    return home.resolve(read(key, SettingKinds.path(), written, meaning)).normalize();
  }

  @Override
  public Settings section(String name) {
    return new Section(name + ".");
  }

  @Override
  public void complain(String key, String what) {
    var one = effective.get(key);
    errors.add(
        one == null || one.source() == Source.DEFAULT ? new Place(fileName(), 0, key) : one.place(),
        what);
  }

  private final class Section implements Settings {
    private final String prefix;

    Section(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public <T> T read(String key, Kind<T> kind, String written, String meaning) {
      return ConfigSources.this.read(prefix + key, kind, written, meaning);
    }

    @Override
    public Path readPath(String key, String written, String meaning) {
      return ConfigSources.this.readPath(prefix + key, written, meaning);
    }

    @Override
    public Settings section(String name) {
      return new Section(prefix + name + ".");
    }

    @Override
    public void complain(String key, String what) {
      ConfigSources.this.complain(prefix + key, what);
    }
  }

  private Found find(Setting<?> setting) {
    var variable = setting.variable();
    var value = environment.get(variable);
    if (value != null) {
      return new Found(new Node.Raw(Place.named(variable), value), Source.ENVIRONMENT);
    }
    var secretFile = setting.isSecret() ? environment.get(setting.fileVariable()) : null;
    if (secretFile != null) {
      return new Found(secretFrom(setting, secretFile), Source.ENVIRONMENT);
    }
    var inFile = written.get(setting.key());
    return inFile == null
        ? new Found(setting.written(new Place("", 0, setting.key())), Source.DEFAULT)
        : new Found(inFile, Source.FILE);
  }

  private Node secretFrom(Setting<?> setting, String name) {
    var place = Place.named(setting.fileVariable());
    try {
      var path = home.resolve(name);
      if (Files.size(path) <= SECRET_FILE_SIZE_MAX) {
        var text = DocumentReader.utf8(setting.fileVariable(), Files.readAllBytes(path));
        return new Node.Raw(place, text.strip());
      }
      errors.add(place, "must name a file of at most " + SECRET_FILE_SIZE_MAX + " bytes");
    } catch (IOException | java.nio.file.InvalidPathException e) {
      errors.add(place, "must name a file that can be read, not \"" + name + "\": " + reason(e));
    } catch (Failure.Invalid e) {
      errors.add(place, "must name a file of UTF-8 text");
    }
    return setting.written(place);
  }

  private void readFile() {
    var file = file();
    var name = fileName();
    try {
      var text = DocumentReader.utf8(name, Files.readAllBytes(file));
      DocumentReader.read(DocumentReader.tree(name, text, errors), errors, in -> {
        readSection(in, "");
        return null;
      });
    } catch (NoSuchFileException e) {
      if (environment.containsKey(FILE_VARIABLE)) {
        errors.add(
            Place.named(FILE_VARIABLE), "must name a file that exists, not \"" + name + "\"");
      }
    } catch (IOException e) {
      errors.add(Place.named(name), "cannot be read: " + reason(e));
    } catch (Failure.Invalid e) {
      // malformed text: the errors are collected already, or are these
      if (errors.isEmpty()) {
        e.errors().forEach(error -> errors.add(Place.named(""), error));
      }
    }
  }

  private void readSection(DocumentReader in, String prefix) {
    var below = Config.SETTINGS.stream()
        .map(Setting::key)
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .collect(Collectors.partitioningBy(rest -> rest.contains(".")));
    for (var rest : below.getOrDefault(false, List.of())) {
      in.node(rest).ifPresent(node -> written.put(prefix + rest, node));
    }
    below.getOrDefault(true, List.of()).stream()
        .map(rest -> rest.substring(0, rest.indexOf('.')))
        .distinct()
        .forEach(section -> in.object(section, part -> {
          readSection(part, prefix + section + ".");
          return Optional.empty();
        }));
  }

  private void complainAboutUnknownVariables() {
    var known = Config.SETTINGS.stream()
        .flatMap(setting -> setting.isSecret()
            ? Stream.of(setting.variable(), setting.fileVariable())
            : Stream.of(setting.variable()))
        .collect(Collectors.toCollection(TreeSet::new));
    for (var setting : Config.SETTINGS) {
      if (setting.isSecret()
          && environment.containsKey(setting.variable())
          && environment.containsKey(setting.fileVariable())) {
        errors.add(
            Place.named(setting.fileVariable()),
            "must not be set together with " + setting.variable());
      }
    }
    known.addAll(OTHER_VARIABLES);
    environment.entrySet().stream()
        .filter(one -> one.getKey().startsWith("TANDEM_") && !known.contains(one.getKey()))
        .filter(one -> !isServiceLink(one.getKey(), one.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(name -> errors.add(
            Place.named(name),
            "is not a setting"
                + Spelling.nearest(name, known)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("")
                + " (allowed: " + String.join(", ", known) + ")"));
  }

  /** The name of a setting is never a service link. */
  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
  }

  private static String shown(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(ConfigSources::shown).orElse("");
      case List<?> list -> list.stream().map(ConfigSources::shown).collect(Collectors.joining(","));
      default -> value.toString();
    };
  }

  public static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "it does not exist";
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
