package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Outside.ADMIN;
import static tandem.Outside.contactIs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.commands.Doctor;
import tandem.document.Json;
import tandem.storage.DatabaseDump;
import tandem.storage.EmbeddedDatabase;
import tandem.storage.SetClock;

/**
 * Goal: an update of the server loses nothing. Method: a data folder that the previous version left
 * in the middle of a working day; this version starts on it a second after its last fact, and
 * continues all work in progress.
 *
 * <p>The files of {@code previous-version} were made by {@link WorkingDay}. Every run of this test
 * makes the files of the present version in {@code target/previous-version}. When a version has
 * been released: check it out, run this test, and copy these two files over those in
 * {@code src/test/resources/previous-version}.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class PreviousVersionTest {

  private static final Path LEFT = Path.of("src", "test", "resources", "previous-version");
  private static final Path MADE = Path.of("target", "previous-version");
  private static final String DUMP = "data.sql";
  private static final String SAID = "said.json";

  /** Values that change during the update. */
  private static final Set<String> PASSING = Set.of(
      "since_ms",
      "waited_ms",
      "idle_ms",
      "expires_in_ms",
      "version",
      "entries",
      "repeats",
      "touched_at",
      "timeline_total");

  /** The kinds of entries that must stay unchanged. */
  private static final Set<String> LASTING = Set.of("note", "outcome", "remedy", "identified");

  @TempDir
  private Path folder;

  @Test
  void a_data_folder_of_the_previous_version_goes_on_as_it_was(Vertx vertx) throws Exception {
    goesOn(vertx, LEFT);
  }

  @Test
  void a_data_folder_of_this_version_can_be_left_to_the_next(Vertx vertx) throws Exception {
    WorkingDay.play(vertx, folder.resolve("day"), MADE.resolve(DUMP), MADE.resolve(SAID));
    goesOn(vertx, MADE);
  }

  private void goesOn(Vertx vertx, Path left) throws Exception {
    var data = folder.resolve("data");
    var said = Json.MAPPER.readTree(Files.readString(left.resolve(SAID)));
    var at = Instant.parse(said.path("at").asText());
    try (var database = EmbeddedDatabase.start(data)) {
      DatabaseDump.read(left.resolve(DUMP)).load(database.address());
      SetClock.setAtStart(database.address(), at);
    }
    var started = Instant.now();
    var off = Duration.between(started, at);
    InstantSource clock = () -> Instant.now().plus(off);
    try (var server = new SteppedServer.Within(data, Map.of(), off);
        var outside = new Outside(vertx, server, clock)) {
      var known = new HashMap<String, String>();
      said.path("tokens")
          .properties()
          .forEach(token -> known.put(token.getKey(), token.getValue().asText()));
      outside.use(known);
      var visit = new Visit(said, outside, started);
      visit.whatComesAgainIsKnown();
      outside.takeCommands();
      visit.theFloorIsAsItWas();
      visit.theHistoriesAreAsTheyWere();
      visit.remediesAreGuarded();
      visit.whoWaitsIsAnsweredInOrder();
      visit.workGoesOn();
      assertThat(logIn(server.http(), said.at("/passwords/ana").asText())).isEqualTo(204);
      var report = new Doctor(EmbeddedDatabase.runningIn(data).orElseThrow()).examine();
      assertThat(report.isHealthy()).as("%s", report).isTrue();
    }
  }

  private static int logIn(URI server, String password) throws Exception {
    var request = HttpRequest.newBuilder(server.resolve("/api/v1/session"))
        .header("content-type", "application/json")
        .header("origin", server.toString())
        .POST(HttpRequest.BodyPublishers.ofString(
            Json.write(Map.of("name", "ana", "password", password))))
        .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /**
   * One update seen from outside.
   *
   * @param said the server's answers before it
   * @param started the true time when this version was started
   */
  private record Visit(JsonNode said, Outside outside, Instant started) {

    void theFloorIsAsItWas() {
      for (var desk : said.path("desks").properties()) {
        var snapshot = outside.sit(desk.getKey()).snapshot();
        var contact = desk.getValue().path("contacts").path(0);
        if (contact.path("state").asText().equals("connecting")) {
          // the undelivered command is being delivered
          assertThat(snapshot.at("/contacts/0/state").asText()).isIn("connecting", "connected");
          ((ObjectNode) contact).remove("state");
        }
        assertKept(desk.getKey(), desk.getValue(), snapshot);
      }
      assertKept(
          "agents", said.path("agents"), outside.get(ADMIN, "/api/v1/agents").path("agents"));
      for (var queue : outside.get(ADMIN, "/api/v1/queues").path("queues")) {
        for (var was : said.path("queues")) {
          if (was.path("id").equals(queue.path("id"))) {
            assertThat(queue.path("waiting")).as("%s", queue).isEqualTo(was.path("waiting"));
          }
        }
        StreamSupport.stream(said.path("waiting").spliterator(), false)
            .filter(contact -> contact.path("queue").equals(queue.path("id")))
            .min(Comparator.comparing(contact -> contact.path("arrived_at").asText()))
            .ifPresent(first -> assertWaited(first, queue.path("longest_ms")));
      }
      assertThat(outside
              .post(ADMIN, "/api/v1/floor", Json.write(said.path("floor")))
              .path("changes"))
          .hasToString("0");
    }

    /**
     * Checks a wait: it includes the time before and after the update, but not the time without a
     * server.
     */
    private void assertWaited(JsonNode contact, JsonNode milliseconds) {
      long before = Duration.between(
              Instant.parse(contact.path("arrived_at").asText()),
              Instant.parse(said.path("at").asText()))
          .toMillis();
      assertThat(milliseconds.asLong())
          .as("%s", contact)
          .isBetween(before, before + Duration.between(started, Instant.now()).toMillis());
    }

    void theHistoriesAreAsTheyWere() {
      for (var customer : said.path("customers").properties()) {
        var was = (ObjectNode) customer.getValue().deepCopy();
        var now = (ObjectNode) WorkingDay.history(outside, customer.getKey());
        var entries = was.remove("timeline");
        var entriesNow = now.remove("timeline");
        assertKept(customer.getKey(), was, now);
        for (var entry : entries) {
          if (LASTING.contains(entry.path("kind").asText())) {
            assertKept(
                "entry " + entry,
                entry,
                StreamSupport.stream(entriesNow.spliterator(), false)
                    .filter(e -> e.path("case").equals(entry.path("case"))
                        && e.path("kind").equals(entry.path("kind"))
                        && e.path("at").equals(entry.path("at")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("gone: " + entry)));
          }
        }
      }
    }

    /**
     * A repeat of an event that the old version accepted gets its first answer from the new one,
     * although a known call cannot arrive again.
     */
    void whatComesAgainIsKnown() {
      for (var call : List.of(
          "held",
          "talking",
          "written-up",
          "being-bridged",
          "offered",
          "waits-first",
          "waits-second",
          "is-very-important",
          // and a call whose end came before its arrival does not wait now
          "over-before-it-came")) {
        assertThat(outside
                .ring(call, WorkingDay.ANA, WorkingDay.COMPLAINTS)
                .path("result")
                .asText())
            .as(call)
            .isEqualTo("accepted");
      }
    }

    void remediesAreGuarded() {
      var ana = said.path("customers").path(WorkingDay.ANA);
      var kettle = StreamSupport.stream(ana.path("remedies").spliterator(), false)
          .filter(remedy -> remedy.path("state").asText().equals("given")
              && remedy.path("generation").asInt() == 1)
          .findFirst()
          .orElseThrow();
      var caseId = kettle.path("case").asText();
      var wish = Map.of(
          "kind",
          "replacement",
          "order_line",
          kettle.path("order_line").asText(),
          "units",
          List.of(1),
          "reason",
          "kettle is broken");
      assertThat(outside.remedy("gijs", caseId, "kettle-1", wish).path("id"))
          .isEqualTo(kettle.path("id"));
      var refused = outside.tryRemedy("hanna", caseId, "kettle-1-after-the-update", wish);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
      assertThat(Outside.json(refused).at("/remedy/kind").asText()).isEqualTo("replacement");
      var visit = new HashMap<String, Object>(wish);
      visit.put("kind", "repair_visit");
      assertThat(outside.remedy("gijs", caseId, "visit", visit).path("state").asText())
          .isEqualTo("given");
    }

    void whoWaitsIsAnsweredInOrder() {
      assertThat(said.path("waiting")).hasSize(3);
      var esra = outside.readyForOffer("esra");
      for (var waiting : said.path("waiting")) {
        var offer = Outside.offer(esra);
        var contact = waiting.path("id").asText();
        assertThat(offer.path("contact").asText()).isEqualTo(contact);
        assertWaited(waiting, offer.path("waited_ms"));
        outside.does(
            esra,
            Map.of("do", "accept", "offer", offer.path("id").asText()),
            contactIs(contact, "connected"));
        finish("esra", contact);
      }
      var entries = WorkingDay.history(outside, WorkingDay.ANA).path("timeline");
      assertThat(StreamSupport.stream(entries.spliterator(), false)
              .filter(entry -> entry.path("kind").asText().equals("outcome"))
              .map(entry -> entry.path("contact").asText()))
          .contains(said.at("/waiting/0/id").asText());
    }

    /** Contacts in every state can be finished. */
    void workGoesOn() {
      var hanna = outside.sit("hanna").screen();
      var offer = said.at("/desks/hanna/offers/0");
      outside.does(
          hanna,
          Map.of("do", "accept", "offer", offer.path("id").asText()),
          contactIs(offer.path("contact").asText(), "connected"));
      finish("hanna", offer.path("contact").asText());

      var bram = outside.sit("bram").screen();
      outside.does(
          bram,
          Map.of("do", "resume", "contact", contact("bram")),
          contactIs(contact("bram"), "connected"));
      finish("bram", contact("bram"));

      var gijs = outside.sit("gijs").screen();
      outside.hangUp("talking");
      gijs.until(contactIs(contact("gijs"), "wrap_up"));
      finish("gijs", contact("gijs"));
      gijs.until(message -> message.at("/presence/reason").asText().equals("training"));

      finish("chantal", contact("chantal"));

      // one screen that listens: a screen for every look would soon be more than one may have
      var femke = outside.sit("femke");
      if (!femke.snapshot().at("/contacts/0/state").asText().equals("connected")) {
        femke.screen().until(contactIs(contact("femke"), "connected"));
      }
      finish("femke", contact("femke"));
      Polls.until(
          () -> StreamSupport.stream(
                  outside.get(ADMIN, "/api/v1/agents").path("agents").spliterator(), false)
              .mapToInt(agent -> agent.path("contacts").asInt())
              .sum(),
          held -> held == 0);
    }

    private String contact(String agent) {
      return said.path("desks").path(agent).at("/contacts/0/id").asText();
    }

    private void finish(String agent, String contact) {
      outside.post(
          agent,
          "/api/v1/contacts/" + contact + "/outcome",
          Map.of("outcome", "answered", "note", "after the update"));
    }
  }

  /** Checks that all earlier fields are still answered; there may be more. */
  private static void assertKept(String where, JsonNode was, JsonNode now) {
    if (was.isObject()) {
      for (var field : was.properties()) {
        if (!PASSING.contains(field.getKey())) {
          assertKept(where + "/" + field.getKey(), field.getValue(), now.path(field.getKey()));
        }
      }
    } else if (was.isArray() && was.path(0).has("id")) {
      for (var one : was) {
        assertKept(
            where + "/" + one.path("id").asText(),
            one,
            StreamSupport.stream(now.spliterator(), false)
                .filter(other -> other.path("id").equals(one.path("id")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(where + ": gone: " + one)));
      }
    } else if (was.isArray() && was.path(0).isObject()) {
      assertThat(now.size()).as(where).isEqualTo(was.size());
      for (int i = 0; i < was.size(); i++) {
        assertKept(where + "/" + i, was.path(i), now.path(i));
      }
    } else {
      assertThat(now).as(where).isEqualTo(was);
    }
  }
}
