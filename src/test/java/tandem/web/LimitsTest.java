package tandem.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.document.Json;

@ExtendWith(VertxExtension.class)
class LimitsTest {

  private final Vertx vertx;
  private final WebClient client = WebClient.create(vertx);

  LimitsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  private int listen(Router router) {
    new ProblemHandler(new Ids(InstantSource.system(), new Random(1)), UnaryOperator.identity())
        .mount(router);
    return vertx
        .createHttpServer(Limits.server())
        .invalidRequestHandler(new UnreadableRequests())
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await()
        .actualPort();
  }

  @Test
  void an_address_has_a_limited_number_of_requests_in_flight() {
    var release = Promise.<Void>promise();
    var limits = new Limits(3);
    var router = Router.router(vertx);
    router.route().handler(new Connections(vertx, Proxies.NONE, Connections.Bounds.of(100)));
    router.route().handler(limits::passOfClient);
    router.get("/slow").handler(ctx -> release.future().onSuccess(_ -> ctx.end("done")));
    router.get("/fast").handler(ctx -> ctx.end("done"));
    var port = listen(router);
    var slow = IntStream.range(0, 3)
        .mapToObj(_ -> client.get(port, "127.0.0.1", "/slow").send())
        .toList();

    // any of the four may be the last to arrive, so wait until three are in
    HttpResponse<?> refused = client.get(port, "127.0.0.1", "/fast").send().await();
    while (refused.statusCode() == 200) {
      refused = client.get(port, "127.0.0.1", "/fast").send().await();
    }
    release.complete();
    var answers = slow.stream().map(answer -> answer.await().statusCode()).toList();

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
    assertThat(answers).containsOnly(200);
    assertThat(client.get(port, "127.0.0.1", "/fast").send().await().statusCode())
        .isEqualTo(200);
  }

  @Test
  void long_headers_and_request_lines_are_refused_before_anybody_reads_them() {
    var router = Router.router(vertx);
    router.get("/").handler(ctx -> ctx.end("in"));
    var port = listen(router);

    var header = client
        .get(port, "127.0.0.1", "/")
        .putHeader("X-Long", "x".repeat(Limits.HEADER_BYTES_MAX))
        .send()
        .await();
    var line = client
        .get(port, "127.0.0.1", "/?" + "x".repeat(Limits.REQUEST_LINE_BYTES_MAX))
        .send()
        .await();

    assertThat(header.statusCode()).isEqualTo(431);
    assertThat(header.bodyAsString()).contains("at most 16384 bytes");
    assertThat(line.statusCode()).isEqualTo(414);
    assertThat(line.bodyAsString()).contains("at most 8192 bytes");
  }

  @Test
  void a_client_that_still_sends_its_long_headers_hears_why_they_are_refused() throws IOException {
    var port = listen(Router.router(vertx));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var sent = socket.getOutputStream();
      sent.write("GET / HTTP/1.1\r\nHost: desk.example\r\nX-Long: ".getBytes(UTF_8));
      for (int i = 0; i < 64; i++) {
        sent.write("x".repeat(Limits.HEADER_BYTES_MAX).getBytes(UTF_8));
      }
      socket.shutdownOutput();

      var heard = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(heard).startsWith("HTTP/1.1 431 ").contains("connection: close");
    }
  }

  @Test
  void a_client_that_never_ends_its_headers_is_not_listened_to() throws IOException {
    var port = listen(Router.router(vertx));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var sent = socket.getOutputStream();

      assertThatThrownBy(() -> {
            sent.write("GET / HTTP/1.1\r\nX-Long: ".getBytes(UTF_8));
            while (true) {
              sent.write("x".repeat(Limits.HEADER_BYTES_MAX).getBytes(UTF_8));
            }
          })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void a_page_of_a_list_is_asked_for_by_limit_and_cursor() {
    var router = Router.router(vertx);
    router.get("/list").handler(ctx -> ctx.end(Json.write(Paging.of(ctx))));
    var port = listen(router);

    assertThat(get(port, "/list")).isEqualTo("{\"limit\":50}");
    assertThat(get(port, "/list?limit=200&cursor=abc"))
        .isEqualTo("{\"limit\":200,\"cursor\":\"abc\"}");
    for (var bad : List.of(
        "limit=0", "limit=201", "limit=x", "limit=1&limit=2", "cursor=a&cursor=b", "cursor=%00")) {
      assertThat(client.get(port, "127.0.0.1", "/list?" + bad).send().await().statusCode())
          .as(bad)
          .isEqualTo(422);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "desk.example",
        "ftp://desk.example",
        "https://",
        "https://desk.example/path",
        "https://a:b@desk.example",
        "https://desk example"
      })
  void a_public_url_that_is_none_is_refused_at_the_start(String url) {
    assertThatThrownBy(() -> PublicUrl.of(url)).isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void a_public_url_says_how_the_world_reaches_us() {
    assertThat(PublicUrl.of("").origin()).isEmpty();
    assertThat(PublicUrl.of("https://Desk.Example/"))
        .isEqualTo(new PublicUrl("https://desk.example"));
    assertThat(Optional.of(PublicUrl.of("http://desk.example:8080").isSecure())).contains(false);
  }

  private String get(int port, String path) {
    return client.get(port, "127.0.0.1", path).send().await().bodyAsString();
  }
}
