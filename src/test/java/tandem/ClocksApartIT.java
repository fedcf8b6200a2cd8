package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
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
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Ids;
import tandem.commands.Doctor;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.rehearsal.FreePort;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.carriers.VoiceCarrier;
import tandem.storage.AskedDatabase;
import tandem.storage.TestDatabase;

/**
 * Goal: nodes whose machines' clocks differ by minutes work as one. Method: two servers in
 * processes on one database, one with a clock that is late and one with a clock that is early, by
 * libfaketime. The database counts as a third machine. Each owns the floor once and is killed then.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class ClocksApartIT {

  private static final Duration OFF = Duration.ofSeconds(150);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration RING = Duration.ofSeconds(20);

  /** The ring, the outage, and the time in which carriers and screens repeat what they said. */
  private static final Duration RING_MAX = RING.plusSeconds(40);

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
        - {id: short, name: Short, department: clocks, skills: {short: 1}, ring: 20}
        - {id: long, name: Long, department: clocks, skills: {long: 1}, ring: 600}
      agents:
        - {id: sam, name: Sam, department: clocks, address: "sip:sam@example.org", skills: {short: 5}}
        - {id: ben, name: Ben, department: clocks, address: "sip:ben@example.org", skills: {short: 4}}
        - {id: tia, name: Tia, department: clocks, address: "sip:tia@example.org", skills: {long: 5}}
        - {id: lea, name: Lea, department: clocks, address: "sip:lea@example.org", skills: {long: 5}}
        - {id: max, name: Max, department: clocks, address: "sip:max@example.org", skills: {long: 5}}
      numbers:
        - {number: "+31205550901", queue: short}
        - {number: "+31205550902", queue: long}
      """;

  @TempDir
  private Path folder;

  private final Vertx vertx;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AskedDatabase database = new AskedDatabase(TestDatabase.freshAddress());
  private final URI commandUrl =
      URI.create("http://127.0.0.1:" + new FreePort().number() + "/commands");
  private final Ids ids = new Ids(InstantSource.system(), new SecureRandom());
  private final List<DeskClient> seated = new ArrayList<>();
  private final SoftAssertions all = new SoftAssertions();

  ClocksApartIT(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    seated.forEach(DeskClient::cut);
  }

  @Test
  void nodes_whose_clocks_are_five_minutes_apart_have_the_databases_time() throws Exception {
    var begun = database.ask("SELECT clock_timestamp()::text");
    try (var late = node("late", OFF.negated());
        var early = node("early", OFF)) {
      admin(late, "/api/v1/floor", FLOOR);
      var carrier = carrier(early);

      // the late node owns the floor, and agents and callers come through the early one
      for (var call : List.of("one", "two", "three")) {
        ring(carrier, call, LONG_RING);
      }
      for (var agent : List.of("tia", "lea", "max")) {
        ready(late, early, agent).until("offer.created");
      }
      all.assertThat(database.ask("SELECT string_agg(c.reference, ' ' ORDER BY o.offered_at)"
              + " FROM offer o JOIN contact c ON c.id = o.contact"))
          .as("callers wait in order")
          .isEqualTo("one two three");
      ringsOn(carrier, "rung", ready(late, early, "sam"), late);
      isTheDatabasesTime(begun, "after the late node");

      // the early node owns the floor now; the late one comes back
      late.restart(OFF.negated());
      carrier.hangUp("rung", "hung up").await();
      ringsOn(carrier, "rung again", ready(early, late, "ben"), early);
      isTheDatabasesTime(begun, "after the early node");

      all.assertThat(new Doctor(database.address()).examine().rows())
          .as("what the doctor finds")
          .isZero();
      all.assertAll();
      carrier.close().await();
    }
  }

  /** The owner dies while a caller rings; the agent's screen is at the other node. */
  private void ringsOn(
      VoiceCarrier carrier, String call, DeskClient screen, SteppedServer.Faked owner) {
    ring(carrier, call, SHORT_RING);
    var offered = screen.until("offer.created");
    long begun = System.nanoTime();
    all.assertThat(offered.at("/offer/expires_in_ms").asLong())
        .as("the time that the screen of %s shows for the offer", call)
        .isBetween(RING.minusSeconds(5).toMillis(), RING.plusSeconds(1).toMillis());

    owner.kill();

    assertThat(screen.until("offer.closed").path("why").asText()).isEqualTo("expired");
    all.assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("how long %s rang", call)
        .isBetween(RING.minusSeconds(2), RING_MAX);
  }

  /** Looks at times that a node has written, against the time that has passed on the database. */
  private void isTheDatabasesTime(String begun, String when) {
    for (var time : List.of(
        "fact.at",
        "contact.arrived_at",
        "offer.offered_at",
        "outbox.created_at",
        "credential.created_at",
        "audit.at")) {
      var table = time.substring(0, time.indexOf('.'));
      all.assertThat(database.ask("SELECT count(*) FROM " + table + " WHERE " + time + " < '"
              + begun + "'::timestamptz - interval '1 s' OR " + time
              + " > clock_timestamp() + interval '1 s'"))
          .as("%s: times of %s that were never shown by the database", when, time)
          .isEqualTo("0");
    }
    all.assertThat(database.ask("SELECT abs(extract(epoch FROM written_at -"
            + " (SELECT max(at) FROM fact WHERE seq = floor.seq))) < 1 FROM floor"))
        .as("%s: the last fact has the time at which it was written", when)
        .isEqualTo("t");
    all.assertThat(database.ask("SELECT count(*) FROM (SELECT at < lag(at) OVER (ORDER BY seq) AS"
            + " back FROM fact) WHERE back"))
        .as("%s: facts whose time goes back", when)
        .isEqualTo("0");
    all.assertThat(database.ask("SELECT coalesce(max((body ->> 'lost')::float8), 0) < 30"
            + " FROM fact WHERE kind = 'time_lost'"))
        .as("%s: the time that counts as lost is that of the outage", when)
        .isEqualTo("t");
  }

  private SteppedServer.Faked node(String name, Duration off) throws Exception {
    var library = SteppedServer.Faked.library();
    assertThat(library).as("scripts/test installs libfaketime").isPresent();
    return SteppedServer.Faked.start(
        library.orElseThrow(),
        Files.createDirectory(folder.resolve(name)),
        Map.of(
            "TANDEM_DATABASE_URL", database.url(),
            "TANDEM_VOICE_NATIVE_COMMAND_URL", commandUrl.toString()),
        off);
  }

  private VoiceCarrier carrier(SteppedServer server) {
    var carrier = new VoiceCarrier(
        vertx,
        InstantSource.system(),
        ids,
        new FrontDoor(vertx, server.http()),
        server.secret("voice"),
        commandUrl,
        new VoiceCarrier.Listener() {});
    carrier.open().await();
    return carrier;
  }

  private static void ring(VoiceCarrier carrier, String call, String number) {
    assertThat(carrier.arrive(call, CALLER, number).await().taken()).as(call).isTrue();
  }

  /** An agent with a token that one node has made sits down at the other. */
  private DeskClient ready(SteppedServer made, SteppedServer at, String agent) throws Exception {
    var token = admin(made, "/api/v1/tokens", Json.write(Map.of("agent", agent)))
        .path("token")
        .asText();
    var screen = DeskClient.connect(vertx, at.http().getPort(), token);
    seated.add(screen);
    screen.say("{\"type\":\"hello\"}");
    screen.next("snapshot");
    screen.doing("c-" + ids.next(), "\"do\":\"ready\"");
    return screen;
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
}
