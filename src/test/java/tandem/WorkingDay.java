package tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Outside.ADMIN;
import static tandem.Outside.contactIs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.document.Json;
import tandem.storage.DatabaseAddress;
import tandem.storage.DatabaseDump;
import tandem.storage.EmbeddedDatabase;

/**
 * A day at a call centre, played through the public interfaces. It ends in the middle of work:
 * callers wait, calls are offered, being bridged, connected, held and in wrap-up, commands are
 * undelivered and the timelines are behind. At this moment the database is dumped, and the server's
 * answers are stored beside the dump.
 */
final class WorkingDay {

  static final String ANA = "+31612345678";
  static final String MULLER = "+31698765432";
  static final String STRANGER = "+31611112222";
  static final Set<String> CALLERS = Set.of(ANA, MULLER, STRANGER);
  static final String COMPLAINTS = "+31201234504";

  private static final String DELIVERY = "+31201234500";
  private static final String RETURNS = "+31201234505";
  private static final String PRODUCT_HELP = "+31201234503";

  /** Offers stay open for as long as the test needs, or end at once. */
  private static final String FLOOR = """
      queues:
        - {id: delivery, name: Where is my order, department: shipping, skills: {orders: 3}, ring: 600, wrap_up: 45}
        - {id: returns, name: Returns and refunds, department: returns, skills: {returns: 3}, ring: 600, wrap_up: 60}
        - {id: complaints, name: Complaints, department: service, skills: {complaints: 5}, head_start: 60, ring: 600,
           short_abandon: 0}
        - {id: product_help, name: Product help, department: service, skills: {appliances: 4}, strategy: most_skilled,
           ring: 0.2}
      """;

  private final Outside outside;
  private final DatabaseAddress database;
  private final Path data;

  private WorkingDay(Path data, Outside outside) {
    this.data = data;
    this.outside = outside;
    this.database = EmbeddedDatabase.runningIn(data).orElseThrow();
  }

  /** Plays the day on a new data folder, and writes the dump and the answers to two files. */
  static void play(Vertx vertx, Path data, Path dump, Path said) throws IOException, SQLException {
    try (var server = new SteppedServer.Within(data, Map.of())) {
      try (var outside = new Outside(vertx, server, InstantSource.system())) {
        new WorkingDay(data, outside).morning();
      }
      // a server that stops cleanly stores a snapshot of its floor
      server.restart(Duration.ZERO);
      try (var outside = new Outside(vertx, server, InstantSource.system())) {
        new WorkingDay(data, outside).afternoon(dump, said);
      }
    }
  }

  // ---- the morning: all contacts end

  private void morning() {
    outside.takeCommands();
    outside.post(ADMIN, "/api/v1/floor", FLOOR);
    customersAndOrders();
    solved();
    remedies();
    abandoned();
    refusedAndLost();
    strangers();
  }

  private void customersAndOrders() {
    var ana = outside.post(
        ADMIN,
        "/api/v1/customers",
        Map.of(
            "name",
            "Ana Ortiz",
            "segment",
            "vip",
            "contact_points",
            List.of(
                Map.of("kind", "phone", "value", ANA),
                Map.of("kind", "email", "value", "Ana.Ortiz@example.org"))));
    for (var name : List.of("Bol.com Müller", "Jan Müller")) {
      outside.post(
          ADMIN,
          "/api/v1/customers",
          Map.of(
              "name", name, "contact_points", List.of(Map.of("kind", "phone", "value", MULLER))));
    }
    outside.post(
        ADMIN,
        "/api/v1/orders/import",
        Map.of(
            "orders",
            List.of(
                order(
                    "10482",
                    Map.of("id", ana.path("id").asText()),
                    "shipped",
                    List.of(line("kettle", 2, 3995), line("lamp", 1, 2500), line("shoe", 1, 4995))),
                order(
                    "10483",
                    Map.of("email", "fleur@example.org", "name", "Fleur de Boer"),
                    "placed",
                    List.of(line("mixer", 1, 8900))),
                order(
                    "10484",
                    Map.of("id", ana.path("id").asText()),
                    "cancelled",
                    List.of(line("fan", 3, 1999))))));
  }

  private static Map<String, Object> order(
      String number, Map<String, String> customer, String state, List<Map<String, Object>> lines) {
    return Map.of(
        "number",
        number,
        "customer",
        customer,
        "state",
        state,
        "currency",
        "EUR",
        "placed_at",
        Instant.now().minus(Duration.ofDays(3)),
        "lines",
        lines);
  }

  private static Map<String, Object> line(String article, int quantity, int price) {
    return Map.of(
        "article",
        article,
        "title",
        "A " + article,
        "quantity",
        quantity,
        "price_minor",
        price,
        "id",
        "shop-" + article);
  }

  /** A call with all acts of an agent. */
  private void solved() {
    var gijs = outside.ready("gijs");
    outside.ring("solved", ANA, RETURNS);
    var contact = outside.talk(gijs);
    var caseId = caseOf(ANA);
    outside.post(
        "gijs",
        "/api/v1/cases/" + caseId + "/notes",
        Map.of("text", "The kettle leaks – “always”.", "contact", contact));
    outside.put(
        "gijs",
        "/api/v1/claims",
        Map.of(
            "case",
            caseId,
            "kind",
            "replacement",
            "order_line",
            lineOf("kettle"),
            "units",
            List.of(1)));
    outside.remedy("gijs", caseId, "kettle-1", replacement("kettle", 1));
    outside.does(gijs, Map.of("do", "hold", "contact", contact), contactIs(contact, "held"));
    outside.does(gijs, Map.of("do", "resume", "contact", contact), contactIs(contact, "connected"));
    outside.put(
        "gijs", "/api/v1/contacts/" + contact + "/drafts/finish", Map.of("note", "to be sent"));
    outside.hangUp("solved");
    gijs.until(contactIs(contact, "wrap_up"));
    finish("gijs", contact, "remedy_given");
    gijs.until(contactIs(contact, "closed"));
    outside.does(gijs, Map.of("do", "offline"));
  }

  /** Remedies in every state, one repeated, one refused. */
  private void remedies() {
    var caseId = caseOf(ANA);
    var first = outside.remedy("gijs", caseId, "kettle-1", replacement("kettle", 1));
    assertThat(outside
            .tryRemedy("hanna", caseId, "kettle-1-again", replacement("kettle", 1))
            .statusCode())
        .isEqualTo(409);
    settle(outside.remedy("gijs", caseId, "kettle-2", refund("kettle", 2)), "revoked");
    settle(outside.remedy("gijs", caseId, "lamp-1", replacement("lamp", 1)), "failed");
    var shoe = outside.remedy("hanna", caseId, "shoe-1", replacement("shoe", 1));
    settle(shoe, "done");
    outside.put("gijs", remedy(shoe) + "/tracking", Map.of("tracking", "3SABC0012"));
    settle(shoe, "returned");
    settle(outside.remedy("hanna", caseId, "kettle-2-credit", refund("kettle", 2)), "done");
    outside.remedy(
        ADMIN,
        caseId,
        "kettle-1-repeated",
        Map.of(
            "kind",
            "replacement",
            "order_line",
            lineOf("kettle"),
            "units",
            List.of(1),
            "reason",
            "the first one was lost",
            "repeats",
            first.path("id").asText()));
    // the shop sends the order again, without the lamp and the shoe
    outside.post(
        ADMIN,
        "/api/v1/orders/import",
        Map.of(
            "orders",
            List.of(order(
                "10482",
                Map.of("phone", ANA),
                "delivered",
                List.of(line("kettle", 2, 3995), line("plug", 4, 250))))));
  }

  private static Map<String, Object> replacement(String article, int unit, String line) {
    return Map.of(
        "kind",
        "replacement",
        "order_line",
        line,
        "units",
        List.of(unit),
        "reason",
        article + " is broken");
  }

  private Map<String, Object> replacement(String article, int unit) {
    return replacement(article, unit, lineOf(article));
  }

  private Map<String, Object> refund(String article, int unit) {
    return Map.of(
        "kind",
        "refund",
        "order_line",
        lineOf(article),
        "units",
        List.of(unit),
        "reason",
        "no more of these");
  }

  private void settle(JsonNode remedy, String state) {
    outside.post(
        state.equals("returned") ? ADMIN : remedy.path("agent").asText(),
        remedy(remedy) + "/state",
        Map.of("state", state, "reason", "it was " + state));
  }

  private static String remedy(JsonNode remedy) {
    return "/api/v1/remedies/" + remedy.path("id").asText();
  }

  private void abandoned() {
    outside.ring("gave-up", ANA, COMPLAINTS);
    outside.hangUp("gave-up");
    outside.ring("gave-up-at-once", ANA, DELIVERY);
    outside.hangUp("gave-up-at-once");
    // an event of an unknown call
    outside.hangUp("over-before-it-came");
  }

  /** Offers that fail in every way, and callers who still get an agent. */
  private void refusedAndLost() {
    var hanna = outside.ready("hanna");
    var gijs = outside.ready("gijs");
    outside.ring("declined", ANA, RETURNS);
    outside.does(
        hanna, Map.of("do", "decline", "offer", Outside.offer(hanna).path("id").asText()));
    var contact = outside.talk(gijs);
    outside.hangUp("declined");
    gijs.until(contactIs(contact, "wrap_up"));
    finish("gijs", contact, "no_fault_found");
    gijs.until(contactIs(contact, "closed"));
    outside.does(gijs, Map.of("do", "offline"));

    outside.ring("left-while-offered", ANA, RETURNS);
    Outside.offer(hanna);
    outside.hangUp("left-while-offered");
    outside.does(hanna, Map.of("do", "offline"));

    outside.unreachable("ivo");
    var ivo = outside.ready("ivo");
    outside.ring("not-bridged", ANA, RETURNS);
    var offer = Outside.offer(ivo).path("id").asText();
    outside.does(
        ivo,
        Map.of("do", "accept", "offer", offer),
        message -> message.at("/presence/reason").asText().equals("bridge_failed"));
    gijs = outside.readyForOffer("gijs");
    contact = outside.talk(gijs);
    outside.hangUp("not-bridged");
    gijs.until(contactIs(contact, "wrap_up"));
    finish("gijs", contact, "cut_off");
    outside.does(gijs, Map.of("do", "offline"));

    var daan = outside.ready("daan");
    outside.ring("missed", ANA, PRODUCT_HELP);
    daan.until(message -> message.at("/presence/reason").asText().equals("missed_offer"));
    outside.hangUp("missed");
  }

  /** Unknown callers, and callers whose number two customers share. */
  private void strangers() {
    var gijs = outside.ready("gijs");
    outside.ring("stranger", STRANGER, RETURNS);
    var contact = outside.talk(gijs);
    caseOf(STRANGER);
    outside.post(
        "gijs",
        "/api/v1/contacts/" + contact + "/customer",
        Map.of("customer", customer("q=Bol.com").path("id").asText()));
    outside.hangUp("stranger");
    finish("gijs", contact, "with_carrier");
    outside.post(
        "gijs",
        "/api/v1/cases/" + caseOf(STRANGER) + "/state",
        Map.of("state", "waiting", "waiting_on", "carrier", "why", "Tracing takes three days."));

    outside.ring("withheld", "anonymous", RETURNS);
    contact = outside.talk(gijs);
    outside.hangUp("withheld");
    finish("gijs", contact, "wrong_number");
    gijs.until(contactIs(contact, "closed"));

    outside.ring("one-of-two", MULLER, RETURNS);
    contact = outside.talk(gijs);
    outside.hangUp("one-of-two");
    finish("gijs", contact, "call_back_promised");
    gijs.until(contactIs(contact, "closed"));
    outside.does(gijs, Map.of("do", "offline"));
  }

  // ---- the afternoon: contacts in every state

  private void afternoon(Path dump, Path said) throws IOException, SQLException {
    outside.takeCommands();
    var bram = outside.ready("bram");
    outside.ring("held", MULLER, DELIVERY);
    var held = outside.talk(bram);
    outside.does(bram, Map.of("do", "hold", "contact", held), contactIs(held, "held"));

    var gijs = outside.ready("gijs");
    outside.ring("talking", ANA, RETURNS);
    var talking = outside.talk(gijs);
    outside.does(gijs, Map.of("do", "not_ready", "reason", "training"));
    outside.put(
        "gijs",
        "/api/v1/contacts/" + talking + "/drafts/note",
        Map.of("text", "half a sen", "caret", 10));
    outside.put(
        "gijs",
        "/api/v1/claims",
        Map.of(
            "case",
            caseOf(ANA),
            "kind",
            "repair_visit",
            "order_line",
            lineOf("kettle"),
            "units",
            List.of(2)));

    var chantal = outside.ready("chantal");
    outside.ring("written-up", STRANGER, RETURNS);
    var writtenUp = outside.talk(chantal);
    outside.hangUp("written-up");
    chantal.until(contactIs(writtenUp, "wrap_up"));

    outside.does(outside.sit("esra").screen(), Map.of("do", "not_ready", "reason", "lunch"));

    outside.stopTakingCommands();
    var femke = outside.ready("femke");
    outside.ring("being-bridged", STRANGER, COMPLAINTS);
    outside.accept(femke);
    var hanna = outside.ready("hanna");
    outside.ring("offered", MULLER, RETURNS);
    Outside.offer(hanna);

    try (var projectorWaits = database.open();
        var lock = projectorWaits.createStatement()) {
      projectorWaits.setAutoCommit(false);
      lock.execute("SELECT FROM projector_cursor FOR UPDATE");
      outside.ring("waits-first", STRANGER, COMPLAINTS);
      outside.ring("waits-second", "anonymous", COMPLAINTS);
      outside.ring("is-very-important", ANA, COMPLAINTS);
      isInTheMiddleOfWork(projectorWaits);
      DatabaseDump.of(database).write(dump);
      Files.writeString(said, said().toPrettyString() + "\n");
      projectorWaits.rollback();
    }
  }

  /** Checks that the dump contains work in every state. */
  private static void isInTheMiddleOfWork(Connection connection) throws SQLException {
    assertThat(List.of(
            ask(connection, "SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM contact"),
            ask(connection, "SELECT string_agg(DISTINCT ended, ' ' ORDER BY ended) FROM contact"),
            ask(connection, "SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM remedy"),
            ask(connection, "SELECT count(*) > 0 FROM outbox WHERE delivered_at IS NULL"),
            ask(connection, "SELECT bool_and(p.seq < f.seq) FROM projector_cursor p, floor f"),
            ask(connection, "SELECT bool_and(s.seq < f.seq) FROM floor_snapshot s, floor f")))
        .containsExactly(
            "closed connected connecting held offered queued wrap_up",
            "abandoned handled short_abandoned",
            "done failed given returned revoked",
            "t",
            "t",
            "t");
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Collects the server's present answers. */
  private ObjectNode said() throws SQLException, IOException {
    var said = Json.MAPPER.createObjectNode();
    said.put("at", newestFact().toString());
    said.set("floor", outside.get(ADMIN, "/api/v1/floor"));
    said.set("queues", outside.get(ADMIN, "/api/v1/queues").path("queues"));
    said.set("agents", outside.get(ADMIN, "/api/v1/agents").path("agents"));
    var desks = said.putObject("desks");
    for (var agent : List.of("bram", "gijs", "chantal", "esra", "femke", "hanna")) {
      var snapshot = (ObjectNode) outside.sit(agent).snapshot();
      desks.set(agent, snapshot.retain("presence", "contacts", "offers", "drafts"));
      // these come later if the server has not read them yet
      snapshot
          .path("contacts")
          .forEach(contact -> ((ObjectNode) contact).remove(List.of("pop", "case")));
      snapshot.path("offers").forEach(offer -> ((ObjectNode) offer).remove("pop"));
    }
    var customers = said.putObject("customers");
    for (var phone : CALLERS) {
      customers.set(phone, history(outside, phone));
    }
    said.set("waiting", waiting());
    said.set("tokens", Json.MAPPER.valueToTree(outside.tokens()));
    var passwords = said.putObject("passwords");
    Files.readAllLines(data.resolve("passwords")).stream()
        .filter(line -> line.startsWith("ana "))
        .forEach(line -> passwords.put("ana", line.substring("ana ".length())));
    return said;
  }

  /**
   * Returns everything about the customer with this number: the page's data and the whole timeline.
   */
  static JsonNode history(Outside outside, String phone) {
    var id = customer(outside, "phone=" + phone.replace("+", "%2B")).path("id").asText();
    var history = (ObjectNode) outside.get(ADMIN, "/api/v1/customers/" + id);
    history.set(
        "timeline",
        outside.get(ADMIN, "/api/v1/customers/" + id + "/timeline?limit=200").path("entries"));
    return history;
  }

  private Instant newestFact() throws SQLException {
    try (var connection = database.open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT max(at) FROM fact")) {
      rows.next();
      return rows.getTimestamp(1).toInstant();
    }
  }

  /** Returns the waiting contacts in order; no public interface lists them. */
  private JsonNode waiting() throws SQLException {
    var waiting = Json.MAPPER.createArrayNode();
    try (var connection = database.open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(
            "SELECT id, queue, arrived_at FROM contact WHERE state = 'queued' ORDER BY rank, id")) {
      while (rows.next()) {
        waiting
            .addObject()
            .put("id", rows.getString("id"))
            .put("queue", rows.getString("queue"))
            .put("arrived_at", rows.getTimestamp("arrived_at").toInstant().toString());
      }
    }
    return waiting;
  }

  // ---- queries

  private void finish(String agent, String contact, String outcome) {
    outside.post(
        agent,
        "/api/v1/contacts/" + contact + "/outcome",
        Map.of("outcome", outcome, "note", "ended as " + outcome));
  }

  private JsonNode customer(String query) {
    return customer(outside, query);
  }

  private static JsonNode customer(Outside outside, String query) {
    return outside.get(ADMIN, "/api/v1/customers?" + query).at("/customers/0");
  }

  private JsonNode historyOf(String phone) {
    return history(outside, phone);
  }

  /** Returns the newest case of the customer with this number, as soon as there is one. */
  private String caseOf(String phone) {
    return Polls.until(
        () -> historyOf(phone).at("/cases/0/id").asText(), caseId -> !caseId.isEmpty());
  }

  private String lineOf(String article) {
    for (var line : historyOf(ANA).findValues("lines")) {
      for (var one : line) {
        if (one.path("article").asText().equals(article)) {
          return one.path("id").asText();
        }
      }
    }
    throw new IllegalStateException("no line of " + article);
  }
}
