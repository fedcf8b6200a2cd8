package tandem.document;

/**
 * The place of a value for errors: a file with its line, or an environment variable.
 *
 * @param source the file or variable; empty for the body of a request
 * @param line counted from 1; 0 if the source has no lines
 * @param path the keys that lead to it, {@code agents[3].skills}; empty at the top
 */
public record Place(String source, int line, String path) {

  /** The place of a single value, such as an environment variable. */
  public static Place named(String source) {
    return new Place(source, 0, "");
  }

  public Place at(int line) {
    return new Place(source, line, path);
  }

  public Place key(String key, int line) {
    return new Place(source, line, path.isEmpty() ? key : path + "." + key);
  }

  public Place item(int index, int line) {
    return new Place(source, line, path + "[" + index + "]");
  }

  /** {@code config/tandem.yaml:12: http.port}. */
  @Override
  public String toString() {
    var text = new StringBuilder(source);
    if (line > 0) {
      text.append(source.isEmpty() ? "line " : ":").append(line);
    }
    if (!path.isEmpty()) {
      text.append(text.isEmpty() ? "" : ": ").append(path);
    }
    return text.toString();
  }
}
