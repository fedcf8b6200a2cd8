package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/tandem serve}, run as a user does, in a copy of the built project. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ServeScriptIT {

  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final String TRAINING = "tandem: training the server";

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
    assertThat(first.cached()).isTrue();

    var second = serve(Map.of());
    assertThat(second.errors()).isEmpty();
    assertThat(second.cached()).isTrue();
  }

  @Test
  void a_failed_training_stops_no_start_and_is_repeated_only_for_another_jar_or_other_flags()
      throws Exception {
    var impossible = "-Xshare:off";
    assertThat(help(Map.of("TANDEM_JVM_OPTIONS", impossible)))
        .contains("Usage: tandem serve", TRAINING, "the training failed, see");
    assertThat(help(Map.of("TANDEM_JVM_OPTIONS", impossible)))
        .contains("Usage: tandem serve")
        .doesNotContain("training");

    Files.setLastModifiedTime(
        home.resolve("target/run/tandem.jar"), FileTime.from(Instant.EPOCH.plusSeconds(1)));
    assertThat(help(Map.of("TANDEM_JVM_OPTIONS", impossible))).contains(TRAINING);
    assertThat(help(Map.of("TANDEM_JVM_OPTIONS", impossible + " -Xss1m"))).contains(TRAINING);
  }

  @Test
  void the_training_touches_nothing_that_the_sites_file_names() throws Exception {
    try (var database = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(home.resolve("config/tandem.yaml"), """
          database.url: postgresql://tandem:secret@127.0.0.1:%d/tandem
          voice.native.secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0
          """.formatted(database.getLocalPort()));

      assertThat(help(Map.of())).contains(TRAINING).doesNotContain("failed");

      database.setSoTimeout(1);
      assertThatThrownBy(database::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM", "INT"})
  void a_signal_ends_the_training_and_leaves_nothing_behind(String signal) throws Exception {
    var temporary = Files.createDirectory(home.resolve("tmp"));
    var run = home.resolve("target/run");
    try (var changes = run.getFileSystem().newWatchService()) {
      run.register(
          changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      var process =
          start(Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary), home.resolve("log"));
      var log = run.resolve("tandem.aot.log");
      while (!Files.exists(log) || !read(log).contains("owning floor")) {
        var change = changes.poll(2, TimeUnit.MINUTES);
        assertThat(change).as("the server that is trained starts").isNotNull();
        change.pollEvents();
        change.reset();
      }
      assertThat(files(temporary, "tandem-train")).hasSize(1);
      var started = process.descendants().toList();

      new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
          .start()
          .waitFor();

      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(started).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }
    assertThat(files(temporary, "tandem-train")).isEmpty();
    assertThat(files(run, "tandem.aot")).containsExactly("tandem.aot.log");
  }

  private static List<String> files(Path folder, String beginning) throws IOException {
    try (var all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(beginning))
          .toList();
    }
  }

  @Test
  void a_server_is_not_trained_when_told_so() throws Exception {
    assertThat(help(Map.of("TANDEM_TRAIN", "no")))
        .contains("Usage: tandem serve")
        .doesNotContain("training");
    assertThat(cache()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1024, true",
    "2, 1024, true",
    "4, 2048, false",
    "16, 8192, false",
    "4096, 2097152, false"
  })
  void heap_and_collector_follow_the_number_of_cores(int cores, long megabytes, boolean serial)
      throws Exception {
    var tools = Files.createDirectory(home.resolve("tools"));
    var nproc = Files.writeString(tools.resolve("nproc"), "#!/bin/sh\necho " + cores + "\n");
    assertThat(nproc.toFile().setExecutable(true)).isTrue();

    var flags = flags(Map.of("PATH", tools + ":" + System.getenv("PATH")));
    var half = memory() / 1024 / 1024 / 2;
    assertThat(flags).contains("-XX:MaxHeapSize=" + Math.min(megabytes, half) * 1024 * 1024);
    assertThat(flags.contains("-XX:+UseSerialGC")).isEqualTo(serial);
  }

  /** The bytes that this process may use: the machine's memory or a container's limit. */
  private static long memory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }

  @Test
  void own_flags_override_heap_and_collector() throws Exception {
    assertThat(flags(Map.of("TANDEM_JVM_OPTIONS", "-XX:+UseParallelGC -Xmx300m")))
        .contains("-XX:+UseParallelGC", "-XX:MaxHeapSize=" + 300L * 1024 * 1024)
        .doesNotContain("-XX:+UseSerialGC");
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
  private record Served(String errors, boolean cached) {}

  private Process start(Map<String, String> settings, Path log, String... arguments)
      throws IOException {
    // a shell ignores SIGINT for what it starts in the background, this test for example
    var command = new ArrayList<>(
        List.of("env", "--default-signal=INT", home.resolve("scripts/run").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TANDEM_"));
    environment.put("TANDEM_JAVA_HOME", System.getProperty("java.home"));
    environment.put("TANDEM_HTTP_PORT", "0");
    environment.put("TANDEM_MANAGEMENT_PORT", "0");
    environment.put("TANDEM_CLUSTER_PORT", "0");
    environment.putAll(settings);
    return builder.start();
  }

  /** The flags of a server's JVM, as the JVM understands them. */
  private List<String> flags(Map<String, String> settings) throws Exception {
    var all = new HashMap<>(settings);
    all.put("TANDEM_TRAIN", "no");
    all.merge("TANDEM_JVM_OPTIONS", "-XX:+PrintCommandLineFlags", (own, more) -> own + " " + more);
    return List.of(help(all).split("\\s+"));
  }

  /** What {@code serve --help} prints. It does all that a start does, but for the server itself. */
  private String help(Map<String, String> settings) throws Exception {
    var log = home.resolve("log");
    var process = start(settings, log, "--help");
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(() -> read(log)).isZero();
    return said + read(log);
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
      var maps = Path.of("/proc", Long.toString(process.pid()), "maps");
      boolean cached = Files.readString(maps).contains(cache().toString());
      return new Served(scriptLines(log), cached);
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
