package tandem.commands.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tandem.base.Failure;
import tandem.server.Greeting;

/**
 * A server that a command starts for itself: in a folder of its own, on free ports, without the
 * settings of this process's environment. Closing it stops it.
 */
final class OwnServer implements AutoCloseable {

  /** The variables of the scripts. */
  private static final Set<String> KEPT =
      Set.of("TANDEM_HOME", "TANDEM_JAVA_HOME", "TANDEM_JVM_OPTIONS", "TANDEM_TRAIN");

  private static final Duration STOP_MAX = Duration.ofMinutes(2);

  private final Process process;
  private final URI http;
  private final Thread atExit;

  private OwnServer(Process process, URI http, Thread atExit) {
    this.process = process;
    this.http = http;
    this.atExit = atExit;
  }

  /**
   * Starts a server; blocks until it serves.
   *
   * @param command the whole command line of a server
   * @param settings environment variables besides data folder and ports
   */
  static OwnServer start(List<String> command, Path data, Map<String, String> settings)
      throws IOException {
    var starting = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    var environment = starting.environment();
    environment.keySet().removeIf(key -> key.startsWith("TANDEM_") && !KEPT.contains(key));
    environment.put("TANDEM_DATA_DIR", data.toString());
    environment.put("TANDEM_HTTP_PORT", "0");
    environment.put("TANDEM_MANAGEMENT_PORT", "0");
    environment.putAll(settings);
    var process = starting.start();
    var atExit = new Thread(process::destroy, "tandem-own-server-stop");
    Runtime.getRuntime().addShutdownHook(atExit);
    var said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(Greeting.SERVES)) {
        Thread.ofVirtual().start(() -> readOn(said));
        var url = line.substring(Greeting.SERVES.length()).split(" ", 2)[0];
        return new OwnServer(process, URI.create(url), atExit);
      }
    }
    process.destroy();
    throw new Failure.Conflict("a started server did not begin to serve");
  }

  /** Reads what else the server prints, so that its output never blocks it. */
  private static void readOn(BufferedReader said) {
    try (said) {
      said.lines().forEach(_ -> {});
    } catch (java.io.UncheckedIOException | IOException ended) {
      // the server has stopped
    }
  }

  URI http() {
    return http;
  }

  long pid() {
    return process.pid();
  }

  /** Stops the server and waits until its process has ended. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** Removes the folder of a server that has stopped. */
  static void remove(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
