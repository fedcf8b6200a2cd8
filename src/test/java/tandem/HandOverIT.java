package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.until;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.channels.chat.ChatClient;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.faults.Cable;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/**
 * A node that cannot do its work hands its agents over to another, which gives them what waits.
 * Nobody is blamed for it.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class HandOverIT {

  private static final short TRY_AGAIN = 1013;

  @TempDir
  private Path folder;

  private final Vertx vertx;
  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final AskedDatabase database = new AskedDatabase(address);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Cable toDatabase = new Cable(address.port());
  private Node owner;
  private Node second;

  HandOverIT(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void start() throws Exception {
    owner = Node.start(
        Files.createDirectory(folder.resolve("owner")),
        Map.of("TANDEM_DATABASE_URL", database.url()));
    second = Node.start(
        Files.createDirectory(folder.resolve("second")),
        Map.of(
            "TANDEM_DATABASE_URL",
            database
                .url()
                .replace("127.0.0.1:" + address.port(), "127.0.0.1:" + toDatabase.port())
                .replace("localhost:" + address.port(), "localhost:" + toDatabase.port())));
  }

  @AfterEach
  void stop() {
    toDatabase.mend();
    second.close();
    owner.close();
    toDatabase.close();
  }

  @Test
  void a_node_without_the_database_hands_its_agents_over_and_takes_agents_again_afterwards()
      throws Exception {
    var token = token("ana");
    var ana = ready(second, token);
    var board = board();
    var visitor = ChatClient.connect(vertx, second.http().getPort(), "shop", "", 0);

    toDatabase.silence();

    assertThat(ana.closeCode()).isEqualTo(TRY_AGAIN);
    assertThat(visitor.closeCode()).isEqualTo(TRY_AGAIN);
    assertThat(board.body().toList()).as("the board ends").contains("event: wallboard");
    assertThat(ask("/api/v1/wallboard", HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(503);
    isOfferedWhatWaitsElsewhere(token, "ana");

    toDatabase.mend();
    var ivo = token("ivo");
    until(() -> admits(second, ivo), admitted -> admitted);
  }

  @Test
  void a_node_that_cannot_reach_the_owner_hands_its_agents_over() throws Exception {
    var token = token("ana");
    int door = Integer.parseInt(
        database.ask("SELECT door_port::text FROM node n, floor f" + " WHERE n.id = f.owner"));
    try (var toOwner = new Cable(door)) {
      database.ask("UPDATE node n SET door_port = " + toOwner.port()
          + " FROM floor f WHERE n.id = f.owner RETURNING n.id");
      // the second node reaches the owner by the cable now
      var ana = until(() -> seatedByCable(toOwner, token), screen -> screen.isPresent())
          .orElseThrow();

      toOwner.silence();

      assertThat(ana.closeCode()).isEqualTo(TRY_AGAIN);
      isOfferedWhatWaitsElsewhere(token, "ana");
    }
  }

  private Optional<DeskClient> seatedByCable(Cable cable, String token) {
    return cable.connections() == 0 ? Optional.empty() : Optional.of(ready(second, token));
  }

  /** A screen of the owner gets a call that arrives now, and no offer was missed before. */
  private void isOfferedWhatWaitsElsewhere(String token, String agent) throws Exception {
    var back = ready(owner, token);
    assertThat(owner.ringUntilTaken("c-1", "event-1", Duration.ofSeconds(60))).isEqualTo(200);

    assertThat(back.until("offer.created").has("offer")).isTrue();
    assertThat(database.ask("SELECT string_agg(agent, ' ' ORDER BY attempt) FROM offer"))
        .isEqualTo(agent);
    assertThat(database.ask("SELECT count(*)::text FROM offer WHERE why = 'expired'"))
        .isEqualTo("0");
    back.close();
  }

  /** A wallboard that is pushed by the second node. */
  private HttpResponse<Stream<String>> board() throws Exception {
    var board = ask("/api/v1/wallboard/stream", HttpResponse.BodyHandlers.ofLines());
    assertThat(board.statusCode()).isEqualTo(200);
    return board;
  }

  private <T> HttpResponse<T> ask(String path, HttpResponse.BodyHandler<T> body) throws Exception {
    var request = HttpRequest.newBuilder(second.http().resolve(path))
        .header("authorization", "Bearer " + second.secret("admin-token"))
        .build();
    return http.send(request, body);
  }

  private boolean admits(Node node, String token) {
    var screen = DeskClient.connect(vertx, node.http().getPort(), token);
    screen.say("{\"type\":\"hello\"}");
    return screen.isSeated();
  }

  private DeskClient ready(Node node, String token) {
    var screen = DeskClient.connect(vertx, node.http().getPort(), token);
    screen.say("{\"type\":\"hello\"}");
    screen.next("snapshot");
    screen.doing("ready", "\"do\":\"ready\"");
    assertThat(screen.answer("ready").has("ok")).isTrue();
    return screen;
  }

  private String token(String agent) throws Exception {
    var request = HttpRequest.newBuilder(owner.http().resolve("/api/v1/tokens"))
        .header("authorization", "Bearer " + owner.secret("admin-token"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of("agent", agent))))
        .build();
    JsonNode answer = Json.MAPPER.readTree(
        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    return answer.path("token").asText();
  }
}
