package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.commands.Doctor;
import tandem.console.agents.DeskClient;
import tandem.document.Json;

/**
 * The first call of a newcomer, as the README says: a server with the sample floor and no settings,
 * an agent at the desk, and {@code scripts/tandem call}. Both programs are processes.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class FirstCallIT {

  /** The carrier is the one that a server has without settings. */
  private static final Map<String, String> AS_SHIPPED =
      Map.of("TANDEM_VOICE_NATIVE_COMMAND_URL", "");

  /** The end of what a process has said. */
  private static final String END = "\0";

  @TempDir
  private static Path data;

  private static Optional<Node> running = Optional.empty();

  private final Vertx vertx;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();
  private final List<Process> calls = new ArrayList<>();

  FirstCallIT(Vertx vertx) {
    this.vertx = vertx;
  }

  @BeforeAll
  static void start() {
    running = Optional.of(Node.start(data, AS_SHIPPED));
  }

  @AfterAll
  static void stop() {
    running.ifPresent(Node::close);
  }

  @AfterEach
  void end() {
    calls.forEach(Process::destroyForcibly);
  }

  private static Node node() {
    return running.orElseThrow();
  }

  @Test
  void a_first_call_connects_is_finished_and_its_outcome_is_recorded() throws Exception {
    var token = token("ana");
    var ana = sit(token);
    assertThat(ana.next("snapshot").path("practice_line").asBoolean()).isTrue();
    goReady(ana);

    var call = call("--from", "+31612345678");
    var contact = accept(ana);

    awaitState(ana, contact, "connected");
    awaitLine("The caller talks with Ana de Wit.");
    ana.doing("hold", "\"do\":\"hold\",\"contact\":\"" + contact + "\"");
    awaitLine("Ana de Wit puts the caller on hold.");
    ana.doing("resume", "\"do\":\"resume\",\"contact\":\"" + contact + "\"");
    awaitLine("The caller talks with Ana de Wit again.");
    post(
        token,
        "/api/v1/contacts/" + contact + "/outcome",
        "{\"outcome\":\"answered\",\"note\":\"\"}");

    awaitState(ana, contact, "closed");
    ana.doing("go-home", "\"do\":\"offline\"");
    ana.answer("go-home");
    ana.close();
    awaitLine("Ana de Wit ends the call: answered.");
    awaitLine(END);
    assertThat(call.waitFor()).isZero();
    assertThat(heard.getFirst()).isEqualTo("+31612345678 calls +31201234500. Ctrl-C hangs up.");
    assertThat(heard.stream().map(FirstCallIT::withoutTime).skip(1).limit(3))
        .containsExactly(
            "The caller waits in the queue Where is my order.",
            "It rings at Ana de Wit.",
            "Ana de Wit accepts.");
    assertThat(ask("SELECT outcome FROM contact_outcome WHERE contact = '" + contact + "'"))
        .containsExactly("answered");
    Polls.eventually(() -> ask("SELECT kind FROM outbox WHERE destination = 'carrier:native'"
            + " AND subject = '" + contact + "' AND delivered_at IS NOT NULL ORDER BY id")
        .equals(List.of("call.bridge", "call.hold", "call.resume", "call.hangup")));
    assertThat(new Doctor(node().database()).examine().rows()).isZero();
  }

  @Test
  void a_server_that_is_killed_at_the_accept_connects_the_call_when_it_is_back() throws Exception {
    var bram = sit(token("bram"));
    bram.next("snapshot");
    goReady(bram);
    var call = call();
    var contact = accept(bram);
    bram.answer("accept");

    node().kill();
    running = Optional.of(node().again(AS_SHIPPED));

    awaitLine("The caller talks with Bram Visser.");
    signal(call);
    awaitLine("The caller is gone (caller_hung_up), and Bram Visser writes it up.");
    assertThat(call.waitFor()).isEqualTo(130);
    assertThat(
            ask("SELECT kind FROM fact WHERE kind = 'connected' AND contact = '" + contact + "'"))
        .hasSize(1);
    assertThat(ask("SELECT h.event FROM hook_event h JOIN outbox o"
            + " ON h.event LIKE 'built-in ' || o.key || ' %' WHERE o.subject = '" + contact + "'"))
        .hasSize(1);
  }

  @Test
  void a_caller_whom_nobody_can_answer_learns_why_and_hangs_up() throws Exception {
    var call = call("--from", "anonymous", "--queue", "returns");

    awaitLine(
        "Nobody is ready to take it: log in at " + node().http() + "/agent and press Go ready.");
    signal(call);
    awaitLine("The caller is gone before anybody answered (caller_hung_up).");
    awaitLine(END);
    assertThat(call.waitFor()).isEqualTo(130);
    assertThat(heard.getFirst()).isEqualTo("anonymous calls +31201234505. Ctrl-C hangs up.");
  }

  @Test
  void a_caller_hangs_up_after_their_time_and_the_result_can_be_json() throws Exception {
    var call = call("--queue", "returns", "--seconds", "1", "--json");

    awaitLine(END);
    assertThat(call.waitFor()).isZero();
    assertThat(heard).hasSize(1);
    var result = Json.read(heard.getFirst(), JsonNode.class);
    assertThat(result.path("to").asText()).isEqualTo("+31201234505");
    assertThat(result.path("events").findValuesAsText("event"))
        .containsExactly("queued", "abandoned");
  }

  @Test
  void a_queue_without_a_number_is_refused_with_those_that_have_one() throws Exception {
    var call = call("--queue", "returned");

    awaitLine("tandem: --queue must be a queue that a number leads to (delivery, damaged,"
        + " product_help, complaints, returns, english), not returned");
    awaitLine(END);
    assertThat(call.waitFor()).isEqualTo(1);
  }

  /** A screen of the token's agent that has said hello. */
  private DeskClient sit(String token) {
    var screen = DeskClient.connect(vertx, node().http().getPort(), token);
    screen.say("{\"type\":\"hello\"}");
    return screen;
  }

  private static void goReady(DeskClient agent) {
    agent.doing("go-ready", "\"do\":\"ready\"");
    agent.answer("go-ready");
  }

  private Process call(String... arguments) throws IOException {
    var all = new ArrayList<>(List.of("call"));
    all.addAll(List.of(arguments));
    var process = node().command(all.toArray(String[]::new));
    calls.add(process);
    Thread.ofVirtual().start(() -> {
      try (var lines = new BufferedReader(
          new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        // on a busy machine the command logs that it is slow
        lines.lines().filter(line -> !line.startsWith("{\"timestamp\"")).forEach(said::add);
      } catch (IOException e) {
        said.add(e.toString());
      }
      said.add(END);
    });
    return process;
  }

  private static void signal(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Reads what the command says until this line, whose time may be any. */
  private void awaitLine(String wanted) throws InterruptedException {
    while (true) {
      var line = said.poll(60, TimeUnit.SECONDS);
      assertThat(line).as("after %s", heard).isNotNull();
      if (withoutTime(line).equals(wanted)) {
        if (!wanted.equals(END)) {
          heard.add(line);
        }
        return;
      }
      assertThat(line).as("instead of %s, after %s", wanted, heard).isNotEqualTo(END);
      heard.add(line);
    }
  }

  private static String withoutTime(String line) {
    return line.replaceFirst("^ *([0-9.]+ s  )?", "");
  }

  /** Accepts the offer on the agent's screen; returns its contact. */
  private static String accept(DeskClient agent) {
    var offer = agent.until("offer.created").path("offer");
    agent.doing("accept", "\"do\":\"accept\",\"offer\":\"" + offer.path("id").asText() + "\"");
    return offer.path("contact").asText();
  }

  private static void awaitState(DeskClient agent, String contact, String state) {
    agent.until(message -> message.path("contact").path("id").asText().equals(contact)
        && message.path("contact").path("state").asText().equals(state));
  }

  private String token(String agent) throws Exception {
    return post(node().secret("admin-token"), "/api/v1/tokens", "{\"agent\":\"" + agent + "\"}")
        .path("token")
        .asText();
  }

  private JsonNode post(String token, String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(node().http().resolve(path))
        .header("authorization", "Bearer " + token)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
    var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return Json.read(answer.body(), JsonNode.class);
  }

  /** Runs a query and returns the first column of every row, as text. */
  private List<String> ask(String query) {
    try (var connection = node().database().open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
