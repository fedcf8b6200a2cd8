package tandem.desk.floor;

import java.nio.file.Path;
import tandem.document.Kind;
import tandem.document.Settings;

/**
 * The settings of the floor's first import.
 *
 * @param sample whether the first start imports the file and makes log-ins for it
 */
public record FloorSettings(Path file, boolean sample) {

  public static FloorSettings read(Settings in) {
    return new FloorSettings(
        in.readPath(
            "file",
            "config/floor.yaml",
            "The floor document that the first start imports; relative to the project's folder."),
        in.read(
            "sample",
            Kind.bool(),
            "true",
            "Whether the first start imports that file and makes log-ins for it; keeps http on loopback."));
  }
}
