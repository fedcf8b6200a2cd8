package tandem.console;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.base.Ids;
import tandem.web.ProblemHandler;

@ExtendWith(VertxExtension.class)
class ManagementTest {

  private final Vertx vertx;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Future<Boolean>> database =
      new AtomicReference<>(Future.succeededFuture(true));
  private final AtomicReference<Future<Boolean>> owner =
      new AtomicReference<>(Future.succeededFuture(true));
  private final AtomicReference<Future<Void>> gauge =
      new AtomicReference<>(Future.succeededFuture());
  private final Management management = new Management(
      vertx,
      metrics,
      Map.of("database", database::get, "floor_owner", owner::get),
      List.of(() -> gauge.get()),
      new ProblemHandler(new Ids(InstantSource.system(), new Random(1)), UnaryOperator.identity()));
  private final HttpServer server = await(management.listen("127.0.0.1", 0));

  ManagementTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @Test
  void it_lives() {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  /** The checks of load balancers; the port for everybody refuses them, see DoorsTest. */
  @ParameterizedTest
  @CsvSource({
    "GET /livez HTTP/1.0, 200 OK",
    "GET /readyz HTTP/1.0, 200 OK",
    "GET /livez HTTP/1.1, 400 Bad Request",
    "'GET /livez HTTP/1.0\r\nHost: one\r\nHost: two', 400 Bad Request",
  })
  void a_health_check_of_http_1_0_need_not_name_a_host(String head, String status)
      throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket
          .getOutputStream()
          .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.")
          .contains(status + "\r\n");
    }
  }

  @Test
  void it_is_ready_when_everything_it_needs_is_there() {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void it_is_not_ready_and_says_why_when_something_is_away() {
    database.set(Future.failedFuture("connection refused"));
    owner.set(Future.succeededFuture(false));

    var answer = get("/readyz");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.bodyAsJsonObject().getMap())
        .containsEntry("database", false)
        .containsEntry("floor_owner", false);
  }

  @Test
  void once_it_drains_no_new_work_is_sent() {
    management.drain();

    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void its_metrics_are_in_the_format_of_prometheus() {
    metrics.counter("tandem.offers", "outcome", "accepted").increment();

    var answer = get("/metrics");

    assertThat(answer.getHeader("Content-Type")).startsWith("text/plain");
    assertThat(answer.bodyAsString()).contains("tandem_offers_total{outcome=\"accepted\"} 1.0");
  }

  @Test
  void a_gauge_that_cannot_be_read_does_not_block_the_others() {
    gauge.set(Future.failedFuture("no database"));
    metrics.counter("tandem.offers", "outcome", "accepted").increment();

    assertThat(get("/metrics").bodyAsString()).contains("tandem_offers_total");
  }

  private HttpResponse<Buffer> get(String path) {
    return await(
        WebClient.create(vertx).get(server.actualPort(), "127.0.0.1", path).send());
  }
}
