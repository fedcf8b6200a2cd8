package tandem.commands.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tandem.base.Failure;
import tandem.server.Greeting;

/**
 * A server that a command starts for itself: in a folder of its own, with a database of its own, on
 * free ports, and without any setting of the site, whether in the environment or in a file. It
 * therefore touches nothing that the site's server uses. Closing it stops it.
 */
final class OwnServer implements AutoCloseable {

  /** The variables of the scripts. */
  private static final Set<String> KEPT =
      Set.of("TANDEM_HOME", "TANDEM_JAVA_HOME", "TANDEM_JVM_OPTIONS", "TANDEM_TRAIN");

  private static final Duration STOP_MAX = Duration.ofMinutes(2);
  private static final Duration ABANDON_MAX = Duration.ofSeconds(15);

  private final Process process;
  private final BufferedReader said;
  private URI http = URI.create("");

  private OwnServer(Process process) {
    this.process = process;
    this.said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts the process of a server; see {@link OwnFolder#start}. */
  static OwnServer launch(List<String> command, Path data, Map<String, String> settings)
      throws IOException {
    // the site's file may name its database, and this server would take its floor and its messages
    var noSettings = Files.writeString(data.resolve("tandem.yaml"), "");
    var starting = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    var environment = starting.environment();
    environment.keySet().removeIf(key -> key.startsWith("TANDEM_") && !KEPT.contains(key));
    environment.put("TANDEM_CONFIG", noSettings.toString());
    environment.put("TANDEM_DATA_DIR", data.toString());
    environment.put("TANDEM_HTTP_PORT", "0");
    environment.put("TANDEM_MANAGEMENT_PORT", "0");
    environment.put("TANDEM_CLUSTER_PORT", "0");
    environment.putAll(settings);
    return new OwnServer(starting.start());
  }

  /** Blocks until the server serves. */
  void awaitServing() throws IOException {
    for (var line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(Greeting.SERVES)) {
        http = URI.create(line.substring(Greeting.SERVES.length()).split(" ", 2)[0]);
        Thread.ofVirtual().start(this::readOn);
        return;
      }
    }
    throw new Failure.Conflict("a started server did not begin to serve");
  }

  /** Reads what else the server prints, so that its output never blocks it. */
  private void readOn() {
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

  /**
   * Ends the server, whose data nobody needs any more, and its PostgreSQL. It does not wait for
   * what a JVM does at its end: to write a cache takes up to minutes.
   */
  void abandon() {
    var others = process.descendants().toList();
    process.destroy();
    ended(others)
        .completeOnTimeout(null, ABANDON_MAX.toSeconds(), TimeUnit.SECONDS)
        .join();
    var all = Stream.of(others.stream(), process.descendants(), Stream.of(process.toHandle()))
        .flatMap(some -> some)
        .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    ended(all).join();
  }

  private static CompletableFuture<Void> ended(List<ProcessHandle> all) {
    return CompletableFuture.allOf(
        all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
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
  }
}
