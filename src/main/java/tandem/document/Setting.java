package tandem.document;

import java.util.Locale;

/**
 * One setting of the configuration.
 *
 * @param key its path in the file, {@code http.port}
 * @param written its default, as written in the file
 * @param meaning one line that explains it to an administrator
 */
public record Setting<T>(String key, Kind<T> kind, String written, String meaning) {

  /** The environment variable that overrides the file. */
  public String variable() {
    return variable(key);
  }

  /** The environment variable for a key. */
  public static String variable(String key) {
    return "TANDEM_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The environment variable that names a file with the value; for secrets only. */
  public String fileVariable() {
    return variable() + "_FILE";
  }

  public boolean isSecret() {
    return kind.hidden();
  }

  public Node written(Place place) {
    return new Node.Raw(place, written);
  }

  public T defaultValue() {
    var errors = new DocumentErrors();
    var value = kind.read(written(Place.named("the default of " + key)), errors);
    errors.failIfAny();
    return value;
  }
}
