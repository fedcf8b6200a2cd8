package tandem.dependencies;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import tandem.dependencies.Advisories.Component;

/**
 * The parts that the jars of a class path contain: the jar's own, and the libraries that were
 * copied into it. A copy is known by its Maven descriptor, which copying keeps unless somebody
 * removes it.
 */
final class JarParts {

  private static final Pattern DESCRIPTOR =
      Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");

  private JarParts() {}

  /** The parts of all jars that this JVM may load classes from. */
  static List<Component> ofClassPath() throws IOException {
    var jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .toList();
    var parts = new ArrayList<Component>();
    for (var jar : jars) {
      parts.addAll(of(jar));
    }
    return parts.stream().distinct().toList();
  }

  static List<Component> of(Path jar) throws IOException {
    var parts = new ArrayList<Component>();
    try (var zip = new ZipFile(jar.toFile())) {
      for (var entry : zip.stream().toList()) {
        if (DESCRIPTOR.matcher(entry.getName()).matches()) {
          try (var in = zip.getInputStream(entry)) {
            parts.add(part(jar.getFileName() + "!/" + entry.getName(), in));
          }
        }
      }
    }
    return parts;
  }

  private static Component part(String place, InputStream in) throws IOException {
    var descriptor = new Properties();
    descriptor.load(in);
    return new Component(
        value(place, descriptor, "groupId"),
        value(place, descriptor, "artifactId"),
        value(place, descriptor, "version"));
  }

  private static String value(String place, Properties descriptor, String key) {
    var value = descriptor.getProperty(key, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(place + " has no " + key);
    }
    return value;
  }
}
