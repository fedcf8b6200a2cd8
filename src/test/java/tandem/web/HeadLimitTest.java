package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The limit on request heads; shorter than the idle timeout, so that this limit closes the
 * connections.
 */
@Timeout(30)
@ExtendWith(VertxExtension.class)
class HeadLimitTest {

  private static final String REQUEST = "GET /fast HTTP/1.1\r\nHost: here\r\n\r\n";

  private final Vertx vertx;
  private final Promise<Void> release = Promise.promise();
  private static final Duration SHORT = Duration.ofMillis(300);

  private int port;

  HeadLimitTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void listen() {
    listen(SHORT, SHORT);
  }

  private void listen(Duration first, Duration next) {
    var limit = new HeadLimit(vertx, first, next);
    var router = Router.router(vertx);
    router.route().handler(limit);
    router.get("/fast").handler(ctx -> ctx.end("fast"));
    router.get("/slow").handler(ctx -> release.future().onSuccess(_ -> ctx.end("slow")));
    router
        .get("/socket")
        .handler(ctx -> ctx.request()
            .toWebSocket()
            .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage)));
    port = vertx
        .createHttpServer(Limits.server())
        .connectionHandler(limit::opened)
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await()
        .actualPort();
  }

  @Test
  void a_connection_whose_first_head_does_not_come_to_its_end_is_closed() throws IOException {
    try (var slow = new Client()) {
      slow.send("GET /fast HT");

      assertThat(slow.read()).isEqualTo(-1);
    }
  }

  @Test
  void a_connection_whose_next_head_does_not_come_to_its_end_is_closed() throws IOException {
    try (var slow = new Client()) {
      slow.send(REQUEST);
      slow.expect("\r\n\r\nfast");
      slow.send("G");

      assertThat(slow.read()).isEqualTo(-1);
    }
  }

  @Test
  void one_byte_now_and_then_does_not_keep_a_connection() throws Exception {
    try (var slow = new Client()) {
      slow.send(REQUEST);
      slow.expect("\r\n\r\nfast");
      var dripping = Thread.ofVirtual().start(() -> {
        try {
          for (char letter : REQUEST.repeat(100).toCharArray()) {
            slow.send(String.valueOf(letter));
            LockSupport.parkNanos(SHORT.toNanos() / 5);
          }
        } catch (IOException e) {
          // it is closed
        }
      });

      assertThat(slow.read()).isEqualTo(-1);
      dripping.join();
    }
  }

  @Test
  void between_two_requests_a_connection_may_rest_for_longer_than_a_first_head_takes()
      throws IOException {
    listen(SHORT, Duration.ofSeconds(20));
    try (var quiet = new Client()) {
      quiet.send(REQUEST);
      quiet.expect("\r\n\r\nfast");

      untilASlowHeadIsClosed();

      quiet.send(REQUEST);
      quiet.expect("\r\n\r\nfast");
    }
  }

  @Test
  void a_request_that_is_sent_before_the_answer_to_another_may_take_its_time_too()
      throws IOException {
    try (var patient = new Client()) {
      patient.send(REQUEST + REQUEST.replace("/fast", "/slow"));
      patient.expect("\r\n\r\nfast");

      untilASlowHeadIsClosed();

      release.complete();
      patient.expect("\r\n\r\nslow");
    }
  }

  @Test
  void a_socket_that_is_refused_does_not_keep_the_connection() throws IOException {
    try (var refused = new Client()) {
      refused.send(String.join(
          "\r\n",
          "GET /none HTTP/1.1",
          "Host: here",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "",
          ""));
      refused.expect("404");
      refused.send("GET /fast");

      refused.untilClosed();
    }
  }

  @Test
  void an_answer_may_take_longer_than_a_head() throws IOException {
    try (var patient = new Client()) {
      patient.send(REQUEST.replace("/fast", "/slow"));

      untilASlowHeadIsClosed();

      release.complete();
      patient.expect("\r\n\r\nslow");
    }
  }

  @Test
  void a_socket_may_take_its_time_over_a_message() throws IOException {
    try (var socket = new Client()) {
      socket.send(String.join(
          "\r\n",
          "GET /socket HTTP/1.1",
          "Host: here",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "",
          ""));
      socket.expect("\r\n\r\n");
      // a final text frame of two letters, masked with zeros, in two parts
      socket.send("\u0081");

      untilASlowHeadIsClosed();

      socket.send("\u0082\0\0\0\0hi");
      socket.expect("\u0081\u0002hi");
    }
  }

  private void untilASlowHeadIsClosed() throws IOException {
    try (var slow = new Client()) {
      slow.send("GET");
      assertThat(slow.read()).isEqualTo(-1);
    }
  }

  /** A client that sends plain bytes. */
  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final BufferedReader in = new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));

    Client() throws IOException {}

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    int read() throws IOException {
      return in.read();
    }

    void untilClosed() throws IOException {
      while (in.read() != -1) {}
    }

    /** Reads until this text has come. */
    void expect(String end) throws IOException {
      var come = new StringBuilder();
      while (come.indexOf(end) < 0) {
        int letter = in.read();
        assertThat(letter).as("after " + come).isNotEqualTo(-1);
        come.append((char) letter);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
