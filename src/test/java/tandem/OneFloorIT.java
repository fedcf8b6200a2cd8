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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.commands.Doctor;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.rehearsal.FrontDoor;
import tandem.rehearsal.carriers.VoiceCarrier;
import tandem.storage.AskedDatabase;
import tandem.storage.TestDatabase;

/**
 * Three server processes on one database are one floor for the agents at any of them, even when one
 * stops, freezes or dies. An offer rings longer than any test takes, so none expires. A node takes
 * seconds to start, so the tests that end one come last.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(VertxExtension.class)
class OneFloorIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int LAST = Integer.MAX_VALUE;
  private static final String CALLER = "+31612345678";
  private static final String OUR_NUMBER = "+31201234505";
  private static final String FLOOR = """
      departments:
        - {id: returns, name: Returns}
      queues:
        - {id: returns, name: Returns and refunds, department: returns, ring: 600}
      """;

  @TempDir
  private static Path folder;

  private final Vertx vertx;
  private final AskedDatabase database = new AskedDatabase(TestDatabase.freshAddress());
  private final Map<String, String> environment = Map.of("TANDEM_DATABASE_URL", database.url());
  private final Ids ids = new Ids(InstantSource.system(), new SecureRandom());
  private final List<DeskClient> seated = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private Node owner;
  private Node second;
  private Node third;
  private VoiceCarrier carrier;

  OneFloorIT(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeAll
  void start() throws Exception {
    owner = Node.start(Files.createDirectory(folder.resolve("owner")), environment);
    // both at once: each takes seconds
    var other = starting("second");
    third = starting("third").get(2, TimeUnit.MINUTES);
    second = other.get(2, TimeUnit.MINUTES);
    admin("/api/v1/floor", FLOOR);
    carrier = new VoiceCarrier(
        vertx,
        InstantSource.system(),
        ids,
        new FrontDoor(vertx, owner.http()),
        owner.secret("voice"),
        owner.commandUrl(),
        new VoiceCarrier.Listener() {});
    carrier.open().await();
  }

  @AfterAll
  void stop() {
    third.close();
    second.close();
    owner.close();
    carrier.close().await();
  }

  @AfterEach
  void everybodyGoesHome() throws Exception {
    third.signal("CONT"); // also when the test that froze it has failed before
    for (var call : calls) {
      carrier.hangUp(call, "hung up").await();
    }
    calls.clear();
    seated.forEach(DeskClient::cut);
    seated.clear();
    for (var agent : List.of("bram", "chantal", "gijs", "hanna", "ivo")) {
      var written = database.ask(
          "SELECT min(id::text) FROM contact WHERE state = 'wrap_up' AND agent = '" + agent + "'");
      if (!written.equals("null")) {
        send(
            owner,
            "POST",
            "/api/v1/contacts/" + written + "/outcome",
            token(agent),
            "{\"outcome\":\"answered\"}");
      }
      var screen = sit(owner, agent);
      does(screen, "\"do\":\"offline\"");
      screen.close();
    }
    seated.clear();
    await("SELECT count(*) = 0 FROM contact WHERE state <> 'closed'");
    assertThat(new Doctor(database.address()).examine().rows()).isZero();
  }

  @Test
  void a_claim_made_at_one_node_is_seen_at_another_until_its_agents_screen_is_gone()
      throws Exception {
    var hanna = ready(third, "hanna");
    ring("claimed", hanna);
    var customer = database.ask("SELECT customer::text FROM contact WHERE reference = 'claimed'");
    var gijs = sit(second, "gijs");

    claim(second, "gijs", openCase("gijs", customer));
    var claimed = hanna.until("claims.changed");
    gijs.close();
    untilNothingIsClaimed(hanna);

    assertThat(claimed.at("/claims/0/agent").asText()).isEqualTo("gijs");
    assertThat(claimed.path("customer").asText()).isEqualTo(customer);
  }

  @Test
  void a_session_that_is_ended_at_one_node_has_no_sockets_left_at_another() throws Exception {
    var token = token("hanna");
    var hanna = sit(third, token, true);

    send(second, "DELETE", "/api/v1/session", token, "");

    assertThat(hanna.closeCode()).isEqualTo((short) 4001);
  }

  @Test
  void a_page_that_is_reloaded_from_one_node_to_another_keeps_the_ringing_offer() throws Exception {
    await("SELECT count(*) = 0 FROM attendance"); // the agents of the test before have just logged
    // off
    var hanna = ready(second, "hanna");
    var offer = offer(ring("reloaded", hanna));
    long seq = seq();

    hanna.close();
    var back = sit(third, token("hanna"), false);
    var snapshot = back.next("snapshot");
    // another tab at the first node opens and closes
    var tab = sit(second, "hanna");
    await("SELECT count(*) = 2 FROM attendance WHERE agent = 'hanna'");
    tab.close();
    await("SELECT count(*) = 1 FROM attendance WHERE agent = 'hanna'");
    // that node reports her state before this
    ready(second, "ivo").close();
    awaitFact(seq, "agent_lost", "ivo");
    accept(back, offer);

    assertThat(snapshot.at("/offers/0/id").asText()).isEqualTo(offer.toString());
    assertThat(facts(seq, "agent_lost")).isEqualTo("ivo");
  }

  @Test
  @Order(LAST - 1)
  void an_agent_who_moves_from_a_stopping_node_to_another_keeps_the_ringing_offer()
      throws Exception {
    var hanna = ready(second, "hanna");
    var offer = offer(ring("stopped", hanna));
    ready(second, "ivo");
    long seq = seq();

    var stopping = CompletableFuture.runAsync(second::close);
    assertThat(hanna.closeCode()).isEqualTo((short) 1013);
    var back = sit(third, "hanna");
    stopping.get(1, TimeUnit.MINUTES);
    // an agent who does not come counts as lost when the node has been silent
    awaitFact(seq, "agent_lost", "ivo");
    accept(back, offer);

    assertThat(facts(seq, "agent_lost")).isEqualTo("ivo");
  }

  @Test
  @Order(LAST)
  void when_a_node_dies_its_ringing_call_goes_to_another_its_talk_goes_on_and_its_claims_are_gone()
      throws Exception {
    var gijs = ready(third, "gijs");
    accept(gijs, offer(ring("talks", gijs)));
    await("SELECT state = 'connected' FROM contact WHERE reference = 'talks'");
    var hanna = ready(third, "hanna");
    var dying = offer(ring("rings", hanna));
    var chantal = ready(owner, "chantal");
    ring("elsewhere", chantal);
    sit(third, "ivo");
    var customer = database.ask("SELECT customer::text FROM contact WHERE reference = 'elsewhere'");
    claim(third, "ivo", openCase("ivo", customer));
    assertThat(chantal.until("claims.changed").at("/claims/0/agent").asText()).isEqualTo("ivo");
    var bram = waiting(owner, "bram");
    long seq = seq();

    third.kill();

    assertThat(offer(bram.until("offer.created").path("offer")))
        .isEqualTo(new OfferId(dying.contact(), 2));
    assertThat(database.ask("SELECT agent || ' ' || why || ' ' || (expires_at > now()) FROM offer"
            + " WHERE attempt = 1 AND contact = '" + dying.contact() + "'"))
        .isEqualTo("hanna agent_left true");
    untilNothingIsClaimed(chantal);
    awaitFact(seq, "agent_lost", "gijs");
    var back = sit(owner, token("gijs"), false).next("snapshot");
    assertThat(back.at("/contacts/0/state").asText()).isEqualTo("connected");
    awaitFact(seq, "agent_found", "gijs");
  }

  @Test
  void
      a_node_that_freezes_loses_its_agents_and_when_it_thaws_only_those_who_are_still_there_return()
          throws Exception {
    var hanna = ready(third, "hanna");
    var hannas = offer(ring("hannas", hanna));
    var ivo = ready(third, "ivo");
    var ivos = offer(ring("ivos", ivo));
    long seq = seq();

    third.signal("STOP");

    var gijs = waiting(owner, "gijs");
    var chantal = waiting(second, "chantal");
    assertThat(List.of(
            offer(gijs.until("offer.created").path("offer")),
            offer(chantal.until("offer.created").path("offer"))))
        .containsExactlyInAnyOrder(
            new OfferId(hannas.contact(), 2), new OfferId(ivos.contact(), 2));
    hanna.cut();
    // longer than the grid waits for a member, so it rejoins as a new one
    await("SELECT count(*) = 1 FROM node WHERE seen_at < clock_timestamp() - interval '8 seconds'");
    third.signal("CONT");
    awaitFact(seq, "agent_found", "ivo");
    assertThat(ivo.until("offer.closed").path("why").asText()).isEqualTo("agent_left");
    accept(ivo, offer(ring("after", ivo)));
    assertThat(facts(seq, "agent_found")).isEqualTo("ivo");
    hearsWhatIsClaimedElsewhere(ivo);
    assertThat(database.ask("SELECT count(*) FROM attendance WHERE agent = 'hanna'"))
        .isEqualTo("0");
  }

  /** News may be lost until the nodes have found each other again. */
  private void hearsWhatIsClaimedElsewhere(DeskClient screen) throws Exception {
    var caseId = openCase(
        "gijs", database.ask("SELECT customer::text FROM contact WHERE reference = 'after'"));
    var until = Instant.now().plus(SOON);
    do {
      claim(second, "gijs", caseId);
      database.ask("SELECT pg_sleep(0.2)::text");
    } while (!screen.hasHeard("claims.changed") && Instant.now().isBefore(until));
    assertThat(screen.until("claims.changed").at("/claims/0/agent").asText()).isEqualTo("gijs");
  }

  /** Waits for the empty list of claims; a claim may be sent several times before. */
  private static void untilNothingIsClaimed(DeskClient screen) {
    screen.until(message -> message.path("type").asText().equals("claims.changed")
        && message.path("claims").isEmpty());
  }

  // ---- the agents at the nodes

  /** Opens the desk of a ready agent at this node. */
  private DeskClient ready(Node node, String agent) throws Exception {
    var screen = sit(node, agent);
    does(screen, "\"do\":\"ready\"");
    return screen;
  }

  /** Opens the desk of an agent who asks to be ready and may get an offer before the answer. */
  private DeskClient waiting(Node node, String agent) throws Exception {
    var screen = sit(node, agent);
    screen.doing("c-" + ids.next(), "\"do\":\"ready\"");
    return screen;
  }

  private DeskClient sit(Node node, String agent) throws Exception {
    return sit(node, token(agent), true);
  }

  private DeskClient sit(Node node, String token, boolean pastSnapshot) {
    var screen = DeskClient.connect(vertx, node.http().getPort(), token);
    seated.add(screen);
    screen.say("{\"type\":\"hello\"}");
    if (pastSnapshot) {
      screen.next("snapshot");
    }
    return screen;
  }

  private void does(DeskClient screen, String act) {
    var id = "c-" + ids.next();
    screen.doing(id, act);
    var answer = screen.answer(id);
    assertThat(answer.has("ok")).as("%s: %s", act, answer).isTrue();
  }

  /** Repeats the same command after a 503, as a page does. */
  private void accept(DeskClient screen, OfferId offer) throws Exception {
    var id = "c-" + ids.next();
    var until = Instant.now().plus(SOON);
    JsonNode answer;
    do {
      screen.doing(id, "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
      answer = screen.answer(id);
      database.ask("SELECT pg_sleep(0.1)::text");
    } while (answer.at("/problem/status").asInt() == 503 && Instant.now().isBefore(until));
    assertThat(answer.has("ok")).as("%s", answer).isTrue();
  }

  /** Rings, and returns the offer to the only free agent. */
  private JsonNode ring(String call, DeskClient free) {
    calls.add(call);
    assertThat(carrier.arrive(call, CALLER, OUR_NUMBER).await().taken()).isTrue();
    return free.until("offer.created").path("offer");
  }

  private static OfferId offer(JsonNode offer) {
    return OfferId.parse(offer.path("id").asText());
  }

  // ---- HTTP requests

  private String openCase(String agent, String customer) throws Exception {
    return send(
            owner,
            "POST",
            "/api/v1/cases",
            token(agent),
            Json.write(Map.of("customer", customer, "kind", "complaint", "subject", "Broken")))
        .path("id")
        .asText();
  }

  private void claim(Node node, String agent, String caseId) throws Exception {
    send(
        node,
        "PUT",
        "/api/v1/claims",
        token(agent),
        Json.write(Map.of("case", caseId, "kind", "credit")));
  }

  private String token(String agent) throws Exception {
    return admin("/api/v1/tokens", Json.write(Map.of("agent", agent)))
        .path("token")
        .asText();
  }

  private JsonNode admin(String path, String body) throws Exception {
    return send(owner, "POST", path, owner.secret("admin-token"), body);
  }

  private JsonNode send(Node node, String method, String path, String token, String body)
      throws Exception {
    var request = HttpRequest.newBuilder(node.http().resolve(path))
        .timeout(SOON)
        .header("authorization", "Bearer " + token)
        .header("content-type", body.startsWith("{") ? "application/json" : "application/yaml")
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
    var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode())
        .as("%s %s: %s", method, path, answer.body())
        .isBetween(200, 299);
    return Json.MAPPER.readTree(answer.body());
  }

  // ---- the database

  private long seq() {
    return Long.parseLong(database.ask("SELECT max(seq)::text FROM fact"));
  }

  private String facts(long after, String kind) {
    return database.ask("SELECT string_agg(agent, ' ' ORDER BY seq) FROM fact WHERE kind = '" + kind
        + "' AND seq > " + after);
  }

  private void awaitFact(long after, String kind, String agent) {
    await("SELECT EXISTS (SELECT FROM fact WHERE kind = '" + kind + "' AND agent = '" + agent
        + "' AND seq > " + after + ")");
  }

  private CompletableFuture<Node> starting(String name) throws Exception {
    var data = Files.createDirectory(folder.resolve(name));
    return CompletableFuture.supplyAsync(() -> Node.start(data, environment));
  }

  private void await(String condition) {
    database.await(condition, SOON);
  }
}
