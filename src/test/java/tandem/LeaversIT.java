package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.document.Json;
import tandem.storage.AskedDatabase;
import tandem.storage.TestDatabase;

/** Who is told to leave at one node, or by the command line, is out at every node. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LeaversIT {

  /** Longer than a busy machine needs; the server takes a second. */
  private static final int SECONDS_MAX = 30;

  private static final int LOGGED_OUT = 4001;

  @TempDir
  private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void a_leaver_of_one_node_is_out_at_the_other_and_so_is_one_of_the_command_line()
      throws Exception {
    var address = TestDatabase.freshAddress();
    var environment =
        Map.of("TANDEM_DATABASE_URL", new AskedDatabase(address).url(), "TANDEM_CLUSTER_PORT", "0");
    try (var one = Node.start(Files.createDirectory(folder.resolve("one")), environment);
        var two = Node.start(Files.createDirectory(folder.resolve("two")), environment)) {
      var ana = open(two, token(one, "ana"));
      var bram = open(two, token(one, "bram"));

      var floor = Json.MAPPER.readTree(get(one, "/api/v1/floor").body());
      for (var agent : floor.path("agents")) {
        if (agent.path("id").asText().equals("ana")) {
          var leaver = (com.fasterxml.jackson.databind.node.ObjectNode) agent.deepCopy();
          var imported = post(
              one,
              "/api/v1/floor",
              Json.write(Map.of("agents", List.of(leaver.put("active", false)))));
          assertThat(imported.statusCode()).as(imported.body()).isEqualTo(200);
        }
      }
      assertThat(ana.get(SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(LOGGED_OUT);
      assertThat(bram).isNotDone();

      commandLine(environment, "user", "disable", "bram", "--why", "has left");
      assertThat(bram.get(SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(LOGGED_OUT);
    }
  }

  /** Opens a screen; the future completes with the code with which the server closes it. */
  private CompletableFuture<Integer> open(Node node, String token) throws Exception {
    var closed = new CompletableFuture<Integer>();
    var greeted = new CompletableFuture<Boolean>();
    client
        .newWebSocketBuilder()
        .subprotocols("tandem.v1")
        .header("authorization", "Bearer " + token)
        .buildAsync(
            URI.create(node.http().toString().replace("http://", "ws://") + "/ws/desk"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                greeted.complete(true);
                socket.request(1);
                return CompletableFuture.completedStage(null);
              }

              @Override
              public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                closed.complete(code);
                return CompletableFuture.completedStage(null);
              }
            })
        .get(SECONDS_MAX, TimeUnit.SECONDS)
        .sendText("{\"type\":\"hello\"}", true)
        .get(SECONDS_MAX, TimeUnit.SECONDS);
    assertThat(greeted.get(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    return closed;
  }

  private String token(Node node, String agent) throws Exception {
    var made = post(node, "/api/v1/tokens", Json.write(Map.of("agent", agent)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return Json.MAPPER.readTree(made.body()).path("token").asText();
  }

  private HttpResponse<String> get(Node node, String path) throws Exception {
    return send(HttpRequest.newBuilder(node.http().resolve(path)), node);
  }

  private HttpResponse<String> post(Node node, String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(node.http().resolve(path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        node);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, Node node) throws Exception {
    return client.send(
        request
            .timeout(Duration.ofSeconds(60))
            .header("authorization", "Bearer " + node.secret("admin-token"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Runs a command in a process of its own, on the database of the nodes. */
  private void commandLine(Map<String, String> environment, String... arguments) throws Exception {
    var home = Path.of("").toAbsolutePath();
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + home.resolve("config/jvm.options"),
        "-cp",
        home.resolve("target/tandem.jar") + ":" + home.resolve("target/lib") + "/*",
        "tandem.Main"));
    command.addAll(List.of(arguments));
    var said = folder.resolve("said").toFile();
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said);
    builder.environment().keySet().removeIf(name -> name.startsWith("TANDEM_"));
    builder.environment().put("TANDEM_HOME", home.toString());
    builder.environment().put("TANDEM_DATA_DIR", folder.resolve("command").toString());
    builder.environment().putAll(environment);
    assertThat(builder.start().waitFor()).as(Files.readString(said.toPath())).isZero();
  }
}
