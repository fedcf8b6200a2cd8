package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tandem.commands.Doctor;
import tandem.document.Json;

/** Two agents of two departments press the same button in the same instant. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ExtendWith(VertxExtension.class)
class DoubleRemedyIT {

  private static final int ROUNDS = 200;

  @TempDir
  private Path data;

  @Test
  void two_agents_at_the_same_instant_give_one_remedy_and_the_other_sees_whose(Vertx vertx)
      throws Exception {
    try (var node = Node.start(data, Map.of())) {
      var client = WebClient.create(
          vertx,
          new WebClientOptions()
              .setDefaultHost(node.http().getHost())
              .setDefaultPort(node.http().getPort()),
          new PoolOptions().setHttp1MaxSize(4));
      var admin = node.secret("admin-token");
      var bram = token(client, admin, "bram");
      var esra = token(client, admin, "esra");
      importOrder(
          client,
          admin,
          IntStream.rangeClosed(1, ROUNDS).mapToObj(DoubleRemedyIT::line).toList());
      var pop = customer(client, bram);
      var caseId = openCase(client, bram, pop);

      for (int round = 0; round < ROUNDS; round++) {
        var line = pop.at("/orders/0/lines/" + round + "/id").asText();
        var both = List.of(
            give(client, caseId, bram, line, "bram-" + round),
            give(client, caseId, esra, line, "esra-" + round));
        Future.all(both).await();

        var statuses =
            both.stream().map(answer -> answer.result().statusCode()).sorted().toList();
        assertThat(statuses).as("round %d", round).containsExactly(201, 409);
        var given = json(first(both, 201)).get("id");
        var shown = json(first(both, 409)).at("/remedy");
        assertThat(shown.get("id")).isEqualTo(given);
        assertThat(shown.get("kind_name").asText()).isNotEmpty();
        assertThat(shown.get("agent_name").asText()).isNotEmpty();
        assertThat(shown.get("department_name").asText()).isNotEmpty();
        assertThat(shown.get("given_at").asText()).isNotEmpty();
      }
      assertThat(new Doctor(node.database()).examine().rows()).isZero();
    }
  }

  @Test
  void without_an_item_nothing_is_given_while_an_item_of_the_case_has_its_remedy(Vertx vertx)
      throws Exception {
    try (var node = Node.start(data, Map.of())) {
      var client = WebClient.create(
          vertx,
          new WebClientOptions()
              .setDefaultHost(node.http().getHost())
              .setDefaultPort(node.http().getPort()));
      var bram = token(client, node.secret("admin-token"), "bram");
      importOrder(client, node.secret("admin-token"), List.of(line(1)));
      var pop = customer(client, bram);
      var caseId = openCase(client, bram, pop);
      var line = pop.at("/orders/0/lines/0/id").asText();
      assertThat(give(client, caseId, bram, line, "first").await().statusCode()).isEqualTo(201);

      var wishes = List.of(
          Map.<String, Object>of("kind", "replacement", "reason", "a different item"),
          Map.<String, Object>of(
              "kind", "refund", "reason", "for the case", "amount_minor", 100, "currency", "EUR"),
          Map.<String, Object>of(
              "kind", "credit", "reason", "for the case", "amount_minor", 100, "currency", "EUR"));
      for (var wish : wishes) {
        var answer = request(
                client,
                HttpMethod.POST,
                "/api/v1/cases/" + caseId + "/remedies",
                bram,
                Map.of("Idempotency-Key", "around-" + wish.get("kind")),
                wish)
            .await();
        assertThat(answer.statusCode()).as(wish + ": " + answer.bodyAsString()).isIn(409, 422);
      }

      assertThat(customer(client, bram).get("remedies")).hasSize(1);
      assertThat(new Doctor(node.database()).examine().rows()).isZero();
    }
  }

  private static Map<String, Object> line(int position) {
    return Map.of(
        "position",
        position,
        "article",
        "shoe-" + position,
        "title",
        "Shoe " + position,
        "quantity",
        1,
        "price_minor",
        4995);
  }

  private static void importOrder(WebClient client, String admin, List<Map<String, Object>> lines) {
    send(
        client,
        HttpMethod.POST,
        "/api/v1/orders/import",
        admin,
        Map.of(),
        Map.of(
            "orders",
            List.of(Map.of(
                "number",
                "10482",
                "customer",
                Map.of("phone", "+31612345678", "name", "Ana Ortiz"),
                "state",
                "shipped",
                "currency",
                "EUR",
                "placed_at",
                Instant.now(),
                "lines",
                lines))));
  }

  private static JsonNode customer(WebClient client, String token) throws Exception {
    var found = json(send(
        client, HttpMethod.GET, "/api/v1/customers?phone=%2B31612345678", token, Map.of(), null));
    var id = found.at("/customers/0/id").asText();
    return json(send(client, HttpMethod.GET, "/api/v1/customers/" + id, token, Map.of(), null));
  }

  private static String openCase(WebClient client, String token, JsonNode pop) throws Exception {
    return json(send(
            client,
            HttpMethod.POST,
            "/api/v1/cases",
            token,
            Map.of(),
            Map.of(
                "customer",
                pop.at("/customer/id").asText(),
                "kind",
                "complaint",
                "subject",
                "The shoes never came")))
        .get("id")
        .asText();
  }

  private static Future<HttpResponse<Buffer>> give(
      WebClient client, String caseId, String token, String line, String key) {
    return request(
        client,
        HttpMethod.POST,
        "/api/v1/cases/" + caseId + "/remedies",
        token,
        Map.of("Idempotency-Key", key),
        Map.of(
            "kind",
            "replacement",
            "order_line",
            line,
            "units",
            List.of(1),
            "reason",
            "never came"));
  }

  private static HttpResponse<Buffer> first(
      List<Future<HttpResponse<Buffer>>> answers, int status) {
    return answers.stream()
        .map(Future::result)
        .filter(a -> a.statusCode() == status)
        .findFirst()
        .orElseThrow();
  }

  private static String token(WebClient client, String admin, String agent) throws Exception {
    return json(send(
            client, HttpMethod.POST, "/api/v1/tokens", admin, Map.of(), Map.of("agent", agent)))
        .get("token")
        .asText();
  }

  private static HttpResponse<Buffer> send(
      WebClient client,
      HttpMethod method,
      String path,
      String token,
      Map<String, String> headers,
      Object body) {
    var answer = request(client, method, path, token, headers, body).await();
    assertThat(answer.statusCode())
        .as("%s %s: %s", method, path, answer.bodyAsString())
        .isBetween(200, 299);
    return answer;
  }

  private static Future<HttpResponse<Buffer>> request(
      WebClient client,
      HttpMethod method,
      String path,
      String token,
      Map<String, String> headers,
      Object body) {
    var request = client.request(method, path).bearerTokenAuthentication(token);
    headers.forEach(request::putHeader);
    return body == null
        ? request.send()
        : request
            .putHeader("content-type", "application/json")
            .sendBuffer(Buffer.buffer(Json.write(body)));
  }

  private static JsonNode json(HttpResponse<Buffer> answer) throws Exception {
    return Json.MAPPER.readTree(answer.bodyAsString());
  }
}
