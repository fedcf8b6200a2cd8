package tandem.document;

import java.nio.file.Path;

/**
 * A section of the configuration, in which a package declares its settings by reading them: key,
 * kind, default and meaning of a setting are in one place, where its value is used.
 */
public interface Settings {

  /**
   * Declares a setting and reads it.
   *
   * @param key its name in this section
   * @param written its default, as written in the file
   * @param meaning one line that explains it to an administrator
   */
  <T> T read(String key, Kind<T> kind, String written, String meaning);

  /** Declares and reads a file or folder; a relative path begins at the project's folder. */
  Path readPath(String key, String written, String meaning);

  /** Returns a section below this one. */
  Settings section(String name);

  /** Adds an error between several settings. */
  void complain(String key, String what);
}
