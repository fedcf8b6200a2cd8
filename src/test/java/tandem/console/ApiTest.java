package tandem.console;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.Entrance;
import tandem.document.Json;
import tandem.routing.engine.Signal;

/** The API for programs and pages, over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(VertxExtension.class)
class ApiTest {

  private final Map<String, String> tokens = new HashMap<>();
  private ConsoleGround ground;

  private record Answered(int status, JsonNode json, HttpResponse<Buffer> raw) {}

  @BeforeAll
  void open(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    for (var name : List.of("tom", "ana", "sam", "root")) {
      tokens.put(name, ground.entrance.session(name));
    }
  }

  @AfterAll
  void close() {
    ground.close();
  }

  @Test
  void a_page_logs_in_by_cookie_and_out_again() {
    var in = await(ground
        .entrance
        .request(POST, "/api/v1/session")
        .putHeader("Content-Type", "application/json")
        .putHeader("Origin", ground.entrance.origin())
        .sendBuffer(
            Buffer.buffer("{\"name\":\"ana\",\"password\":\"" + Entrance.PASSWORD + "\"}")));
    var cookie = in.getHeader("Set-Cookie").split(";", -1)[0];

    assertThat(in.statusCode()).isEqualTo(204);
    assertThat(me(cookie).bodyAsString())
        .isEqualTo("{\"name\":\"ana\",\"role\":\"agent\",\"agent\":\"ana\"}");
    assertThat(await(ground
                .entrance
                .request(DELETE, "/api/v1/session")
                .putHeader("Cookie", cookie)
                .putHeader("Origin", ground.entrance.origin())
                .send())
            .statusCode())
        .isEqualTo(204);
    assertThat(me(cookie).statusCode()).isEqualTo(401);
  }

  @Test
  void who_is_logged_in_is_said_to_everybody_and_nobody_is_refused() {
    var cookie = "tandem_session=" + ground.entrance.session("ana");
    var nobody = "{\"sample_shop\":false}";

    assertThat(session(cookie).bodyAsString())
        .isEqualTo("{\"account\":{\"name\":\"ana\",\"role\":\"agent\",\"agent\":\"ana\"},"
            + "\"sample_shop\":false}");
    await(ground
        .entrance
        .request(DELETE, "/api/v1/session")
        .putHeader("Cookie", cookie)
        .putHeader("Origin", ground.entrance.origin())
        .send());
    assertThat(session(cookie).bodyAsString()).isEqualTo(nobody);
    assertThat(session("tandem_session=x").bodyAsString()).isEqualTo(nobody);
    var stranger = await(ground.entrance.request(GET, "/api/v1/session").send());
    assertThat(stranger.statusCode()).isEqualTo(200);
    assertThat(stranger.bodyAsString()).isEqualTo(nobody);
    assertThat(stranger.getHeader("Cache-Control")).isEqualTo("no-store");
  }

  private HttpResponse<Buffer> session(String cookie) {
    return await(ground
        .entrance
        .request(GET, "/api/v1/session")
        .putHeader("Cookie", cookie)
        .send());
  }

  private HttpResponse<Buffer> me(String cookie) {
    return await(
        ground.entrance.request(GET, "/api/v1/me").putHeader("Cookie", cookie).send());
  }

  @Test
  void a_wrong_password_is_a_401_and_a_missing_one_is_named() {
    assertThat(
            ask("", POST, "/session", "{\"name\":\"ana\",\"password\":\"no\"}").status())
        .isEqualTo(401);
    var missing = ask("", POST, "/session", "{\"name\":\"ana\"}");
    assertThat(missing.status()).isEqualTo(422);
    assertThat(missing.json().path("errors").path(0).asText()).isEqualTo("password is missing");
  }

  @Test
  void an_admin_issues_tokens_that_act_as_an_agent_or_as_the_admin() {
    var forTom = ask("root", POST, "/tokens", "{\"agent\":\"tom\"}");
    var forSelf = ask("root", POST, "/tokens", "{}");
    tokens.put("toms token", forTom.json().path("token").asText());
    tokens.put("roots token", forSelf.json().path("token").asText());

    assertThat(forTom.status()).isEqualTo(201);
    assertThat(ask("toms token", GET, "/me", "").json().path("agent").asText()).isEqualTo("tom");
    assertThat(ask("roots token", GET, "/me", "").json().path("role").asText()).isEqualTo("admin");
    assertThat(ask("root", POST, "/tokens", "{\"agent\":\"nobody\"}").status()).isEqualTo(404);
  }

  @Test
  void a_floor_document_is_taken_once_however_often_it_is_sent() {
    var document = """
        departments: [{id: care, name: Care}]
        queues:
          - {id: care, name: Customer care, department: care, skills: {}}
        """;

    var first = ask("root", POST, "/floor", document);
    var second = ask("root", POST, "/floor", document);
    var wrong = ask("root", POST, "/floor", "queues: [{id: x, name: X, department: nowhere}]");

    assertThat(first.json().path("changes").asInt()).as(first.toString()).isEqualTo(2);
    assertThat(second.json().path("changes").asInt()).isZero();
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.json().path("errors").toString()).contains("department");
    assertThat(ask("sam", GET, "/floor", "").json().path("queues").findValuesAsText("id"))
        .contains("care", "parcels");
    assertThat(ask("ana", GET, "/queues", "").json().path("queues").findValuesAsText("id"))
        .contains("care", "parcels");
  }

  @Test
  void of_two_admins_with_the_same_version_the_second_gets_the_changes_of_the_first() {
    ask("root", POST, "/floor", "outcomes: [{id: sorted, name: Sorted}]");
    var read = ask("sam", GET, "/floor", "");
    var etag = read.raw().getHeader("ETag");
    var again = ask("sam", GET, "/floor", "");

    var first = importing("outcomes: [{id: sorted, name: Sorted out}]", etag);
    var second = importing("segments: [{id: gold, name: Gold, head_start: 60}]", etag);

    assertThat(etag).matches("\"[A-Za-z0-9_-]+\"");
    assertThat(again.raw().getHeader("ETag")).isEqualTo(etag);
    assertThat(first.statusCode()).as(first.bodyAsString()).isEqualTo(200);
    assertThat(second.statusCode()).isEqualTo(412);
    assertThat(second.getHeader("Content-Type")).isEqualTo("application/problem+json");
    var problem = second.bodyAsJsonObject();
    assertThat(problem.getInteger("status")).isEqualTo(412);
    assertThat(problem.getString("detail"))
        .isEqualTo("the floor has changed since it was read: outcomes sorted");
    assertThat(problem.getJsonObject("changed").encode()).isEqualTo("{\"outcomes\":[\"sorted\"]}");
    var now = ask("sam", GET, "/floor", "");
    assertThat(now.json().path("segments").findValuesAsText("id")).doesNotContain("gold");
    assertThat(now.raw().getHeader("ETag")).isNotEqualTo(etag);
  }

  @Test
  void an_import_of_the_floor_may_expect_any_version_or_one_of_several() {
    var etag = ask("sam", GET, "/floor", "").raw().getHeader("ETag");
    var skill = "skills: [{id: %s, name: Skill}]";

    assertThat(importing(skill.formatted("a"), "*").statusCode()).isEqualTo(200);
    assertThat(importing(skill.formatted("b"), etag).statusCode()).isEqualTo(412);
    etag = ask("sam", GET, "/floor", "").raw().getHeader("ETag");
    assertThat(importing(skill.formatted("b"), "W/" + etag).statusCode()).isEqualTo(412);
    assertThat(importing(skill.formatted("b"), "\"other\", " + etag).statusCode())
        .isEqualTo(200);
    assertThat(importing(skill.formatted("c"), "\"other\"").statusCode()).isEqualTo(412);
    var unreadable = importing(skill.formatted("c"), "other");
    assertThat(unreadable.statusCode()).isEqualTo(422);
    assertThat(unreadable.bodyAsString()).contains("If-Match must be * or a list of entity tags");
    assertThat(importing(skill.formatted("c"), "").statusCode()).isEqualTo(200);
    assertThat(ask("sam", GET, "/floor", "").json().path("skills").findValuesAsText("id"))
        .contains("a", "b", "c");
  }

  @Test
  void an_import_of_the_floor_is_noted_with_the_account_that_asked() {
    ask("root", POST, "/floor", "outcomes: [{id: noted, name: Noted}]");

    assertThat(ground.ask("""
        SELECT account || ' ' || act || ' ' || (body #>> '{after,name}')
          FROM audit WHERE subject = 'outcomes noted'
        """)).isEqualTo("root floor.changed Noted");
  }

  private HttpResponse<Buffer> importing(String document, String ifMatch) {
    var request = ground
        .entrance
        .request(POST, "/api/v1/floor")
        .putHeader("Authorization", "Bearer " + tokens.get("root"))
        .putHeader("Content-Type", "application/yaml");
    if (!ifMatch.isEmpty()) {
      request.putHeader("If-Match", ifMatch);
    }
    return await(request.sendBuffer(Buffer.buffer(document)));
  }

  @Test
  void agents_see_who_is_present_and_supervisors_see_details() {
    var colleague = ask("ana", GET, "/agents", "").json().path("agents").path(0);
    var whole = ask("sam", GET, "/agents", "").json().path("agents").path(0);

    assertThat(colleague.has("name")).isTrue();
    assertThat(colleague.has("since_ms")).isFalse();
    assertThat(whole.has("since_ms")).isTrue();
  }

  @Test
  void a_customer_is_created_found_and_changed_only_at_the_version_that_was_read() {
    var created = ask(
        "ana",
        POST,
        "/customers",
        "{\"name\":\"Noor Bakker\",\"contact_points\":[{\"kind\":\"phone\",\"value\":\"020 123 45 67\"}]}");
    var path = created.raw().getHeader("Location").substring("/api/v1".length());
    var found = ask("ana", GET, "/customers?phone=%2B31201234567", "");
    var shown = ask("ana", GET, path, "");
    var etag = shown.raw().getHeader("ETag");

    var changed = change(path, etag, "{\"name\":\"Noor de Boer\"}");
    var late = change(path, etag, "{\"name\":\"Somebody\"}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(found.json().path("customers").path(0).path("name").asText())
        .isEqualTo("Noor Bakker");
    assertThat(shown.json().at("/customer/contact_points/0/value").asText())
        .isEqualTo("+31201234567");
    assertThat(changed.statusCode()).as(changed.bodyAsString()).isEqualTo(200);
    assertThat(changed.getHeader("ETag")).isNotEqualTo(etag);
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(change(path, "", "{}").statusCode()).isEqualTo(428);
    assertThat(change(path, "*", "{}").statusCode()).isEqualTo(422);
    assertThat(change(path, "17", "{}").statusCode()).as("no quotes").isEqualTo(422);
    for (var strange : List.of("\"abc\"", "\"99999999999999999999\"", "W/" + now(path))) {
      assertThat(change(path, strange, "{}").statusCode()).as(strange).isEqualTo(412);
    }
    assertThat(change(path, etag + ", " + now(path), "{}").statusCode())
        .as("one of several")
        .isEqualTo(200);
  }

  private String now(String path) {
    return ask("ana", GET, path, "").raw().getHeader("ETag");
  }

  private HttpResponse<Buffer> change(String path, String etag, String body) {
    var request = ground
        .entrance
        .request(PATCH, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + tokens.get("ana"))
        .putHeader("Content-Type", "application/json");
    if (!etag.isEmpty()) {
      request.putHeader("If-Match", etag);
    }
    return await(request.sendBuffer(Buffer.buffer(body)));
  }

  @Test
  void a_customer_is_found_by_any_name_as_it_is_stored() {
    for (var name : List.of(
        "Bol.com BV",
        "E.ON",
        "J.P. Morgan",
        "S.p.A.",
        "foo/bar",
        "Müller",
        "Zoe\u0308",
        "李",
        "★",
        "+",
        "& Sons")) {
      var id = ask(
              "ana",
              POST,
              "/customers",
              Json.write(Map.of("name", name, "contact_points", List.of())))
          .json()
          .path("id")
          .asText();

      assertThat(found(name)).as(name).contains(id);
      assertThat(found(Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "")))
          .as(name)
          .contains(id);
    }
  }

  private List<String> found(String typed) {
    var answer =
        ask("ana", GET, "/customers?q=" + URLEncoder.encode(typed, StandardCharsets.UTF_8), "");
    return answer.json().path("customers").findValuesAsText("id");
  }

  @Test
  void a_search_with_missing_or_wrong_parameters_is_refused() {
    assertThat(ask("ana", GET, "/customers?q=", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, "/customers?q=%20", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, "/customers", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, "/customers?q=jan&limit=0", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, "/customers?q=jan&limit=many", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, "/customers?q=jan&cursor=made-up", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, "/customers/" + UUID.nameUUIDFromBytes(new byte[0]), "")
            .status())
        .isEqualTo(404);
    assertThat(ask("ana", GET, "/customers/not-an-id", "").status()).isEqualTo(422);
  }

  @Test
  void orders_are_imported_and_stand_in_the_history() {
    var batch = """
        {"orders":[{"number":"A-1","customer":{"email":"els@example.com","name":"Els"},"state":"shipped",
          "currency":"EUR","placed_at":"2026-03-01T10:00:00Z","tracking":"3S1",
          "lines":[{"position":1,"article":"lamp","title":"A lamp","quantity":2,"price_minor":1995}]}]}
        """;

    var first = ask("sam", POST, "/orders/import", batch);
    var again = ask("sam", POST, "/orders/import", batch);

    assertThat(first.json().path("created").asInt()).as(first.toString()).isEqualTo(1);
    assertThat(again.json().path("unchanged").asInt()).isEqualTo(1);
    var els = ask("ana", GET, "/customers?email=els%40example.com", "")
        .json()
        .at("/customers/0/id")
        .asText();
    assertThat(ask("ana", GET, "/customers/" + els, "")
            .json()
            .at("/orders/0/lines/0/quantity")
            .asInt())
        .isEqualTo(2);
  }

  /** The main example: no remedy is given twice, in whatever form a shop sends its orders. */
  @Test
  void
      shoes_that_were_replaced_are_refused_and_socks_allowed_after_the_shop_has_swapped_the_lines() {
    var shoe =
        "{\"article\":\"SHOE\",\"title\":\"A shoe\",\"quantity\":1,\"price_minor\":9000,\"position\":%d}";
    var sock =
        "{\"article\":\"SOCK\",\"title\":\"A sock\",\"quantity\":1,\"price_minor\":500,\"position\":%d}";
    var order = """
        {"orders":[{"number":"SWAP-1","customer":{"email":"swap@example.com","name":"Sven"},"state":"delivered",
          "currency":"EUR","placed_at":"2026-03-01T10:00:00Z","lines":[%s,%s]}]}
        """;
    ask("sam", POST, "/orders/import", order.formatted(shoe.formatted(1), sock.formatted(2)));
    var sven = ask("ana", GET, "/customers?email=swap%40example.com", "")
        .json()
        .at("/customers/0/id")
        .asText();
    var path = "/cases/" + openCase(sven) + "/remedies";
    var before = ask("ana", GET, "/customers/" + sven, "").json().at("/orders/0/lines");
    var given = keyed("ana", path, "swap-1", replacement(before.at("/0/id").asText()));
    assertThat(given.status()).as(given.toString()).isEqualTo(201);

    var sent =
        ask("sam", POST, "/orders/import", order.formatted(sock.formatted(1), shoe.formatted(2)));

    assertThat(sent.json().path("changed").asInt()).as(sent.toString()).isEqualTo(1);
    var lines = ask("ana", GET, "/customers/" + sven, "").json().at("/orders/0/lines");
    assertThat(lines.at("/0/article").asText()).isEqualTo("SOCK");
    assertThat(lines.at("/1/article").asText()).isEqualTo("SHOE");
    var shoes = keyed("tom", path, "swap-2", replacement(lines.at("/1/id").asText()));
    var socks = keyed("tom", path, "swap-3", replacement(lines.at("/0/id").asText()));
    assertThat(shoes.status()).as(shoes.toString()).isEqualTo(409);
    assertThat(shoes.json().at("/remedy/id")).isEqualTo(given.json().path("id"));
    assertThat(socks.status()).as(socks.toString()).isEqualTo(201);
  }

  private static String replacement(String line) {
    return "{\"kind\":\"replacement\",\"order_line\":\"%s\",\"units\":[1],\"reason\":\"Broken on arrival\"}"
        .formatted(line);
  }

  @Test
  void an_order_shows_the_shops_ids_the_paid_amounts_and_the_gone_lines() {
    var order = """
        {"orders":[{"number":"GONE-1","customer":{"email":"gone@example.com","name":"Gus"},"state":"delivered",
          "currency":"EUR","placed_at":"2026-03-01T10:00:00Z","lines":[%s
          {"id":"7","article":"SOCK","title":"A sock","quantity":2,"price_minor":500,"paid_minor":800}]}]}
        """;
    var shoe = "{\"article\":\"SHOE\",\"title\":\"A shoe\",\"quantity\":1,\"price_minor\":9000},";
    ask("sam", POST, "/orders/import", order.formatted(shoe));
    var gus = ask("ana", GET, "/customers?email=gone%40example.com", "")
        .json()
        .at("/customers/0/id")
        .asText();
    var before = ask("ana", GET, "/customers/" + gus, "").json().at("/orders/0");
    assertThat(before.path("paid_minor").asLong()).isEqualTo(9_800);
    keyed(
        "ana",
        "/cases/" + openCase(gus) + "/remedies",
        "gone-1",
        replacement(before.at("/lines/0/id").asText()));

    ask("sam", POST, "/orders/import", order.formatted(""));

    var after = ask("ana", GET, "/customers/" + gus, "").json().at("/orders/0");
    assertThat(after.path("paid_minor").asLong()).isEqualTo(800);
    assertThat(after.at("/lines/0/shop_line").asText()).isEqualTo("7");
    assertThat(after.at("/lines/0/paid_minor").asLong()).isEqualTo(800);
    assertThat(after.at("/lines/0/gone").asBoolean()).isFalse();
    assertThat(after.at("/lines/1/id")).isEqualTo(before.at("/lines/0/id"));
    assertThat(after.at("/lines/1/gone").asBoolean()).isTrue();
    assertThat(after.at("/lines/1/paid_minor").asLong()).isEqualTo(9_000);
  }

  @Test
  void a_timeline_is_read_page_by_page_without_a_gap() {
    var caseId = openCase(customer("Jan"));
    IntStream.range(0, 7)
        .forEach(
            i -> ask("ana", POST, "/cases/" + caseId + "/notes", "{\"text\":\"note " + i + "\"}"));

    var numbers = new HashSet<Integer>();
    var cursor = "";
    int pages = 0;
    do {
      var page = ask(
          "ana",
          GET,
          "/cases/" + caseId + "/timeline?limit=3" + (cursor.isEmpty() ? "" : "&cursor=" + cursor),
          "");
      assertThat(page.status()).as(page.toString()).isEqualTo(200);
      page.json()
          .path("entries")
          .forEach(entry -> numbers.add(entry.path("number").asInt()));
      cursor = page.json().path("next_cursor").asText();
      pages++;
    } while (!cursor.isEmpty());

    var all = ask("ana", GET, "/cases/" + caseId, "").json().path("entries").asInt();
    assertThat(numbers).hasSize(all).contains(1, all);
    assertThat(pages).isGreaterThan(2);
    assertThat(ask("ana", GET, "/cases/" + caseId + "/timeline?cursor=x", "").status())
        .isEqualTo(422);
  }

  @Test
  void a_note_under_the_same_key_is_written_once() {
    var caseId = openCase(customer("Jan"));

    var first = keyed("ana", "/cases/" + caseId + "/notes", "k-1", "{\"text\":\"once\"}");
    var second = keyed("ana", "/cases/" + caseId + "/notes", "k-1", "{\"text\":\"once\"}");

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.json()).isEqualTo(first.json());
  }

  @Test
  void another_note_under_a_used_key_is_a_conflict_and_not_passed_over() {
    var path = "/cases/" + openCase(customer("Jan")) + "/notes";
    var contact = ground.arrive(ground.customer("Piet"));
    ground.tell(new Signal.ContactLeft(contact, "hung up"));
    keyed("ana", path, "k-2", "{\"text\":\"once\"}");

    var other = keyed("ana", path, "k-2", "{\"text\":\"something else\"}");
    var elsewhere =
        keyed("ana", path, "k-2", "{\"text\":\"once\",\"contact\":\"" + contact + "\"}");
    var byTom = keyed("tom", path, "k-2", "{\"text\":\"something else\"}");

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().path("detail").asText()).contains("Idempotency-Key");
    assertThat(elsewhere.status()).isEqualTo(409);
    assertThat(byTom.status()).isEqualTo(201);
  }

  @Test
  void an_unknown_contact_of_a_note_or_remedy_is_named() {
    var path = "/cases/" + openCase(customer("Jan"));
    var contact = "\"contact\":\"" + UUID.randomUUID() + "\"";

    var note = ask("ana", POST, path + "/notes", "{\"text\":\"x\"," + contact + "}");
    var remedy = keyed(
        "ana",
        path + "/remedies",
        "k-3",
        "{\"kind\":\"replacement\",\"reason\":\"Lost\"," + contact + "}");

    for (var answer : List.of(note, remedy)) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.json().path("errors").path(0).asText())
          .startsWith("contact ")
          .endsWith("does not exist");
    }
    assertThat(ask("ana", GET, path + "/timeline", "").json().path("entries")).isEmpty();
  }

  @Test
  void of_two_agents_who_give_the_same_remedy_the_second_gets_the_first_remedy_as_the_reason() {
    var caseId = openCase(customer("Jan"));
    var path = "/cases/" + caseId + "/remedies";
    var wish = "{\"kind\":\"replacement\",\"reason\":\"Lost\"}";

    var first = keyed("tom", path, "wish-t", wish);
    var again = keyed("tom", path, "wish-t", wish);
    var second = keyed("ana", path, "wish-a", wish);
    var without = ask("ana", POST, path, wish);

    assertThat(first.status()).as(first.toString()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json().path("remedy").path("agent_name").asText()).isEqualTo("Tom");
    assertThat(second.json().path("remedy").path("department_name").asText()).isEqualTo("Shipping");
    assertThat(without.status()).isEqualTo(422);
    assertThat(without.json().path("detail").asText()).contains("Idempotency-Key");
  }

  @Test
  void remedies_and_notes_of_a_supervisor_name_the_account_and_the_cases_department() {
    var customer = customer("Jan");
    var caseId = openCase(customer);
    var path = "/cases/" + caseId + "/remedies";
    var wish = "{\"kind\":\"replacement\",\"reason\":\"Lost\"}";

    var given = keyed("sam", path, "wish-sam", wish);
    var note = ask("sam", POST, "/cases/" + caseId + "/notes", "{\"text\":\"Told Jan\"}");
    ask("sam", POST, "/cases/" + caseId + "/state", "{\"state\":\"resolved\"}");
    var lost = keyed("ana", path, "wish-ana", wish).json().path("remedy");
    var pop = ask("ana", GET, "/customers/" + customer, "").json();
    var timeline = ask("ana", GET, "/cases/" + caseId + "/timeline", "").json().path("entries");

    assertThat(given.status()).as(given.toString()).isEqualTo(201);
    assertThat(lost).isEqualTo(given.json());
    for (var remedy : List.of(lost, pop.path("remedies").path(0))) {
      assertThat(remedy.path("recorded_by").asText()).isEqualTo("sam");
      assertThat(remedy.path("department_name").asText()).isEqualTo("Service");
      assertThat(remedy.has("agent")).isFalse();
    }
    assertThat(note.json().path("recorded_by").asText()).isEqualTo("sam");
    for (var entries : List.of(timeline, pop.path("timeline"))) {
      assertThat(entries.findValuesAsText("kind")).contains("state", "note", "remedy");
      for (var entry : entries) {
        assertThat(entry.path("recorded_by").asText()).as(entry.toString()).isEqualTo("sam");
        assertThat(entry.path("department").asText()).isEqualTo("service");
      }
    }
    assertThat(keyed("sam", path, "wish-sam", wish).json()).isEqualTo(given.json());
    assertThat(keyed("root", path, "wish-sam", wish).status()).isEqualTo(409);
  }

  @Test
  void giving_a_live_remedy_again_is_for_supervisors() {
    var caseId = openCase(customer("Jan"));
    var path = "/cases/" + caseId + "/remedies";
    var given = keyed("tom", path, "wish-1", "{\"kind\":\"replacement\",\"reason\":\"Lost\"}");
    var again = "{\"kind\":\"replacement\",\"reason\":\"Lost again\",\"repeats\":\""
        + given.json().path("id").asText() + "\"}";

    var byAgent = keyed("ana", path, "wish-2", again);
    var bySupervisor = keyed("sam", path, "wish-3", again);

    assertThat(byAgent.status()).isEqualTo(403);
    assertThat(bySupervisor.status()).as(bySupervisor.toString()).isEqualTo(201);
    assertThat(bySupervisor.json().path("generation").asInt()).isEqualTo(2);
  }

  @Test
  void a_remedy_that_failed_is_out_of_the_way() {
    var caseId = openCase(customer("Jan"));
    var path = "/cases/" + caseId + "/remedies";
    var wish = "{\"kind\":\"replacement\",\"reason\":\"Lost\"}";
    var id = keyed("tom", path, "wish-f1", wish).json().path("id").asText();

    var failed = ask(
        "sam",
        POST,
        "/remedies/" + id + "/state",
        "{\"state\":\"failed\",\"reason\":\"No stock\"}");
    var nonsense =
        ask("ana", POST, "/remedies/" + id + "/state", "{\"state\":\"eaten\",\"reason\":\"?\"}");
    var next = keyed("ana", path, "wish-f2", wish);

    assertThat(failed.json().path("state").asText()).isEqualTo("failed");
    assertThat(nonsense.status()).isEqualTo(422);
    assertThat(next.status()).isEqualTo(201);
  }

  @Test
  void only_its_giver_or_a_supervisor_takes_a_remedy_back_and_only_a_report_returns_it() {
    var path = "/cases/" + openCase(customer("Jan")) + "/remedies";
    var wish = "{\"kind\":\"replacement\",\"reason\":\"Lost\"}";
    var id = keyed("tom", path, "wish-u1", wish).json().path("id").asText();
    var state = "/remedies/" + id + "/state";
    var revoked = "{\"state\":\"revoked\",\"reason\":\"A mistake\"}";

    var byColleague = ask("ana", POST, state, revoked);
    var withoutReason = ask("sam", POST, state, "{\"state\":\"revoked\"}");
    ask("tom", POST, state, "{\"state\":\"done\",\"reason\":\"Delivered\"}");
    var unreported = ask("tom", POST, state, "{\"state\":\"returned\",\"reason\":\"She said so\"}");
    var reportOfAgent = ask("ana", PUT, "/remedies/" + id + "/return", "{\"reference\":\"R-1\"}");
    var report = ask("sam", PUT, "/remedies/" + id + "/return", "{\"reference\":\"R-1\"}");

    assertThat(byColleague.status()).isEqualTo(403);
    assertThat(byColleague.json().at("/remedy/agent_name").asText()).isEqualTo("Tom");
    assertThat(withoutReason.status()).isEqualTo(422);
    assertThat(unreported.status()).isEqualTo(403);
    assertThat(reportOfAgent.status()).isEqualTo(403);
    assertThat(report.status()).isEqualTo(200);
    assertThat(report.json().path("state").asText()).isEqualTo("returned");
    assertThat(ask("sam", PUT, "/remedies/" + id + "/return", "{\"reference\":\" \"}")
            .status())
        .isEqualTo(422);
  }

  @Test
  void a_remedy_has_a_tracking_number_of_its_own() {
    var caseId = openCase(customer("Jan"));
    var wish = "{\"kind\":\"replacement\",\"reason\":\"Lost\"}";
    var id = keyed("tom", "/cases/" + caseId + "/remedies", "wish-t1", wish)
        .json()
        .path("id")
        .asText();

    var tracked = ask("ana", PUT, "/remedies/" + id + "/tracking", "{\"tracking\":\"3SABC\"}");
    var done = ask(
        "tom",
        POST,
        "/remedies/" + id + "/state",
        "{\"state\":\"done\",\"reason\":\"Delivered\",\"tracking\":\"3SDEF\"}");
    var empty = ask("ana", PUT, "/remedies/" + id + "/tracking", "{\"tracking\":\"\"}");

    assertThat(tracked.json().path("tracking").asText()).isEqualTo("3SABC");
    assertThat(done.json().path("tracking").asText()).isEqualTo("3SDEF");
    assertThat(empty.status()).isEqualTo(422);
  }

  @Test
  void a_claim_tells_others_and_is_taken_back() {
    var caseId = openCase(customer("Jan"));
    var claim = "{\"case\":\"" + caseId + "\",\"kind\":\"replacement\"}";

    ask("tom", PUT, "/claims", claim);
    var seen = ask("ana", PUT, "/claims", claim);
    var gone = ask("tom", DELETE, "/claims", claim);
    var after = ask("ana", PUT, "/claims", claim);

    assertThat(seen.json().path("claims").findValuesAsText("agent_name"))
        .containsExactlyInAnyOrder("Tom", "Ana");
    assertThat(gone.status()).isEqualTo(204);
    assertThat(after.json().path("claims").findValuesAsText("agent_name")).containsExactly("Ana");
  }

  @Test
  void an_outcome_closes_the_contact_and_the_same_again_is_the_same() {
    var contact = ground.talk(ground.customer("Jan"), TOM);
    var path = "/contacts/" + contact + "/outcome";
    var said = "{\"outcome\":\"solved\",\"note\":\"Sent a new one\"}";

    var first = ask("tom", POST, path, said);
    var again = ask("tom", POST, path, said);
    var other = ask("tom", POST, path, "{\"outcome\":\"solved\",\"note\":\"Something else\"}");

    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    assertThat(first.json().path("resolves").asBoolean()).isTrue();
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(other.status()).isEqualTo(409);
  }

  @Test
  void the_story_of_a_contact_is_read_part_by_part_from_its_arrival_on() {
    var contact = ground.talk(ground.customer("Jan"), TOM);
    ground.tell(new Signal.ContactLeft(contact, "hung up"));
    ask("tom", POST, "/contacts/" + contact + "/outcome", "{\"outcome\":\"solved\"}");

    var path = "/contacts/" + contact + "/story";
    var events = new ArrayList<String>();
    var agents = new HashSet<String>();
    var cursor = "";
    do {
      var part =
          ask("ana", GET, path + "?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor), "");
      assertThat(part.status()).as(part.toString()).isEqualTo(200);
      assertThat(part.json().path("events").size()).isLessThanOrEqualTo(2);
      events.addAll(part.json().path("events").findValuesAsText("event"));
      agents.addAll(part.json().path("events").findValuesAsText("agent"));
      cursor = part.json().path("next_cursor").asText();
    } while (!cursor.isEmpty());

    assertThat(events).startsWith("queued", "offered", "accepted", "connected", "wrap_up");
    assertThat(agents).containsExactly("tom");
    assertThat(ask("ana", GET, path, "")
            .json()
            .path("events")
            .path(0)
            .path("queue")
            .asText())
        .isEqualTo("parcels");
    assertThat(ask("ana", GET, path + "?cursor=x", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, path + "?limit=0", "").status()).isEqualTo(422);
    assertThat(ask("ana", GET, "/contacts/" + new UUID(0, 7) + "/story", "").status())
        .isEqualTo(404);
    assertThat(ask("ana", GET, "/contacts/x/story", "").status()).isEqualTo(422);
  }

  @Test
  void of_a_thousand_orders_with_a_bad_line_in_the_middle_nothing_is_taken() {
    var orders = IntStream.range(0, 1_000)
        .mapToObj(i -> """
            {"number":"M-%d","customer":{"phone":"+3120777%04d","name":"M"},"state":"placed","currency":"EUR",
             "placed_at":"2026-02-02T09:00:00Z",
             "lines":[{"position":1,"article":"a","title":"t","quantity":%d,"price_minor":100}]}""".formatted(i, i, i == 500 ? -1 : 1))
        .collect(Collectors.joining(",", "{\"orders\":[", "]}"));
    var count = "SELECT (SELECT count(*) FROM customer_order) + (SELECT count(*) FROM customer)";
    var before = ground.ask(count);

    var bad = ask("sam", POST, "/orders/import", orders);

    assertThat(bad.status()).isEqualTo(422);
    assertThat(bad.json().path("detail").asText())
        .isEqualTo("orders[500].lines[0].quantity must be a whole number, 1-1000");
    assertThat(ground.ask(count)).isEqualTo(before);
    var good =
        ask("sam", POST, "/orders/import", orders.replace("\"quantity\":-1", "\"quantity\":1"));
    assertThat(good.json().path("created").asInt()).isEqualTo(1_000);
  }

  @Test
  void a_case_waits_is_resolved_and_opened_again_as_people_say() {
    var path = "/cases/" + openCase(customer("Jan")) + "/state";

    var waits = ask("ana", POST, path, "{\"state\":\"waiting\",\"waiting_on\":\"carrier\"}");
    var closed = ask("ana", POST, path, "{\"state\":\"closed\"}");
    var resolved = ask("ana", POST, path, "{\"state\":\"resolved\",\"why\":\"It came\"}");

    assertThat(waits.json().path("waiting_on").asText()).isEqualTo("carrier");
    assertThat(closed.status()).isEqualTo(422);
    assertThat(closed.json().path("detail").asText()).contains("closes by itself after 30 days");
    assertThat(resolved.json().path("state").asText()).isEqualTo("resolved");
    assertThat(resolved.json().has("waiting_on")).isFalse();
  }

  @Test
  void a_case_that_does_not_exist_is_not_found() {
    var nowhere = UUID.nameUUIDFromBytes(new byte[] {1});

    assertThat(ask("ana", GET, "/cases/" + nowhere, "").status()).isEqualTo(404);
    assertThat(ask("ana", GET, "/cases/" + nowhere + "/timeline", "").status()).isEqualTo(404);
    assertThat(
            ask("ana", POST, "/cases/" + nowhere + "/notes", "{\"text\":\"x\"}").status())
        .isEqualTo(404);
    assertThat(ask(
                "ana",
                POST,
                "/cases",
                "{\"customer\":\"" + nowhere + "\",\"kind\":\"request\",\"subject\":\"x\"}")
            .status())
        .isEqualTo(404);
  }

  @Test
  void a_case_is_opened_once_under_a_key_and_a_contact_is_switched_to_it() {
    var jan = ground.customer("Jan");
    var contact = ground.talk(jan, TOM);
    var asked = "{\"customer\":\"" + jan + "\",\"kind\":\"complaint\",\"subject\":\"The invoice\"}";
    // the contact gets a case of its own soon after its arrival, or joins the one that is open by
    // then
    eventually(() -> !ground
        .ask("SELECT count(*) FROM case_contact WHERE contact = '" + contact + "'")
        .equals("0"));

    var first = keyed("tom", "/cases", "case-1", asked);
    var again = keyed("tom", "/cases", "case-1", asked);
    var other = keyed("tom", "/cases", "case-1", asked.replace("invoice", "lamp"));
    var file = first.json().path("id").asText();
    var path = "/contacts/" + contact + "/case";
    var body = "{\"case\":\"" + file + "\"}";

    assertThat(first.status()).as(first.toString()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(other.status()).isEqualTo(409);
    assertThat(ask("ana", PUT, path, body).status()).isEqualTo(403);
    assertThat(ask("tom", PUT, path, body).json().path("id").asText()).isEqualTo(file);
    assertThat(ask("sam", PUT, path, body).status()).isEqualTo(200);
    ask("tom", POST, "/contacts/" + contact + "/outcome", "{\"outcome\":\"solved\"}");
    assertThat(ask("tom", PUT, path, "{\"case\":\"" + openCase(jan.toString()) + "\"}")
            .status())
        .isEqualTo(409);
  }

  @Test
  void a_customer_is_found_with_what_tells_them_apart_and_has_a_language_and_a_time() {
    var made = ask(
        "ana",
        POST,
        "/customers",
        "{\"name\":\"Zoe Apart\",\"contact_points\":[{\"kind\":\"phone\",\"value\":\"+31612349876\"}]}");
    var id = made.json().path("id").asText();
    var path = "/customers/" + id;

    var found = ask("ana", GET, "/customers?q=Apart", "").json().at("/customers/0");
    var changed = changed(path, "1", "{\"language\":\"nl\",\"time_zone\":\"Europe/Amsterdam\"}");

    assertThat(found.at("/contact_points/0/value").asText()).isEqualTo("+31612349876");
    assertThat(found.path("name").asText()).isEqualTo("Zoe Apart");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    var shown = ask("ana", GET, path, "").json().path("customer");
    assertThat(shown.path("language").asText()).isEqualTo("nl");
    assertThat(shown.path("time_zone").asText()).isEqualTo("Europe/Amsterdam");
    assertThat(changed(path, "2", "{\"time_zone\":\"Europe/Nowhere\"}").status())
        .isEqualTo(422);
    assertThat(changed(path, "2", "{\"language\":\"Dutch!\"}").status()).isEqualTo(422);
  }

  private Answered changed(String path, String version, String body) {
    return answered(await(ground
        .entrance
        .request(HttpMethod.PATCH, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + tokens.get("ana"))
        .putHeader("Content-Type", "application/json")
        .putHeader("If-Match", "\"" + version + "\"")
        .sendBuffer(Buffer.buffer(body))));
  }

  private String customer(String name) {
    return ground.customer(name).toString();
  }

  private String openCase(String customer) {
    var opened = ask(
        "ana",
        POST,
        "/cases",
        "{\"customer\":\"" + customer
            + "\",\"kind\":\"complaint\",\"subject\":\"The lamp is broken\"}");
    assertThat(opened.status()).as(opened.toString()).isEqualTo(201);
    assertThat(opened.json().path("department").asText()).isEqualTo("service");
    return opened.json().path("id").asText();
  }

  private Answered keyed(String who, String path, String key, String body) {
    return answered(await(ground
        .entrance
        .request(POST, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + tokens.get(who))
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", key)
        .sendBuffer(Buffer.buffer(body))));
  }

  private Answered ask(String who, HttpMethod method, String path, String body) {
    var request = ground.entrance.request(method, "/api/v1" + path);
    if (!who.isEmpty()) {
      request.putHeader("Authorization", "Bearer " + tokens.get(who));
    }
    return answered(await(
        body.isEmpty()
            ? request.send()
            : request
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body))));
  }

  private static Answered answered(HttpResponse<Buffer> raw) {
    try {
      var body = raw.body() == null ? "null" : raw.bodyAsString();
      return new Answered(raw.statusCode(), Json.MAPPER.readTree(body), raw);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(raw.bodyAsString(), e);
    }
  }
}
