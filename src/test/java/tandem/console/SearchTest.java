package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.CustomerId;
import tandem.document.Json;

/** One text finds customers, orders, cases and contacts, however people write it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class SearchTest {

  private static final String LINES = """
      [{"position": 1, "article": "shoe", "title": "Shoes", "quantity": 1, "price_minor": 5000}]""";

  private final Map<String, String> tokens = new HashMap<>();
  private ConsoleGround ground;
  private String maria = "";
  private long caseNumber;
  private String contact = "";

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    for (var name : List.of("tom", "sam", "root")) {
      tokens.put(name, ground.entrance.session(name));
    }
    maria = made("María Jänsen-Ortiz", "phone", "+31612345678", "email", "maria@example.com");
    made("Marius Janssens", "phone", "+31612345679", "email", "marius@example.com");
    var imported = ask("sam", "/orders/import", """
        {"orders": [
          {"number": "ORD-1042", "customer": {"id": "%s"}, "state": "shipped", "currency": "EUR",
           "placed_at": "2026-02-01T10:00:00Z", "lines": %s},
          {"number": "ORD-10421", "customer": {"id": "%s"}, "state": "placed", "currency": "EUR",
           "placed_at": "2026-02-02T10:00:00Z", "lines": %s}]}
        """.formatted(maria, LINES, maria, LINES));
    assertThat(imported.statusCode()).as(imported.bodyAsString()).isEqualTo(200);
    var opened = ask("tom", "/cases", """
        {"customer": "%s", "kind": "complaint", "subject": "Shoes never came"}
        """.formatted(maria));
    caseNumber = Json.read(opened.bodyAsString(), JsonNode.class).path("number").asLong();
    contact = ground.arrive(CustomerId.parse(maria)).toString();
  }

  @AfterAll
  void close() {
    ground.close();
  }

  private String made(String name, String... points) {
    var body = Map.of(
        "name",
        name,
        "contact_points",
        List.of(
            Map.of("kind", points[0], "value", points[1]),
            Map.of("kind", points[2], "value", points[3])));
    var answer = ask("tom", "/customers", Json.write(body));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(201);
    return Json.read(answer.bodyAsString(), JsonNode.class).path("id").asText();
  }

  private HttpResponse<Buffer> ask(String who, String path, String body) {
    return await(ground
        .entrance
        .request(HttpMethod.POST, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + tokens.get(who))
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(body)));
  }

  private JsonNode found(String text) {
    var answer = ask("tom", "/search", Json.write(Map.of("text", text)));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return Json.read(answer.bodyAsString(), JsonNode.class);
  }

  private List<String> of(String text, String list, String field) {
    return StreamSupport.stream(found(text).path(list).spliterator(), false)
        .map(one -> one.at(field).asText())
        .toList();
  }

  @Test
  void a_customer_is_found_by_name_with_and_without_accents_and_with_a_typing_error() {
    for (var typed :
        List.of("María", "maria jansen", "JÄNSEN", "jaensen ortiz", "mraia", "ortíz m")) {
      assertThat(of(typed, "customers", "/id")).as(typed).startsWith(maria);
    }
    assertThat(of("janssens", "customers", "/name")).startsWith("Marius Janssens");
    assertThat(of("nobody of this name", "customers", "/name")).isEmpty();
  }

  @Test
  void a_phone_is_found_in_any_spelling_and_an_email_in_any_case() {
    for (var typed : List.of(
        "0612345678",
        "06-12 34 56 78",
        "+31 (0)6 12345678",
        "0031612345678",
        "tel:+31612345678",
        "MARIA@example.com")) {
      assertThat(of(typed, "customers", "/id")).as(typed).containsExactly(maria);
    }
  }

  @Test
  void an_order_is_found_by_its_number_as_people_say_it_and_by_its_beginning() {
    for (var typed : List.of(
        "ORD-1042", "ord 1042", "ord1042", "order ORD-1042", "Ord.1042", "the order ord 1042")) {
      assertThat(of(typed, "orders", "/number")).as(typed).containsExactly("ORD-1042", "ORD-10421");
    }
    assertThat(of("ord-10421", "orders", "/number")).containsExactly("ORD-10421");
    assertThat(of("ord-10421", "orders", "/customer/name")).containsExactly("María Jänsen-Ortiz");
    assertThat(of("ORD-9", "orders", "/number")).isEmpty();
  }

  @Test
  void a_case_is_found_by_its_number_with_or_without_a_word_before_it() {
    for (var typed : List.of("%d", "#%d", "case %d", "zaak #%d", "[%d]")) {
      var text = typed.formatted(caseNumber);
      assertThat(of(text, "cases", "/subject")).as(text).containsExactly("Shoes never came");
    }
    assertThat(of("99999999", "cases", "/id")).isEmpty();
  }

  @Test
  void a_contact_is_found_by_its_id_with_its_customer() {
    assertThat(of(contact, "contacts", "/id")).containsExactly(contact);
    assertThat(of("contact " + contact, "contacts", "/customer/id")).containsExactly(maria);
    assertThat(of(contact, "contacts", "/channel")).containsExactly("call");
    assertThat(of(maria, "contacts", "/id")).isEmpty();
  }

  @Test
  void an_answer_is_whole_when_the_database_is_in_time() {
    assertThat(found("maria").path("incomplete").isBoolean()).isTrue();
    assertThat(found("maria").path("incomplete").asBoolean()).isFalse();
  }

  @Test
  void what_takes_too_long_is_left_out_and_the_answer_says_so_and_the_rest_goes_on() {
    var database = ground.base.database();
    var answer = await(database.transaction(tx -> tx.query("LOCK TABLE customer_word")
        .execute()
        .compose(_ -> ground
            .entrance
            .request(HttpMethod.POST, "/api/v1/search")
            .putHeader("Authorization", "Bearer " + tokens.get("tom"))
            .putHeader("Content-Type", "application/json")
            .sendBuffer(Buffer.buffer("{\"text\": \"ord-1042\"}")))));

    var found = Json.read(answer.bodyAsString(), JsonNode.class);
    assertThat(found.path("incomplete").asBoolean()).isTrue();
    assertThat(found.path("customers")).isEmpty();
    assertThat(found.at("/orders/0/number").asText()).isEqualTo("ORD-1042");
  }

  @Test
  void who_may_read_a_customer_may_search_and_a_text_is_needed() {
    for (var who : List.of("tom", "sam", "root")) {
      assertThat(ask(who, "/search", "{\"text\": \"maria\"}").statusCode()).isEqualTo(200);
    }
    for (var body : List.of("{}", "{\"text\": \" \"}", "{\"text\": \"" + "x".repeat(601) + "\"}")) {
      assertThat(ask("tom", "/search", body).statusCode()).as(body).isEqualTo(422);
    }
    var stranger = await(ground
        .entrance
        .request(HttpMethod.POST, "/api/v1/search")
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer("{\"text\": \"maria\"}")));
    assertThat(stranger.statusCode()).isEqualTo(401);
  }
}
