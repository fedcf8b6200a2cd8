package tandem.rehearsal.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Seats in front of a real HTTP server, as a browser sees them. */
@ExtendWith(VertxExtension.class)
class SeatTest {

  private final HttpServer server;
  private final HttpClient client;
  private final WebSocketClient sockets; // a client that nothing refers to is closed
  private final Seat ana;
  private final Seat daan;

  SeatTest(Vertx vertx) {
    this.client = vertx.createHttpClient();
    this.sockets = vertx.createWebSocketClient();
    this.server = vertx
        .createHttpServer()
        .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
        .requestHandler(SeatTest::answer)
        .listen(0, "127.0.0.1")
        .await();
    var url = URI.create("http://127.0.0.1:" + server.actualPort());
    ana = new Seat(vertx, url, _ -> false, FrameHeaders.ofSeat(() -> 8080));
    daan = new Seat(
        vertx,
        url,
        request -> {
          boolean own = "/own".equals(request.path());
          if (own) {
            var _ = request.response().end("mine");
          }
          return own;
        },
        (_, _) -> {});
  }

  /** Logs in whoever posts, and says who asks, and under which name. */
  private static void answer(HttpServerRequest request) {
    var response = request.response();
    if (request.method().equals(HttpMethod.POST)) {
      request.bodyHandler(body -> response
          .putHeader("Set-Cookie", "session=" + body.toJsonObject().getString("name") + "; Path=/")
          .setStatusCode(204)
          .end());
    } else {
      response
          .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
          .putHeader("X-Frame-Options", "DENY")
          .end(request.getHeader("Cookie") + " at " + request.getHeader("Host"));
    }
  }

  @BeforeEach
  void open() {
    ana.listen(0).await();
    daan.listen(0).await();
  }

  @AfterEach
  void close() {
    ana.close().await();
    daan.close().await();
    server.close().await();
  }

  private record Got(HttpClientResponse head, String body) {}

  private Got get(Seat seat, String host, String path, String cookie) {
    return client
        .request(new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(seat.port())
            .setURI(path)
            .putHeader("Host", host)
            .putHeader("Cookie", cookie))
        .compose(request -> request.send())
        .compose(head -> head.body().map(body -> new Got(head, body.toString())))
        .await();
  }

  private Got get(Seat seat) {
    return get(seat, "localhost:" + seat.port(), "/", "session=browser");
  }

  @Test
  void each_seat_is_logged_in_by_itself_whatever_cookies_the_browser_has() {
    ana.logIn("ana", "secret").await();
    daan.logIn("daan", "secret").await();

    assertThat(get(ana).body()).startsWith("session=ana at ");
    assertThat(get(daan).body()).startsWith("session=daan at ");
  }

  @Test
  void each_seat_has_the_language_of_the_browser() {
    ana.logIn("ana", "secret").await();

    var got = get(ana, "localhost:" + ana.port(), "/", "session=browser; tandem-language=de");

    assertThat(got.body()).startsWith("session=ana; tandem-language=de at ");
  }

  @Test
  void the_server_hears_the_name_that_the_browser_uses_and_the_browser_gets_no_cookie() {
    var got = get(ana);

    assertThat(got.body()).isEqualTo("null at localhost:" + ana.port());
    assertThat(got.head().cookies()).isEmpty();
  }

  @Test
  void a_page_under_another_name_gets_nothing() {
    var got = get(ana, "evil.example:" + ana.port(), "/", "");

    assertThat(got.head().statusCode()).isEqualTo(421);
    assertThat(got.body()).isEmpty();
  }

  @Test
  void only_the_page_of_the_demo_may_frame_a_desk() {
    var got = get(ana);

    assertThat(got.head().getHeader("Content-Security-Policy"))
        .isEqualTo("default-src 'none'; frame-ancestors 'self' http://localhost:8080");
    assertThat(got.head().getHeader("X-Frame-Options")).isNull();
  }

  @Test
  void what_is_not_the_servers_is_answered_by_the_seat() {
    assertThat(get(daan, "localhost:" + daan.port(), "/own", "").body()).isEqualTo("mine");
  }

  @Test
  void a_cut_ends_the_connections_of_this_seat_alone_and_lets_none_in_until_it_is_over()
      throws InterruptedException {
    var here = connect(ana);
    var there = connect(daan);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    here.closeHandler(_ -> heard.add("cut"));
    there.textMessageHandler(heard::add);

    ana.cut(1).await();

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("cut");
    assertThatThrownBy(() -> connect(ana)).isNotNull();
    there.writeTextMessage("still here").await();
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("still here");
    eventually(() -> lets(ana));
  }

  private boolean lets(Seat seat) {
    try {
      connect(seat).close().await();
      return true;
    } catch (Exception refused) {
      return false;
    }
  }

  private WebSocket connect(Seat seat) {
    return sockets
        .connect(new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(seat.port())
            .setURI("/ws"))
        .await();
  }
}
