package tandem;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tandem.auth.WebhookSignature;
import tandem.document.Json;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.ServerAddress;
import tandem.storage.DatabaseAddress;
import tandem.storage.EmbeddedDatabase;

/**
 * A server in a process of its own, as {@code scripts/tandem serve} starts it, that a test may
 * kill.
 */
public final class Node implements AutoCloseable {

  private static final Pattern SERVES = Pattern.compile("Tandem serves at (http://\\S+).*");
  private static final int START_SECONDS_MAX = 90;

  /** Whether nodes start as users start them; see {@code scripts/faults}. */
  private static final boolean BY_SCRIPT = Boolean.getBoolean("tandem.by.script");

  private final Process process;
  private final Path data;
  private final URI http;
  private final URI commandUrl;
  private final List<String> within;

  private Node(Process process, Path data, URI http, URI commandUrl, List<String> within) {
    this.process = process;
    this.data = data;
    this.http = http;
    this.commandUrl = commandUrl;
    this.within = within;
  }

  /**
   * Blocks until it serves.
   *
   * @param environment an empty value leaves a variable out that every node of a test has
   */
  public static Node start(Path data, Map<String, String> environment) {
    return start(data, environment, List.of());
  }

  /**
   * Blocks until it serves.
   *
   * @param within a command that runs the program that follows, in a namespace for example
   */
  public static Node start(Path data, Map<String, String> environment, List<String> within) {
    return start(data, new FreePort().number(), new FreePort().number(), environment, within);
  }

  private static Node start(
      Path data, int port, int commandPort, Map<String, String> environment, List<String> within) {
    var home = Path.of("").toAbsolutePath();
    var commandUrl = URI.create("http://127.0.0.1:" + commandPort + "/commands");
    var command = new ArrayList<>(within);
    command.addAll(BY_SCRIPT ? List.of(home + "/scripts/tandem", "serve") : plain(home));
    var builder =
        new ProcessBuilder(command).redirectError(data.resolve("log-" + port).toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TANDEM_"));
    builder.environment().put("TANDEM_HOME", home.toString());
    builder.environment().put("TANDEM_DATA_DIR", data.toString());
    builder.environment().put("TANDEM_HTTP_PORT", Integer.toString(port));
    builder.environment().put("TANDEM_MANAGEMENT_PORT", "0");
    builder.environment().put("TANDEM_VOICE_NATIVE_COMMAND_URL", commandUrl.toString());
    builder.environment().putAll(environment);
    environment.forEach((name, value) -> {
      if (value.isEmpty()) {
        builder.environment().remove(name);
      }
    });
    try {
      var process = builder.start();
      var serves = new CompletableFuture<URI>();
      Thread.ofVirtual().start(() -> listen(process, serves));
      return new Node(
          process, data, serves.get(START_SECONDS_MAX, TimeUnit.SECONDS), commandUrl, within);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException
        | java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the server does not start: " + log(data, port), e);
    }
  }

  /** Starts at once, without a build and without the cache that the script makes. */
  static List<String> plain(Path home) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + home.resolve("config/jvm.options"),
        "-XX:TieredStopAtLevel=1", // a test's server does not live long
        "-Xmx1g",
        "-cp",
        home.resolve("target/tandem.jar") + ":" + home.resolve("target/lib") + "/*",
        "tandem.Main",
        "serve");
  }

  private static String log(Path data, int port) {
    try {
      return Files.readString(data.resolve("log-" + port));
    } catch (IOException e) {
      return "and has no log";
    }
  }

  private static void listen(Process process, CompletableFuture<URI> serves) {
    try (var lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var match = SERVES.matcher(line);
        if (match.matches()) {
          serves.complete(URI.create(match.group(1)));
        }
      }
      serves.completeExceptionally(new IllegalStateException("the server ended"));
    } catch (IOException e) {
      serves.completeExceptionally(e);
    }
  }

  /** Starts the node again, on the same ports and data. */
  public Node again(Map<String, String> environment) {
    return start(data, http.getPort(), commandUrl.getPort(), environment, within);
  }

  public URI http() {
    return http;
  }

  /** A command of {@code scripts/tandem} for this node; what it prints comes out of the process. */
  Process command(String... arguments) throws IOException {
    var home = Path.of("").toAbsolutePath();
    var command = rehearsal(home);
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("TANDEM_"));
    builder.environment().put("TANDEM_HOME", home.toString());
    builder.environment().put("TANDEM_DATA_DIR", data.toString());
    builder.environment().put("TANDEM_HTTP_PORT", Integer.toString(http.getPort()));
    return builder.start();
  }

  /** The command line of {@code scripts/tandem}, to which a command is added. */
  static List<String> rehearsal(Path home) {
    return new ArrayList<>(List.of(
        // a shell ignores SIGINT for what it starts in the background, this test for example
        "env",
        "--default-signal=INT",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + home.resolve("config/jvm.options"),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        home.resolve("target/tandem.jar") + ":" + home.resolve("target/tandem-rehearsal.jar") + ":"
            + home.resolve("target/lib") + "/*:" + home.resolve("target/lib/rehearsal") + "/*",
        "tandem.commands.rehearsal.RehearsalMain"));
  }

  /** The log of the process. */
  public String log() {
    return log(data, http.getPort());
  }

  public URI commandUrl() {
    return commandUrl;
  }

  Process process() {
    return process;
  }

  public String secret(String name) {
    try {
      return Files.readString(data.resolve("secrets").resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String password(String name) {
    try {
      return Files.readAllLines(data.resolve("passwords")).stream()
          .filter(line -> line.startsWith(name + " "))
          .findFirst()
          .orElseThrow()
          .substring(name.length() + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public DatabaseAddress database() {
    return EmbeddedDatabase.runningIn(data).orElseThrow();
  }

  public ServerAddress asServer() {
    return new ServerAddress(http, secret("admin-token"), secret("voice"), commandUrl);
  }

  /** Reports an arriving call at the native voice hook; returns the status. */
  int ring(String call, String event) throws IOException, InterruptedException {
    var body = Json.write(Map.of(
        "type",
        "call.arrived",
        "call",
        call,
        "from",
        "anonymous",
        "to",
        "+31205550100",
        "at",
        Instant.now()));
    var request = HttpRequest.newBuilder(http.resolve("/hooks/voice"))
        .timeout(Duration.ofSeconds(60))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    new WebhookSignature(List.of(secret("voice")))
        .sign(event, Buffer.buffer(body), Instant.now())
        .forEach(request::header);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  /** Reports an arriving call, and repeats the same event after a 503, as a carrier does. */
  int ringUntilTaken(String call, String event, Duration limit)
      throws IOException, InterruptedException {
    var until = Instant.now().plus(limit);
    int status;
    do {
      status = ring(call, event);
    } while (status == 503 && Instant.now().isBefore(until));
    return status;
  }

  /** Kills the process with kill -9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Sends a signal: STOP freezes the process, CONT thaws it. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
