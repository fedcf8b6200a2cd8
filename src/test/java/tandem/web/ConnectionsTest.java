package tandem.web;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The bounds on connections; shorter than the idle timeout, so that these bounds close the
 * connections.
 */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class ConnectionsTest {

  private static final String REQUEST = "GET /fast HTTP/1.1\r\nHost: here\r\n\r\n";

  private static final String HANDSHAKE = String.join(
      "\r\n",
      "GET /socket HTTP/1.1",
      "Host: here",
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "",
      "");

  private final Vertx vertx;
  private final Promise<Void> release = Promise.promise();
  /** In which a test that has its head ready sends it, on a busy machine too. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** More than the buffers of a network on one machine hold. */
  private static final int LARGE = 16 * 1024 * 1024;

  private Connections connections;
  private int port;

  ConnectionsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void listen() {
    listen(SHORT, SHORT);
  }

  private void listen(Duration first, Duration next) {
    listen(new Connections.Bounds(100, 100, first, next, SHORT));
  }

  private void listen(Connections.Bounds bounds) {
    var limit = new Connections(vertx, Proxies.NONE, bounds);
    connections = limit;
    var router = Router.router(vertx);
    router.route().handler(limit);
    router.get("/fast").handler(ctx -> ctx.end("fast"));
    router.get("/large").handler(ctx -> ctx.end(Buffer.buffer(new byte[LARGE])));
    router
        .post("/body")
        .handler(Bodies.reader(1_000, new BodyMemory(1_000_000)))
        .handler(ctx -> ctx.end("whole"));
    router.get("/slow").handler(ctx -> release.future().onSuccess(_ -> ctx.end("slow")));
    router
        .get("/socket")
        .handler(ctx -> Upgrades.toSocket(ctx)
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
      socket.send(HANDSHAKE);
      socket.expect("\r\n\r\n");
      // a final text frame of two letters, masked with zeros, in two parts
      socket.send("\u0081");

      untilASlowHeadIsClosed();

      socket.send("\u0082\0\0\0\0hi");
      socket.expect("\u0081\u0002hi");
    }
  }

  @Test
  void heads_that_do_not_come_to_their_end_keep_nobody_out() throws IOException {
    listen(new Connections.Bounds(
        100, 3, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)));
    try (var oldest = new Client();
        var older = new Client();
        var old = new Client()) {
      oldest.send("GET /fast HT");
      older.send("GET /fast HT");
      old.send("GET /fast HT");
      eventually(() -> connections.open() == 3);

      try (var fresh = new Client()) {
        fresh.send(REQUEST);
        fresh.expect("\r\n\r\nfast");
        assertThat(oldest.read()).isEqualTo(-1);
        old.send("TP/1.1\r\nHost: here\r\n\r\n");
        old.expect("\r\n\r\nfast");
      }
    }
  }

  @Test
  void bodies_that_do_not_come_to_their_end_keep_nobody_out() throws IOException {
    listen(new Connections.Bounds(
        100, 2, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)));
    try (var first = new Client();
        var second = new Client()) {
      for (var half : List.of(first, second)) {
        half.send("POST /body HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nhalf");
      }
      eventually(() -> connections.open() == 2);

      try (var fresh = new Client()) {
        fresh.send("POST /body HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nbody");
        fresh.expect("\r\n\r\nwhole");
      }
      assertThat(List.of(first.isClosed(), second.isClosed())).contains(true);
    }
  }

  @Test
  void the_number_of_all_connections_is_bounded_and_those_at_work_are_kept() throws IOException {
    listen(new Connections.Bounds(
        2, 2, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)));
    try (var atWork = new Client();
        var idle = new Client()) {
      atWork.send(REQUEST.replace("/fast", "/slow"));
      idle.send(REQUEST);
      idle.expect("\r\n\r\nfast");
      eventually(() -> connections.open() == 2);

      try (var fresh = new Client()) {
        fresh.send(REQUEST);
        fresh.expect("\r\n\r\nfast");
        assertThat(idle.read()).isEqualTo(-1);
        assertThat(connections.open()).isEqualTo(2);
        release.complete();
        atWork.expect("\r\n\r\nslow");
      }
    }
  }

  @Test
  void an_answer_that_nobody_reads_does_not_keep_a_connection_that_goes_on_sending()
      throws Exception {
    try (var deaf = new Client()) {
      deaf.send(REQUEST.replace("/fast", "/large"));
      eventually(() -> connections.open() == 1);
      var sending = Thread.ofVirtual().start(() -> {
        try {
          while (true) {
            deaf.send("G");
            LockSupport.parkNanos(SHORT.toNanos() / 5);
          }
        } catch (IOException e) {
          // it is closed
        }
      });

      eventually(() -> connections.open() == 0);
      sending.join();
    }
  }

  @Test
  void a_slow_reader_gets_the_whole_of_a_large_answer() throws IOException {
    var unread = Duration.ofSeconds(10);
    listen(new Connections.Bounds(100, 100, SHORT, SHORT, unread));
    try (var reader = new Client()) {
      reader.send(REQUEST.replace("/fast", "/large"));
      int parts = 12; // longer than the time in which a part must be read

      for (int i = 0; i < parts; i++) {
        untilASlowHeadIsClosed();
        reader.skip(LARGE / parts);
      }
    }
  }

  @Test
  void a_request_that_asks_for_an_unknown_upgrade_is_bounded_as_any_other() throws IOException {
    for (var upgrade : List.of("x", "h2c", "websocket")) {
      try (var strange = new Client()) {
        strange.send("GET /fast HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: "
            + upgrade + "\r\n\r\n");
        strange.expect("\r\n\r\nfast");
        strange.send("G");

        assertThat(strange.read()).as(upgrade).isEqualTo(-1);
      }
    }
  }

  @Test
  void a_socket_is_kept_for_as_long_as_it_likes_and_leaves_its_place_when_it_closes()
      throws IOException {
    listen(new Connections.Bounds(2, 2, SHORT, SHORT, SHORT));
    for (int i = 0; i < 4; i++) {
      try (var socket = new Client()) {
        socket.send(HANDSHAKE);
        socket.expect("\r\n\r\n");
        untilASlowHeadIsClosed();
        untilASlowHeadIsClosed();
        // an empty text frame, masked with zeros
        socket.send("\u0081\u0080\0\0\0\0");
        socket.expect("\u0081\0");
      }
      eventually(() -> connections.open() == 0);
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

    boolean isClosed() throws IOException {
      socket.setSoTimeout(2_000);
      try {
        return in.read() == -1;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    void skip(int bytes) throws IOException {
      for (int i = 0; i < bytes; i++) {
        if (in.read() == -1) {
          throw new EOFException("closed after " + i + " bytes of a part");
        }
      }
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
