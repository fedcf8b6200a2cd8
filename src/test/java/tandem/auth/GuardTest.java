package tandem.auth;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.web.Answer;
import tandem.web.Bodies;
import tandem.web.Limits;

@ExtendWith(VertxExtension.class)
class GuardTest {

  private static final int AT_ONCE = 50;

  private final Vertx vertx;
  private final Entrance entrance = new Entrance(vertx, "");

  GuardTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void declare() {
    for (var who : Who.values()) {
      var path = "/" + who.name().toLowerCase(java.util.Locale.ROOT);
      entrance.guard.allow(who, GET, path).answer(_ -> Future.succeededFuture(Map.of("in", who)));
      entrance
          .guard
          .allow(who, POST, path)
          .answer(ctx -> Future.succeededFuture(Answer.created(Bodies.text(ctx))));
    }
    entrance.guard.allow(Who.AGENT, GET, "/me").answer(GuardTest::me);
    entrance
        .guard
        .allow(Who.AGENT, PUT, "/things/:thing")
        .answer(_ -> Future.succeededFuture(Map.of()));
    entrance.guard.allow(Who.PUBLIC, GET, "/files/*").answer(_ -> Future.succeededFuture(Map.of()));
    entrance
        .guard
        .allow(Who.PUBLIC, POST, "/log-in")
        .answer(ctx -> entrance
            .sessions
            .logIn(Bodies.text(ctx), Entrance.PASSWORD, "10.0.0.1", Optional.empty())
            .map(opened -> {
              entrance.guard.setCookie(ctx, opened);
              return null;
            }));
    entrance.guard.allow(Who.AGENT, DELETE, "/log-in").answer(ctx -> {
      entrance.guard.clearCookie(ctx);
      return entrance.sessions.logOut(Guard.secret(ctx));
    });
    entrance
        .guard
        .allow(Who.AGENT, GET, "/ws")
        .handle(ctx -> ctx.request()
            .toWebSocket()
            .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage)));
    entrance.people();
  }

  private static Future<Map<String, String>> me(RoutingContext ctx) {
    var identity = Identity.of(ctx);
    return Future.succeededFuture(
        Map.of("name", identity.account(), "agent", identity.asAgent().value()));
  }

  @AfterEach
  void close() {
    entrance.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/public,     200, 200, 200, 200",
    "/hook,       200, 200, 200, 200",
    "/agent,      401, 200, 200, 200",
    "/supervisor, 401, 403, 200, 200",
    "/admin,      401, 403, 403, 200",
    "/undeclared, 404, 404, 404, 404"
  })
  void a_route_is_open_only_for_the_users_that_it_names(
      String path, int nobody, int agent, int supervisor, int admin) {
    assertThat(status(path, "")).isEqualTo(nobody);
    assertThat(status(path, "ana")).isEqualTo(agent);
    assertThat(status(path, "sam")).isEqualTo(supervisor);
    assertThat(status(path, "root")).isEqualTo(admin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%zz", "/public/%4", "/%E", "/agent%"})
  void a_path_that_cannot_be_unescaped_is_a_bad_request(String path) {
    var answer = entrance.request(GET, path).send().await();

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.bodyAsJsonObject().getString("detail")).contains("%");
  }

  @ParameterizedTest
  @CsvSource({
    "/me, 'GET'",
    "/log-in, 'DELETE, POST'",
    "/agent, 'GET, POST'",
    "/things/7, 'PUT'",
    "/files/a/b, 'GET'"
  })
  void an_unknown_method_is_answered_with_those_of_the_path(String path, String methods) {
    var answer = entrance.request(PATCH, path).send().await();

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.getHeader("Allow")).isEqualTo(methods);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void a_route_knows_the_account_and_a_supervisor_without_a_desk_is_not_an_agent() {
    var ana = bearer(GET_ME, "ana");
    assertThat(ana.statusCode()).isEqualTo(200);
    assertThat(ana.bodyAsJsonObject().getMap())
        .containsExactlyInAnyOrderEntriesOf(Map.of("name", "ana", "agent", "ana"));
    assertThat(bearer(GET_ME, "sam").statusCode()).isEqualTo(403);
  }

  private static final String GET_ME = "/me";

  @Test
  void the_cookie_is_for_our_own_pages_alone_and_ends_with_the_session() {
    var logIn = entrance
        .request(POST, "/log-in")
        .putHeader("Origin", entrance.origin())
        .sendBuffer(Buffer.buffer("ana"))
        .await();
    var cookie = logIn.getHeader("Set-Cookie");

    assertThat(logIn.statusCode()).isEqualTo(204);
    assertThat(cookie)
        .startsWith("tandem_session=")
        .contains("; HTTPOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=43200")
        .doesNotContain("Secure");
    var session = cookie.substring(0, cookie.indexOf(';'));
    assertThat(withCookie(GET, "/agent", session, "")).isEqualTo(200);
    assertThat(withCookie(POST, "/agent", session, entrance.origin())).isEqualTo(201);
    assertThat(withCookie(POST, "/agent", session, "")).isEqualTo(403);
    assertThat(withCookie(POST, "/agent", session, "https://evil.example")).isEqualTo(403);
    assertThat(withCookie(POST, "/agent", session, "null")).isEqualTo(403);
    assertThat(withCookie(POST, "/public", session, "https://evil.example")).isEqualTo(403);
    assertThat(withCookie(DELETE, "/log-in", session, entrance.origin())).isEqualTo(204);
    assertThat(withCookie(GET, "/agent", session, "")).isEqualTo(401);
  }

  @Test
  void behind_https_the_cookie_is_secure_and_only_that_origin_is_ours() {
    try (var behindProxy = new Entrance(vertx, "https://desk.example/")) {
      behindProxy
          .guard
          .allow(Who.PUBLIC, POST, "/log-in")
          .answer(ctx -> behindProxy
              .sessions
              .logIn("ana", Entrance.PASSWORD, "10.0.0.1", Optional.empty())
              .map(opened -> {
                behindProxy.guard.setCookie(ctx, opened);
                return null;
              }));
      behindProxy.people();

      var ours = behindProxy
          .request(POST, "/log-in")
          .putHeader("Origin", "https://desk.example")
          .send()
          .await();
      var listening = behindProxy
          .request(POST, "/log-in")
          .putHeader("Origin", behindProxy.origin())
          .send()
          .await();

      var cookie = ours.getHeader("Set-Cookie");
      assertThat(cookie)
          .startsWith("__Host-tandem_session=")
          .contains("; Secure", "; HTTPOnly", "; SameSite=Strict", "; Path=/")
          .doesNotContain("Domain");
      assertThat(listening.statusCode()).isEqualTo(403);
      behindProxy.guard.allow(Who.AGENT, GET, "/agent").answer(_ -> Future.succeededFuture("ok"));
      var secret = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
      for (var name :
          List.of("__Host-tandem_session", "tandem_session", "__Secure-tandem_session")) {
        assertThat(behindProxy
                .request(GET, "/agent")
                .putHeader("Cookie", name + "=" + secret)
                .send()
                .await()
                .statusCode())
            .as(name)
            .isEqualTo(name.startsWith("__Host-") ? 200 : 401);
      }
    }
  }

  @Test
  void a_socket_opens_for_our_page_or_a_program_and_for_no_other_page() {
    var session = entrance.session("ana");

    assertThat(echo(Map.of("Authorization", "Bearer " + session))).isEqualTo("hello");
    assertThat(echo(Map.of("Cookie", "tandem_session=" + session, "Origin", entrance.origin())))
        .isEqualTo("hello");
    for (var headers : List.of(
        Map.<String, String>of(),
        Map.of("Cookie", "tandem_session=" + session),
        Map.of("Cookie", "tandem_session=" + session, "Origin", "https://evil.example"),
        Map.of("Authorization", "Bearer " + session, "Origin", "https://evil.example"),
        Map.of("Authorization", "Bearer wrong"))) {
      assertThatThrownBy(() -> echo(headers)).isInstanceOf(UpgradeRejectedException.class);
    }
  }

  @Test
  void an_ended_session_is_out_at_once() {
    var session = entrance.session("ana");
    assertThat(withBearer(session)).isEqualTo(200);

    entrance.clock.pass(Sessions.SESSION_LIFETIME);

    assertThat(withBearer(session)).isEqualTo(401);
  }

  @Test
  void a_disabled_account_and_a_changed_password_end_every_session_and_say_so() throws Exception {
    var ended = new LinkedBlockingQueue<String>();
    entrance.sessions.whenEnded(
        accounts -> List.of("ana", "sam").stream().filter(accounts).forEach(ended::add));
    var first = entrance.session("ana");
    var second = entrance.session("ana");

    entrance
        .accounts
        .changePassword("root", Optional.empty(), "ana", "another horse battery")
        .await();
    assertThat(withBearer(first)).isEqualTo(401);
    assertThat(withBearer(second)).isEqualTo(401);

    var sam = entrance.session("sam");
    entrance.accounts.disable("root", Optional.of("has left"), "sam").await();
    assertThat(withBearer(sam)).isEqualTo(401);
    assertThatThrownBy(() -> entrance.session("sam"))
        .isInstanceOf(tandem.base.Failure.Denied.class)
        .hasMessageContaining("sam is disabled");
    assertThat(ended.poll(60, TimeUnit.SECONDS)).isEqualTo("ana");
    assertThat(ended.poll(60, TimeUnit.SECONDS)).isEqualTo("sam");
  }

  @Test
  void a_program_gets_a_token_for_an_agent_even_for_one_without_a_password() {
    var bo = entrance.accounts.ofAgent(new tandem.base.AgentId("bo")).await();
    var again = entrance.accounts.ofAgent(new tandem.base.AgentId("bo")).await();
    var token = entrance
        .sessions
        .issueToken("root", bo.name(), Optional.empty(), Duration.ofHours(1))
        .await();

    assertThat(again).isEqualTo(bo);
    assertThat(withBearer(token.secret().text())).isEqualTo(200);
    assertThatThrownBy(() ->
            entrance.sessions.logIn("bo", "!", "10.0.0.1", Optional.empty()).await())
        .isInstanceOf(tandem.base.Failure.Unauthenticated.class);
  }

  @Test
  void an_agent_who_is_called_like_an_admin_does_not_become_one() {
    var account = entrance.accounts.ofAgent(new tandem.base.AgentId("root")).await();

    assertThat(account.role()).isEqualTo(Role.AGENT);
    assertThat(account.name()).isNotEqualTo("root");
  }

  @Test
  void every_answer_tells_browsers_to_trust_nothing_else() {
    var answer = entrance.request(GET, "/nowhere").send().await();

    assertThat(answer.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.getHeader("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.getHeader("Referrer-Policy")).isEqualTo("same-origin");
  }

  @Test
  void a_body_still_arrives_whole_after_the_guard_has_asked_the_database() {
    var body = "x".repeat(Bodies.BODY_BYTES_MAX);

    var answer = entrance
        .request(POST, "/agent")
        .bearerTokenAuthentication(entrance.session("ana"))
        .sendBuffer(Buffer.buffer(body))
        .await();

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.bodyAsString()).hasSize(body.length() + 2);
  }

  @Test
  void a_client_that_goes_while_its_session_is_looked_up_leaves_no_place_taken_and_does_nothing()
      throws Exception {
    var acts = new AtomicInteger();
    entrance
        .guard
        .allow(Who.AGENT, POST, "/acts")
        .answer(_ -> Future.succeededFuture(Map.of("acts", acts.incrementAndGet())));
    var session = entrance.session("ana");
    var head = " HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + session + "\r\n";
    var release = Promise.<Void>promise();
    var lock = lockCredentials(release);
    var clients = new ArrayList<Socket>();
    for (int i = 0; i <= Limits.IN_FLIGHT_MAX; i++) {
      var request = i == 0
          ? "POST /acts" + head + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"
          : "GET /agent" + head + "\r\n";
      var client = new Socket(InetAddress.getLoopbackAddress(), entrance.port());
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      clients.add(client);
      if (clients.size() % AT_ONCE == 0) {
        // many connections whose heads have not been read yet count as half-sent requests
        eventually(() -> entrance.gate.connections().open() == clients.size());
      }
    }
    eventually(() -> entrance.gate.connections().open() == clients.size());
    for (var client : clients) {
      client.close();
    }
    eventually(() -> entrance.gate.connections().open() == 0);

    release.complete();
    lock.await();

    assertThat(withBearer(session)).isEqualTo(200);
    assertThat(entrance
            .request(POST, "/acts")
            .bearerTokenAuthentication(session)
            .sendBuffer(Buffer.buffer("hi"))
            .await()
            .bodyAsString())
        .isEqualTo("{\"acts\":1}");
  }

  @Test
  void look_ups_of_secrets_that_nobody_knows_count_for_their_address_and_for_nobody_logged_in()
      throws Exception {
    var session = entrance.session("ana");
    var release = Promise.<Void>promise();
    var lock = lockCredentials(release);
    var clients = new ArrayList<Socket>();
    for (int i = 0; i < Limits.IN_FLIGHT_MAX; i++) {
      clients.add(lookUp());
      if (clients.size() % AT_ONCE == 0) {
        // many connections whose heads have not been read yet count as half-sent requests
        eventually(() -> entrance.gate.connections().open() == clients.size());
      }
    }

    eventually(() -> {
      boolean isFull = status("/public", "") == 429;
      if (!isFull) {
        // the question may have taken the place of one of them
        clients.add(lookUp());
      }
      return isFull;
    });
    assertThat(withBearer(Secret.fresh(entrance.random).text())).isEqualTo(429);
    var known =
        entrance.request(GET, "/agent").bearerTokenAuthentication(session).send();
    release.complete();
    lock.await();

    assertThat(known.await().statusCode()).isEqualTo(200);
    for (var client : clients) {
      // one that came during a question found no place
      assertThat(answer(client)).containsAnyOf("HTTP/1.1 401", "HTTP/1.1 429");
      client.close();
    }
    assertThat(status("/public", "")).isEqualTo(200);
  }

  @Test
  void half_sent_files_of_strangers_take_no_place_of_other_requests_from_their_address()
      throws Exception {
    var begun = new AtomicInteger();
    entrance.guard.allow(Who.VISITOR, POST, "/files").stream(ctx -> {
      begun.incrementAndGet();
      return ctx.request().body().map(body -> Map.of("bytes", body.length()));
    });
    var head = "POST /files HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n";
    var clients = new ArrayList<Socket>();
    for (int i = 0; i < Limits.UPLOADS_MAX; i++) {
      clients.add(sent(head + "h"));
    }
    // a request that is sent earlier could take the place of one of them
    eventually(() -> begun.get() == Limits.UPLOADS_MAX);

    assertThat(sentWhole(head + "hi")).startsWith("HTTP/1.1 429");
    assertThat(status("/public", "")).isEqualTo(200);
    for (var client : clients) {
      client.getOutputStream().write('i');
      assertThat(answer(client)).startsWith("HTTP/1.1 200");
      client.close();
    }
    eventually(() -> sentWhole(head + "hi").startsWith("HTTP/1.1 200"));
  }

  /** Asks for something with a secret that nobody knows. */
  private Socket lookUp() {
    try {
      return sent("GET /agent HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer "
          + Secret.fresh(entrance.random).text() + "\r\n\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String sentWhole(String request) {
    try (var client = sent(request)) {
      return answer(client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Socket sent(String request) throws IOException {
    var client = new Socket(InetAddress.getLoopbackAddress(), entrance.port());
    client.setSoTimeout(60_000);
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  /** The beginning of the answer. */
  private static String answer(Socket client) throws IOException {
    return new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }

  /** Lets every look-up wait until the promise is complete. */
  private Future<Void> lockCredentials(Promise<Void> release) {
    var locked = Promise.<Void>promise();
    var lock = entrance
        .database
        .database()
        .transaction(sql -> sql.query("LOCK TABLE credential IN ACCESS EXCLUSIVE MODE")
            .execute()
            .compose(_ -> {
              locked.complete();
              return release.future();
            }));
    locked.future().await();
    return lock;
  }

  @Test
  void without_the_database_no_log_in_succeeds_and_all_are_answered_with_try_again() {
    var session = entrance.session("ana");
    entrance.database.database().close().await();

    var answer = entrance
        .request(GET, "/agent")
        .bearerTokenAuthentication(session)
        .send()
        .await();

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.getHeader("Retry-After")).isEqualTo("2");
  }

  private int status(String path, String name) {
    return name.isEmpty()
        ? entrance.request(GET, path).send().await().statusCode()
        : bearer(path, name).statusCode();
  }

  private io.vertx.ext.web.client.HttpResponse<Buffer> bearer(String path, String name) {
    return entrance
        .request(GET, path)
        .bearerTokenAuthentication(entrance.session(name))
        .send()
        .await();
  }

  private int withBearer(String session) {
    return entrance
        .request(GET, "/agent")
        .bearerTokenAuthentication(session)
        .send()
        .await()
        .statusCode();
  }

  private int withCookie(
      io.vertx.core.http.HttpMethod method, String path, String cookie, String origin) {
    var request = entrance.request(method, path).putHeader("Cookie", cookie);
    if (!origin.isEmpty()) {
      request.putHeader("Origin", origin);
    }
    return request.send().await().statusCode();
  }

  private String echo(Map<String, String> headers) {
    var options = new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(entrance.port())
        .setURI("/ws")
        .setAllowOriginHeader(headers.containsKey("Origin"));
    headers.forEach(options::addHeader);
    // referenced to the end: Vert.x closes the connections of an unreferenced client
    var client = entrance.vertx.createWebSocketClient();
    var socket = client.connect(options).await();
    var echo = io.vertx.core.Promise.<String>promise();
    socket.textMessageHandler(echo::tryComplete);
    socket.writeTextMessage("hello").await();
    var text = echo.future().await();
    socket.close().await();
    client.close().await();
    return text;
  }
}
