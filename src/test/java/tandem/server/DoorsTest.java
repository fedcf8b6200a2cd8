package tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.auth.Entrance;
import tandem.auth.Guard;
import tandem.auth.Who;
import tandem.web.AddressRange;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.ClientAddress;
import tandem.web.Connections;
import tandem.web.Limits;
import tandem.web.Proxies;
import tandem.web.Upgrades;

/** The doors of a node, with plain sockets in front of them. */
@Timeout(300)
@ExtendWith(VertxExtension.class)
class DoorsTest {

  private static final Proxies LOCAL_PROXY =
      new Proxies(List.of(AddressRange.parse("127.0.0.1").orElseThrow()), false);

  private final Vertx vertx;
  private final List<Closeable> clients = new ArrayList<>();
  private final List<Vertx> measuring = new ArrayList<>();
  private final Promise<Void> release = Promise.promise();
  private Entrance entrance;

  DoorsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  /** How many requests wait for the release. */
  private final AtomicInteger slow = new AtomicInteger();

  @AfterEach
  void close() throws IOException {
    release.tryComplete();
    for (var client : clients) {
      client.close();
    }
    entrance.close();
    for (var one : measuring) {
      one.close().await();
    }
  }

  private void open(Proxies proxies, Connections.Bounds bounds) {
    open(vertx, proxies, bounds);
  }

  private void open(Vertx vertx, Proxies proxies, Connections.Bounds bounds) {
    entrance = new Entrance(vertx, "", UnaryOperator.identity(), proxies, bounds);
    var guard = entrance.guard;
    guard
        .allow(Who.HOOK, HttpMethod.POST, "/hook")
        .handle(ctx -> ctx.end("hook of " + Bodies.text(ctx)));
    guard
        .allow(Who.HOOK, HttpMethod.POST, "/large-hook")
        .bodyUpTo(Bodies.HOOK_BYTES_MAX)
        .handle(ctx -> ctx.end("hook of " + Bodies.raw(ctx).length()));
    guard
        .allow(Who.AGENT, HttpMethod.POST, "/import")
        .bodyUpTo(Bodies.IMPORT_BYTES_MAX)
        .handle(ctx -> ctx.end("import of " + Bodies.raw(ctx).length()));
    guard
        .allow(Who.VISITOR, HttpMethod.GET, "/socket")
        .handle(ctx -> Upgrades.toSocket(ctx).onFailure(ctx::fail));
    guard.allow(Who.PUBLIC, HttpMethod.POST, "/form").handle(ctx -> ctx.end("form"));
    guard
        .allow(Who.PUBLIC, HttpMethod.GET, "/who")
        .handle(ctx -> ctx.end("you are " + ClientAddress.of(ctx) + "."));
    guard.allow(Who.PUBLIC, HttpMethod.GET, "/slow").handle(ctx -> {
      slow.incrementAndGet();
      release.future().onSuccess(_ -> ctx.end("slow"));
    });
    guard.allow(Who.PUBLIC, HttpMethod.POST, "/log-in").answer(ctx -> {
      guard.rememberDevice(ctx, "ana");
      return io.vertx.core.Future.succeededFuture(Answer.empty());
    });
    guard
        .allow(Who.PUBLIC, HttpMethod.GET, "/device")
        .handle(ctx -> ctx.end("known " + guard.device(ctx, "ana").isPresent()));
  }

  @Test
  void half_sent_requests_do_not_block_the_hooks_from_their_address() throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(4_000));
    for (int i = 0; i < Limits.IN_FLIGHT_MAX + 20; i++) {
      new Client().send(half(i % 2 == 0 ? "/hook" : "/form"));
    }
    eventually(() -> entrance.gate.connections().open() >= Limits.IN_FLIGHT_MAX + 20);

    assertThat(new Client().ask(post("/hook", "acme"))).contains("200 OK", "hook of acme");
    assertThat(new Client().ask(post("/form", "x"))).contains("200 OK", "form");
  }

  @Test
  void half_sent_bodies_of_an_account_take_no_memory_from_hooks_nor_from_other_accounts()
      throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(4_000));
    entrance.people();
    var ana = "Authorization: Bearer " + entrance.session("ana") + "\r\n";
    var sam = "Authorization: Bearer " + entrance.session("sam") + "\r\n";
    // 64 of them leave less of the memory of accounts than another body needs
    var part = "x".repeat(1024 * 1024 - 1024);
    var halves = new ArrayList<Client>();
    for (int i = 0; i < 65; i++) {
      var half = new Client();
      half.send("POST /import HTTP/1.1\r\nHost: here\r\n" + ana + "Content-Length: 1048576\r\n\r\n"
          + part);
      halves.add(half);
    }
    eventually(() -> halves.stream().anyMatch(Client::hasAnswer));

    var body = "x".repeat(100_000);
    assertThat(new Client().ask(post("/large-hook", body))).contains("hook of 100000");
    assertThat(new Client()
            .ask(post("/import", body).replace("Host: here\r\n", "Host: here\r\n" + sam)))
        .contains("import of 100000");
  }

  @Test
  void more_half_sent_requests_than_there_are_places_do_not_block_the_hooks() throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(200));
    for (int i = 0; i < 300; i++) {
      new Client().send(i % 2 == 0 ? half("/hook") : "POST /hook HT");
    }

    assertThat(new Client().ask(post("/hook", "acme"))).contains("200 OK", "hook of acme");
    assertThat(entrance.gate.connections().open()).isLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Upgrade: x\r\n",
        "Connection: upgrade\r\nUpgrade: h2c\r\n",
        "Upgrade: websocket\r\n"
      })
  void requests_at_once_are_limited_with_and_without_an_upgrade_but_hooks_are_not(String upgrade)
      throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(4_000));
    for (int i = 0; i < Limits.IN_FLIGHT_MAX; i++) {
      new Client().send("GET /slow HTTP/1.1\r\nHost: here\r\n" + upgrade + "\r\n");
    }

    eventually(() -> slow.get() == Limits.IN_FLIGHT_MAX);

    assertThat(asked(who(""))).contains("429 Too Many Requests");
    assertThat(new Client().ask(post("/hook", "acme"))).contains("200 OK", "hook of acme");
  }

  @Test
  void open_sockets_are_no_requests_at_once() throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(4_000));
    for (int i = 0; i < Limits.IN_FLIGHT_MAX; i++) {
      var socket = new Client();
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
      socket.read(); // its handshake is done
    }

    assertThat(new Client().ask(who(""))).contains("200 OK");
    for (var client : clients) {
      client.close();
    }
    eventually(() -> entrance.gate.connections().open() == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /who HTTP/1.1\r\n",
        "GET /who HTTP/1.1\r\nHost: here\r\nHost: there\r\n",
        "GET /who HTTP/1.1\r\nHost: here\r\nhost: here\r\n",
        "GET /who HTTP/1.0\r\nHost: here\r\nHost: there\r\n",
        "GET /who HTTP/1.1\r\nHost: a b\r\n",
        "GET /who HTTP/1.1\r\nHost:\r\n",
        "GET /who HTTP/1.1\r\nHost: :80\r\n",
        "GET /who HTTP/1.0\r\nHost: \r\n",
        "GET /who HTTP/1.0\r\n",
        "GET /nowhere HTTP/1.1\r\n",
        "POST /hook HTTP/1.1\r\nContent-Length: 0\r\n",
      })
  void a_request_that_does_not_name_one_host_gets_400(String head) throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(100));

    assertThat(new Client().ask(head + "Connection: close\r\n\r\n"))
        .contains("400 Bad Request", "application/problem+json", "Host header");
  }

  @Test
  void headers_of_strangers_say_nothing_about_the_client() throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(100));

    assertThat(
            new Client().ask(who("X-Forwarded-For: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n")))
        .contains("you are 127.0.0.1.");
  }

  @Test
  void a_trusted_proxy_says_who_the_client_is() throws IOException {
    open(LOCAL_PROXY, Connections.Bounds.of(100));

    assertThat(new Client().ask(who("X-Forwarded-For: 1.2.3.4, 203.0.113.9\r\n")))
        .contains("you are 203.0.113.9.");
    assertThat(new Client().ask(who("Forwarded: for=\"[2a02:1:2:3::9]\"\r\n")))
        .contains("you are 2a02:1:2:3:0:0:0:0/64.");
  }

  @Test
  void the_clients_of_a_proxy_have_limits_of_their_own() throws IOException {
    open(LOCAL_PROXY, Connections.Bounds.of(4_000));
    for (int i = 0; i < Limits.IN_FLIGHT_MAX; i++) {
      new Client().send("GET /slow HTTP/1.1\r\nHost: here\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
    }
    // a request that is sent earlier could take the place of one of them
    eventually(() -> slow.get() == Limits.IN_FLIGHT_MAX);

    assertThat(asked(who("X-Forwarded-For: 203.0.113.9\r\n"))).contains("429 Too Many Requests");
    assertThat(new Client().ask(who("X-Forwarded-For: 203.0.113.10\r\n"))).contains("200 OK");
  }

  @Test
  void the_proxy_protocol_names_the_client_of_a_connection() throws IOException {
    open(new Proxies(LOCAL_PROXY.trusted(), true), Connections.Bounds.of(100));

    assertThat(new Client().ask("PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n" + who("")))
        .contains("you are 203.0.113.9.");
    assertThat(new Client()
            .ask("PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n"
                + who("X-Forwarded-For: 198.51.100.1\r\n")))
        .contains("you are 203.0.113.9.");
    assertThat(new Client().ask(who(""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n"})
  void a_header_whose_name_is_like_content_length_has_no_body(String proxy) throws IOException {
    open(new Proxies(LOCAL_PROXY.trusted(), !proxy.isEmpty()), Connections.Bounds.of(100));

    assertThat(asked(proxy + "POST /hook HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
            + "Content-Xength: 5\r\n\r\nhello"))
        .contains("200 OK", "hook of ")
        .doesNotContain("hello");
    assertThat(asked(proxy + "POST /hook HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
            + "cONTENT-lENGTH: 5\r\n\r\nhello"))
        .contains("hook of hello");
  }

  @Test
  void the_proxy_protocol_is_not_taken_from_strangers() throws IOException {
    open(
        new Proxies(List.of(AddressRange.parse("192.0.2.1").orElseThrow()), true),
        Connections.Bounds.of(100));

    assertThat(new Client().ask("PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n" + who("")))
        .isEmpty();
  }

  @Test
  void with_the_proxy_protocol_a_stranger_is_cut_off_before_a_byte_of_it_is_read()
      throws IOException {
    open(
        new Proxies(List.of(AddressRange.parse("192.0.2.1").orElseThrow()), true),
        Connections.Bounds.of(100));
    var silent = new Client();

    assertThat(silent.isClosedWithin(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void a_header_of_the_proxy_protocol_that_does_not_come_whole_is_bounded_as_a_head_is()
      throws IOException {
    var shortly = Duration.ofSeconds(2);
    open(
        new Proxies(LOCAL_PROXY.trusted(), true),
        new Connections.Bounds(100, 100, shortly, shortly, shortly));
    var half = new Client();

    half.send("PROXY TCP4 203.0.");

    eventually(() -> entrance.gate.connections().open() == 1);
    assertThat(half.isClosedWithin(Duration.ofSeconds(8))).isTrue();
    eventually(() -> entrance.gate.connections().open() == 0);
  }

  @Test
  void a_proxys_own_check_by_the_proxy_protocol_names_no_client() throws IOException {
    open(new Proxies(LOCAL_PROXY.trusted(), true), Connections.Bounds.of(100));

    assertThat(new Client().ask("PROXY UNKNOWN\r\n" + who(""))).contains("you are 127.0.0.1.");
    assertThat(new Client().ask("PROXY TCP4 x y 1 2\r\n" + who(""))).isEmpty();
  }

  @Test
  void a_server_that_is_measured_knows_the_client_that_the_proxy_protocol_names()
      throws IOException {
    var measured = Vertx.builder()
        .with(new VertxOptions().setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
        .withMetrics(new MicrometerMetricsFactory(new SimpleMeterRegistry()))
        .build();
    measuring.add(measured);
    open(measured, new Proxies(LOCAL_PROXY.trusted(), true), Connections.Bounds.of(100));

    assertThat(new Client().ask("PROXY TCP4 203.0.113.9 127.0.0.1 4711 80\r\n" + who("")))
        .contains("you are 203.0.113.9.");
  }

  @Test
  void a_browser_keeps_the_cookie_of_its_device_for_our_own_pages_alone() throws IOException {
    open(Proxies.NONE, Connections.Bounds.of(100));

    var answer = entrance.request(HttpMethod.POST, "/log-in").send().await();
    var cookie = answer.getHeader("Set-Cookie");

    assertThat(cookie)
        .startsWith(Guard.DEVICE_COOKIE + "=")
        .contains("HTTPOnly", "SameSite=Strict", "Path=/", "Max-Age=")
        .doesNotContain("Secure", "ana");
    assertThat(entrance
            .request(HttpMethod.GET, "/device")
            .putHeader("Cookie", cookie.substring(0, cookie.indexOf(';')))
            .send()
            .await()
            .bodyAsString())
        .isEqualTo("known true");
  }

  private String asked(String request) {
    try {
      return new Client().ask(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String half(String path) {
    return "POST " + path + " HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nhalf";
  }

  private static String post(String path, String body) {
    return "POST " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: "
        + body.length() + "\r\n\r\n" + body;
  }

  private static String who(String headers) {
    return "GET /who HTTP/1.1\r\nHost: here\r\nConnection: close\r\n" + headers + "\r\n";
  }

  /** A client that sends plain bytes. */
  private final class Client implements Closeable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), entrance.port());

    Client() throws IOException {
      clients.add(this);
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean hasAnswer() {
      try {
        return socket.getInputStream().available() > 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isClosedWithin(Duration limit) throws IOException {
      socket.setSoTimeout((int) limit.toMillis());
      try {
        return socket.getInputStream().read() == -1;
      } catch (SocketTimeoutException e) {
        return false;
      } catch (SocketException e) {
        return true; // by a reset
      }
    }

    int read() throws IOException {
      return socket.getInputStream().read();
    }

    /** Sends a request, and reads until the server closes the connection. */
    String ask(String request) throws IOException {
      send(request);
      var answer = new StringBuilder();
      try {
        int letter = socket.getInputStream().read();
        while (letter != -1) {
          answer.append((char) letter);
          letter = socket.getInputStream().read();
        }
      } catch (SocketException e) {
        // closed with bytes that nobody has read
      }
      return answer.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
