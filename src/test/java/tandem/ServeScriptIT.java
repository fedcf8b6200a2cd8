package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/tandem serve}, run as a user does, in a copy of the built project. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ServeScriptIT {

  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final String TRAINING = "tandem: training the server";
  private static final Pattern FLAG = Pattern.compile("-X\\S+");

  @TempDir
  private Path home;

  /** A folder with the scripts and what the build has made, newer than its sources. */
  @BeforeEach
  void copy() throws IOException {
    for (var name : List.of("scripts", "config")) {
      copy(PROJECT.resolve(name), home.resolve(name));
    }
    Files.createDirectories(home.resolve("src/main"));
    Files.copy(PROJECT.resolve("pom.xml"), home.resolve("pom.xml"));
    var run = Files.createDirectories(home.resolve("target/run"));
    for (var jar : List.of("tandem.jar", "tandem-rehearsal.jar")) {
      Files.copy(PROJECT.resolve("target").resolve(jar), run.resolve(jar));
    }
    Files.createSymbolicLink(home.resolve("target/lib"), PROJECT.resolve("target/lib"));
    Files.createFile(home.resolve("target/built"));
  }

  /** JUnit must not follow it. */
  @AfterEach
  void unlink() throws IOException {
    Files.delete(home.resolve("target/lib"));
  }

  @Test
  void a_server_is_trained_before_its_first_start_and_runs_from_its_cache() throws Exception {
    var first = serve(Map.of());
    assertThat(first.errors()).contains(TRAINING).doesNotContain("failed");
    assertThat(first.flags())
        .contains("-XX:AOTCache=" + cache())
        .anyMatch(flag -> flag.startsWith("-Xmx"));
    assertThat(first.cached()).isTrue();

    var second = serve(Map.of());
    assertThat(second.errors()).isEmpty();
    assertThat(second.cached()).isTrue();
  }

  @Test
  void a_failed_training_stops_no_start_and_is_repeated_only_for_another_jar_or_other_flags()
      throws Exception {
    var impossible = new HashMap<>(Map.of("TANDEM_JVM_OPTIONS", "-Xshare:off"));
    var first = serve(impossible);
    assertThat(first.errors()).contains(TRAINING, "the training failed, see");
    assertThat(first.cached()).isFalse();
    assertThat(serve(impossible).errors()).isEmpty();

    Files.setLastModifiedTime(
        home.resolve("target/run/tandem.jar"), FileTime.from(Instant.EPOCH.plusSeconds(1)));
    assertThat(serve(impossible).errors()).contains(TRAINING);

    impossible.put("TANDEM_JVM_OPTIONS", "-Xshare:off -Xss1m");
    assertThat(serve(impossible).errors()).contains(TRAINING);
  }

  @Test
  void a_server_is_not_trained_when_told_so() throws Exception {
    var served = serve(Map.of("TANDEM_TRAIN", "no"));
    assertThat(served.errors()).isEmpty();
    assertThat(served.cached()).isFalse();
    assertThat(cache()).doesNotExist();
  }

  @Test
  void another_collector_replaces_the_one_of_the_script() throws Exception {
    var served =
        serve(Map.of("TANDEM_TRAIN", "no", "TANDEM_JVM_OPTIONS", "-XX:+UseParallelGC -Xmx300m"));
    assertThat(served.errors()).isEmpty();
    assertThat(served.flags())
        .contains("-XX:+UseParallelGC")
        .doesNotContain("-XX:+UseSerialGC")
        .endsWith("-Xmx300m");
  }

  @Test
  void a_server_without_memory_ends_at_once() throws Exception {
    var log = home.resolve("log");
    var process = start(Map.of("TANDEM_TRAIN", "no", "TANDEM_JVM_OPTIONS", "-Xmx24m"), log);
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("as the JVM ends it").isEqualTo(3);
      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("Terminating due to java.lang.OutOfMemoryError");
    } finally {
      process.destroyForcibly();
    }
  }

  private Path cache() {
    return home.resolve("target/run/tandem.aot");
  }

  /**
   * A server that has served and was stopped.
   *
   * @param errors the lines of the scripts, not those of the server's log
   * @param cached whether the JVM had the cache in its memory
   */
  private record Served(String errors, List<String> flags, boolean cached) {}

  private Process start(Map<String, String> settings, Path log) throws IOException {
    var builder =
        new ProcessBuilder(home.resolve("scripts/run").toString()).redirectError(log.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TANDEM_"));
    environment.put("TANDEM_JAVA_HOME", System.getProperty("java.home"));
    environment.put("TANDEM_HTTP_PORT", "0");
    environment.put("TANDEM_MANAGEMENT_PORT", "0");
    environment.put("TANDEM_CLUSTER_PORT", "0");
    environment.putAll(settings);
    return builder.start();
  }

  private Served serve(Map<String, String> settings) throws IOException, InterruptedException {
    var log = home.resolve("log");
    var process = start(settings, log);
    try (var lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      var line = lines.readLine();
      while (line != null && !line.startsWith("Tandem serves at ")) {
        line = lines.readLine();
      }
      assertThat(line).as(() -> "the server does not start: " + read(log)).isNotNull();
      var proc = Path.of("/proc", Long.toString(process.pid()));
      var flags = new ArrayList<String>();
      FLAG.matcher(Files.readString(proc.resolve("cmdline")).replace('\0', ' '))
          .results()
          .forEach(found -> flags.add(found.group()));
      boolean cached = Files.readString(proc.resolve("maps")).contains(cache().toString());
      return new Served(scriptLines(log), flags, cached);
    } finally {
      process.destroy();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  /** The log's lines without those of the server, which are JSON. */
  private static String scriptLines(Path log) {
    return String.join(
        "\n", read(log).lines().filter(line -> !line.startsWith("{")).toList());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (var path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }
}
