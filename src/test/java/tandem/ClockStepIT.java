package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.carriers.VoiceCarrier;
import tandem.storage.AskedDatabase;
import tandem.storage.TestDatabase;

/**
 * Goal: when a machine's wall clock is set, no call is hung up and offers end on time. Method: a
 * whole server with a carrier and agents. Only the server's clock is set back and forward, while it
 * runs and while it restarts: by libfaketime in a process of its own, and by a clock of the test's
 * own. The database counts as another machine and keeps the true time.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class ClockStepIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CALLER = "+31612345678";
  private static final String SHORT_RING = "+31205550901";
  private static final String LONG_RING = "+31205550902";
  private static final String FLOOR = """
      departments:
        - {id: clocks, name: Clocks}
      skills:
        - {id: short, name: Rings for a short time}
        - {id: long, name: Rings for a long time}
      queues:
        - {id: short, name: Short, department: clocks, skills: {short: 1}, ring: 5}
        - {id: long, name: Long, department: clocks, skills: {long: 1}, ring: 600}
      agents:
        - {id: sam, name: Sam, department: clocks, address: "sip:sam@example.org", skills: {short: 5}}
        - {id: ben, name: Ben, department: clocks, address: "sip:ben@example.org"}
        - {id: tia, name: Tia, department: clocks, address: "sip:tia@example.org", skills: {long: 5}}
        - {id: lea, name: Lea, department: clocks, address: "sip:lea@example.org", skills: {long: 5}}
      numbers:
        - {number: "+31205550901", queue: short}
        - {number: "+31205550902", queue: long}
      """;

  interface Starting {
    SteppedServer at(Path data, Map<String, String> environment);
  }

  static Stream<Named<Starting>> servers() {
    var library = SteppedServer.Faked.library();
    assertThat(library).as("scripts/test installs libfaketime").isPresent();
    return Stream.of(
        Named.of(
            "under libfaketime",
            (data, environment) ->
                SteppedServer.Faked.start(library.orElseThrow(), data, environment)),
        Named.of("under the test's own clock", SteppedServer.Within::new));
  }

  @TempDir
  private Path folder;

  private final Vertx vertx;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AskedDatabase database = new AskedDatabase(TestDatabase.freshAddress());
  private final Ids ids = new Ids(InstantSource.system(), new SecureRandom());
  private final ConcurrentLinkedQueue<String> hungUp = new ConcurrentLinkedQueue<>();
  private final List<DeskClient> seated = new ArrayList<>();

  ClockStepIT(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    seated.forEach(DeskClient::cut);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void no_call_is_hung_up_and_offers_end_on_time_when_the_clock_is_set(Starting starting)
      throws Exception {
    var environment = new HashMap<>(Map.of("TANDEM_DATABASE_URL", database.url()));
    try (var server = starting.at(Files.createDirectory(folder.resolve("data")), environment)) {
      var carrier = carrier(server);
      admin(server, "/api/v1/floor", FLOOR);
      var tia = ready(server, "tia");
      ring(carrier, "talked", LONG_RING);
      accept(tia, tia.until("offer.created"));
      await("SELECT state = 'connected' FROM contact WHERE reference = 'talked'");

      // back by ten minutes while an offer rings
      ring(carrier, "missed", SHORT_RING);
      var sam = rung(server, "sam");
      server.set(Duration.ofMinutes(-10));
      assertThat(sam.until("offer.closed").path("why").asText()).isEqualTo("expired");
      awaitNoticed(server);

      // forward by an hour and by half a day, while callers talk, ring and wait
      var lea = ready(server, "lea");
      ring(carrier, "rung", LONG_RING);
      var rung = lea.until("offer.created");
      ring(carrier, "waits", LONG_RING);
      for (var off : List.of(Duration.ofHours(1), Duration.ofHours(13))) {
        server.set(off);
        ready(server, "ben"); // a token of now, over a new connection; due deadlines are handled
        ring(carrier, "at " + off, LONG_RING);
        assertThat(calls()).contains("talked connected", "rung offered", "waits queued");
      }
      accept(lea, rung);
      await("SELECT state = 'connected' FROM contact WHERE reference = 'rung'");

      // and a restart on a clock that is behind by ten minutes, while an offer rings
      rung(server, "sam");
      server.restart(Duration.ofMinutes(-10));
      await("SELECT count(*) = 0 FROM offer o JOIN contact c ON c.id = o.contact"
          + " WHERE c.queue = 'short' AND o.state = 'pending'");
      assertThat(calls()).contains("talked connected", "rung connected", "waits queued");

      assertThat(hungUp).isEmpty();
      assertThat(
              database.ask("SELECT count(*) FROM (SELECT at < lag(at) OVER (ORDER BY seq) AS back"
                  + " FROM fact) WHERE back"))
          .isEqualTo("0");
      assertThat(database.ask("SELECT max(o.closed_at - o.offered_at) < '60 s' FROM offer o"
              + " JOIN contact c ON c.id = o.contact WHERE c.queue = 'short'"))
          .isEqualTo("t");
      carrier.hangUp("talked", "hung up").await();
      await("SELECT state IN ('wrap_up', 'closed') FROM contact WHERE reference = 'talked'");
      carrier.close().await();
    }
  }

  private VoiceCarrier carrier(SteppedServer server) {
    var carrier = new VoiceCarrier(
        vertx,
        InstantSource.system(),
        ids,
        new FrontDoor(vertx, server.http()),
        server.secret("voice"),
        server.commandUrl(),
        new VoiceCarrier.Listener() {
          @Override
          public void hungUp(String call) {
            hungUp.add(call);
          }

          @Override
          public void strange(String what) {
            hungUp.add(what);
          }
        });
    carrier.open().await();
    return carrier;
  }

  private void ring(VoiceCarrier carrier, String call, String number) {
    assertThat(carrier.arrive(call, CALLER, number).await().taken()).isTrue();
  }

  private DeskClient ready(SteppedServer server, String agent) throws Exception {
    var screen = sit(server, agent);
    does(screen, "\"do\":\"ready\"");
    return screen;
  }

  /** Opens the desk of an agent for whom a caller waits. */
  private DeskClient rung(SteppedServer server, String agent) throws Exception {
    var screen = sit(server, agent);
    screen.doing("c-" + ids.next(), "\"do\":\"ready\"");
    screen.until("offer.created");
    return screen;
  }

  private DeskClient sit(SteppedServer server, String agent) throws Exception {
    var token = admin(server, "/api/v1/tokens", Json.write(Map.of("agent", agent)))
        .path("token")
        .asText();
    var screen = DeskClient.connect(vertx, server.http().getPort(), token);
    seated.add(screen);
    screen.say("{\"type\":\"hello\"}");
    screen.next("snapshot");
    return screen;
  }

  private void accept(DeskClient screen, JsonNode created) {
    var offer = OfferId.parse(created.path("offer").path("id").asText());
    does(screen, "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
  }

  private void does(DeskClient screen, String act) {
    var id = "c-" + ids.next();
    screen.doing(id, act);
    var answer = screen.answer(id);
    assertThat(answer.has("ok")).as("%s: %s", act, answer).isTrue();
  }

  private JsonNode admin(SteppedServer server, String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(server.http().resolve(path))
        .timeout(SOON)
        .header("authorization", "Bearer " + server.secret("admin-token"))
        .header("content-type", body.startsWith("{") ? "application/json" : "application/yaml")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 299);
    return Json.MAPPER.readTree(answer.body());
  }

  private void awaitNoticed(SteppedServer server) {
    long until = System.nanoTime() + SOON.toNanos();
    while (!server.hasNoticed()) {
      assertThat(System.nanoTime()).as("60 s").isLessThan(until);
      database.pause();
    }
  }

  private List<String> calls() {
    return List.of(database
        .ask("SELECT string_agg(reference || ' ' || state, ',' ORDER BY reference) FROM contact")
        .split(","));
  }

  private void await(String condition) {
    database.await(condition, SOON);
  }
}
