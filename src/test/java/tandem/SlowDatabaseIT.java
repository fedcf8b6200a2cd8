package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Ids;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.faults.Cable;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.carriers.VoiceCarrier;
import tandem.storage.AskedDatabase;
import tandem.storage.DatabaseAddress;
import tandem.storage.TestDatabase;

/**
 * Goal: on a slow database the server is slow, and nothing else. Method: a whole server whose way
 * to PostgreSQL takes half a second in each direction, ten new callers a second, and people who
 * read as much as the server lets them.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class SlowDatabaseIT {

  private static final int CALLS = 60;
  private static final long BETWEEN_MS = 100;
  private static final int READERS = 30;
  private static final Duration ONE_WAY = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final String NUMBER = "+31205550901";
  private static final String FLOOR = """
      departments:
        - {id: slow, name: Slow}
      queues:
        - {id: slow, name: Slow, department: slow, ring: 600}
      agents:
        - {id: tia, name: Tia, department: slow, address: "sip:tia@example.org"}
      numbers:
        - {number: "+31205550901", queue: slow}
      """;

  @TempDir
  private Path folder;

  private final Vertx vertx;
  private final HttpClient http = HttpClient.newHttpClient();
  private final DatabaseAddress address = TestDatabase.freshAddress();
  private final AskedDatabase database = new AskedDatabase(address);
  private final Ids ids = new Ids(InstantSource.system(), new SecureRandom());

  SlowDatabaseIT(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @Test
  void ten_calls_a_second_are_taken_and_offered_while_everything_takes_a_second() throws Exception {
    try (var cable = new Cable(address.port());
        var server = new SteppedServer.Within(
            Files.createDirectory(folder.resolve("data")),
            Map.of("TANDEM_DATABASE_URL", through(cable).url()))) {
      var carrier = carrier(server);
      admin(server, "/api/v1/floor", FLOOR);
      var token = admin(server, "/api/v1/tokens", Json.write(Map.of("agent", "tia")))
          .path("token")
          .asText();
      var tia = DeskClient.connect(vertx, server.http().getPort(), token);
      tia.say("{\"type\":\"hello\"}");
      tia.next("snapshot");
      assertThat(carrier.arrive("first", "+31612345678", NUMBER).await().taken())
          .isTrue();

      cable.delay(ONE_WAY);
      var readers = new ArrayList<CompletableFuture<?>>();
      for (int reader = 0; reader < READERS; reader++) {
        readers.add(read(server));
      }
      var answers = calls(carrier);
      tia.doing("c-1", "\"do\":\"ready\"");
      tia.until("offer.created");
      for (var answer : answers) {
        var taken = answer.await(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(taken.taken()).as(taken.inShort()).isTrue();
      }

      assertThat(database.ask(
              "SELECT count(*)::text || ' ' || count(DISTINCT reference)" + " FROM contact"))
          .isEqualTo((CALLS + 1) + " " + (CALLS + 1));
      assertThat(database.ask("SELECT count(*)::text FROM fact WHERE kind = 'time_lost'"))
          .as("no term has ended")
          .isEqualTo("0");
      for (var reader : readers) {
        reader.get(LONG.toSeconds(), TimeUnit.SECONDS);
      }
      cable.delay(Duration.ZERO);
      tia.cut();
      carrier.close().await();
    }
  }

  /** A caller every tenth of a second. */
  private List<Future<FrontDoor.Answer>> calls(VoiceCarrier carrier) throws Exception {
    var answers = new ArrayList<Future<FrontDoor.Answer>>();
    var all = Promise.<Void>promise();
    vertx.setPeriodic(BETWEEN_MS, timer -> {
      int call = answers.size();
      if (call < CALLS) {
        answers.add(carrier.arrive("call-" + call, "+3161234%04d".formatted(call), NUMBER));
      } else {
        vertx.cancelTimer(timer);
        all.tryComplete();
      }
    });
    all.future().await(LONG.toSeconds(), TimeUnit.SECONDS);
    return answers;
  }

  /** Reads a page's data; a slow server may say that it is busy. */
  private CompletableFuture<?> read(SteppedServer server) {
    var request = HttpRequest.newBuilder(
            server.http().resolve("/api/v1/customers?phone=+31612345678".replace("+", "%2B")))
        .timeout(LONG)
        .header("authorization", "Bearer " + server.secret("admin-token"))
        .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenAccept(
            answer -> assertThat(answer.statusCode()).as("%s", answer.body()).isIn(200, 503));
  }

  private AskedDatabase through(Cable cable) {
    return new AskedDatabase(new DatabaseAddress(
        "127.0.0.1", cable.port(), address.database(), address.user(), address.password()));
  }

  private VoiceCarrier carrier(SteppedServer server) {
    var carrier = new VoiceCarrier(
        vertx,
        InstantSource.system(),
        ids,
        new FrontDoor(vertx, server.http()),
        server.secret("voice"),
        server.commandUrl(),
        new VoiceCarrier.Listener() {});
    carrier.open().await();
    return carrier;
  }

  private JsonNode admin(SteppedServer server, String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(server.http().resolve(path))
        .timeout(LONG)
        .header("authorization", "Bearer " + server.secret("admin-token"))
        .header("content-type", body.startsWith("{") ? "application/json" : "application/yaml")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 299);
    return Json.MAPPER.readTree(answer.body());
  }
}
