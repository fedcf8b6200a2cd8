package tandem.dependencies;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.dependencies.Advisories.Component;

class JarPartsTest {

  @TempDir
  private Path folder;

  @Test
  void a_library_that_is_copied_into_another_jar_is_checked_as_if_it_stood_alone()
      throws IOException {
    var jar = jar(Map.of(
        "META-INF/maven/com.hazelcast/hazelcast/pom.properties",
        """
        groupId=com.hazelcast
        artifactId=hazelcast
        version=5.7.0
        """,
        "META-INF/maven/com.fasterxml.jackson.core/jackson-databind/pom.properties",
        """
        #made by Maven
        version = 2.18.6
        artifactId=jackson-databind
        groupId=com.fasterxml.jackson.core
        """,
        "META-INF/maven/com.fasterxml.jackson.core/jackson-databind/pom.xml",
        "<project/>",
        "pom.properties",
        "version=1"));

    var parts = JarParts.of(jar);

    assertThat(parts)
        .containsExactlyInAnyOrder(
            new Component("com.hazelcast", "hazelcast", "5.7.0"),
            new Component("com.fasterxml.jackson.core", "jackson-databind", "2.18.6"));
    assertThat(Advisories.read(Advisories.FILE).faults(parts, List.of()))
        .isNotEmpty()
        .allMatch(
            fault -> fault.startsWith("com.fasterxml.jackson.core:jackson-databind:2.18.6 has "));
  }

  @Test
  void a_descriptor_without_a_version_is_named_with_its_jar() throws IOException {
    var jar = jar(Map.of("META-INF/maven/a/b/pom.properties", """
        groupId=a
        artifactId=b
        """));

    assertThatThrownBy(() -> JarParts.of(jar))
        .hasMessage("some.jar!/META-INF/maven/a/b/pom.properties has no version");
  }

  @Test
  void the_parts_of_this_jvm_contain_what_hazelcast_copies() throws IOException {
    assertThat(JarParts.ofClassPath())
        .extracting(Component::name)
        .contains("com.hazelcast:hazelcast", "tools.jackson.core:jackson-databind");
  }

  private Path jar(Map<String, String> files) throws IOException {
    var jar = folder.resolve("some.jar");
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (var file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }
}
