package tandem.console;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.console.ConsoleGround.await;

import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class ContractAnswersTest {

  private final Vertx vertx;

  ContractAnswersTest(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Sends a request to a server that gives this answer to everything. */
  private void ask(String path, int status, String type, String body) {
    var server = await(vertx
        .createHttpServer()
        .requestHandler(request -> request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", type)
            .end(body))
        .listen(0, "127.0.0.1"));
    var client = WebClient.create(vertx);
    await(ContractAnswers.checked(client.get(server.actualPort(), "127.0.0.1", path))
        .putHeader("Accept", "*/*") // and the request that this returns
        .send());
  }

  @Test
  void an_answer_as_the_contract_has_it_is_taken() {
    ask("/api/v1/me", 200, "application/json", "{\"name\":\"ana\",\"role\":\"agent\"}");
    ask(
        "/api/v1/me",
        401,
        "application/problem+json",
        "{\"type\":\"about:blank\",\"title\":\"Nobody\",\"status\":401}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/me    | 200 | application/json | {\"name\":\"ana\",\"role\":\"agent\",\"shoe\":42} | shoe",
        "/api/v1/me    | 200 | application/json | {\"name\":\"ana\"} | role",
        "/api/v1/me    | 200 | application/json | {\"name\":\"ana\",\"role\":\"king\"} | role",
        "/api/v1/me    | 200 | application/json | '' | there is a body",
        "/api/v1/me    | 200 | text/plain | ana | no body is text/plain",
        "/api/v1/me    | 202 | application/json | {\"name\":\"ana\",\"role\":\"agent\"} | no such status",
        "/api/v1/me    | 401 | application/problem+json | {\"title\":\"Nobody\"} | status",
        "/api/v1/me    | 500 | application/json | {\"name\":\"ana\"} | no body is application/json",
        "/api/v1/shoes | 200 | application/json | {} | no such route",
        "/api/v1/agents | 200 | application/json | {\"agents\":[{\"id\":\"ana\",\"shoe\":42}]} | shoe",
      })
  void an_answer_that_the_contract_does_not_have_fails_its_request(
      String path, int status, String type, String body, String what) {
    assertThatThrownBy(() -> ask(path, status, type, body))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(what);
  }
}
