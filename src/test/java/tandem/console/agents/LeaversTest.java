package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.Entrance;
import tandem.auth.Role;
import tandem.base.AgentId;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.Presence;

/**
 * Who may no longer come in is out at once: their requests, their tokens and their open screens.
 */
@ExtendWith(VertxExtension.class)
class LeaversTest {

  private static final String TOMS_PAGE = "an old browser";

  private final ConsoleGround ground;
  private final String root;

  LeaversTest(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    super();
    root = ground.entrance.session("root");
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void an_agent_who_leaves_the_floor_is_out_at_once_and_cannot_log_in() {
    var tom = ground.entrance.session("tom");
    var token = post("/api/v1/tokens", new JsonObject().put("agent", "tom"));
    assertThat(token.statusCode()).isEqualTo(201);
    var secret = token.bodyAsJsonObject().getString("token");
    var bySession = DeskClient.ready(ground, tom);
    var byToken = DeskClient.open(ground, secret);

    toms("false");

    assertThat(bySession.closeCode()).isEqualTo(DeskSocket.LOGGED_OUT);
    assertThat(byToken.closeCode()).isEqualTo(DeskSocket.LOGGED_OUT);
    assertThat(me(tom)).isEqualTo(401);
    assertThat(me(secret)).isEqualTo(401);
    assertThat(ground.agent(TOM).orElseThrow().presence()).isEqualTo(new Presence.Offline());
    var right = logIn("tom", Entrance.PASSWORD);
    assertThat(right.statusCode()).isEqualTo(403);
    assertThat(right.bodyAsJsonObject().getString("detail"))
        .contains("tom is no longer active on the floor");
    assertThat(logIn("tom", "a wrong password").statusCode()).isEqualTo(401);
    assertThat(post("/api/v1/tokens", new JsonObject().put("agent", "tom")).statusCode())
        .isEqualTo(409);
    assertThat(ground.ask(
            "SELECT account || ' ' || act || ' ' || (body ->> 'ended') FROM audit WHERE subject = 'tom'"
                + " AND act = 'account.left'"))
        .isEqualTo("(floor) account.left 2");

    toms("true");

    assertThat(me(tom)).as("an ended session stays ended").isEqualTo(401);
    assertThat(logIn("tom", Entrance.PASSWORD).statusCode()).isEqualTo(204);
  }

  @Test
  void what_a_leaver_had_is_offered_to_others() {
    var tom = DeskClient.ready(ground, ground.entrance.session("tom"));
    var contact = ground.arrive(ground.customer("Jan"));
    tom.until("offer.created");

    toms("false");
    var ana = DeskClient.ready(ground, ground.entrance.session("ana"));

    var offer = ana.until("offer.created").path("offer");
    assertThat(offer.path("contact").asText()).isEqualTo(contact.toString());
  }

  @Test
  void every_act_on_an_account_closes_what_is_open_and_is_audited_before_after_and_why() {
    var acts = List.of(
        new JsonObject().put("path", "disable"),
        new JsonObject().put("path", "enable"),
        new JsonObject().put("path", "role").put("role", "supervisor"),
        new JsonObject().put("path", "password"),
        new JsonObject().put("path", "password").put("password", Entrance.PASSWORD));
    var closed = new ArrayList<Short>();
    var password = Entrance.PASSWORD;
    for (var act : acts) {
      var path = act.getString("path");
      var body = act.copy().put("why", "because of " + path);
      body.remove("path");
      if (path.equals("enable")) {
        assertThat(post("/api/v1/accounts/tom/enable", body).statusCode()).isEqualTo(204);
        continue;
      }
      var session =
          await(ground.entrance.sessions.logIn("tom", password, "10.0.0.1", Optional.empty()));
      var screen = DeskClient.open(ground, session.secret().text());

      var done = post("/api/v1/accounts/tom/" + path, body);

      assertThat(done.statusCode()).as(done.bodyAsString()).isIn(200, 204);
      closed.add(screen.closeCode());
      if (path.equals("password")) {
        password = act.containsKey("password")
            ? act.getString("password")
            : done.bodyAsJsonObject().getString("password");
        assertThat(done.bodyAsJsonObject().containsKey("password"))
            .isEqualTo(!act.containsKey("password"));
      }
    }

    assertThat(closed).hasSize(4).containsOnly(DeskSocket.LOGGED_OUT);
    assertThat(logIn("tom", password).statusCode()).isEqualTo(204);
    assertThat(ground.ask("""
        SELECT string_agg(account || ' ' || act || ' ' || coalesce(body ->> 'before', '') || ' '
               || coalesce(body ->> 'after', '') || ' ' || (body ->> 'why'), E'\\n' ORDER BY id)
          FROM audit WHERE subject = 'tom' AND act LIKE 'account.%' AND account = 'root'
        """)).isEqualTo("""
        root account.disabled {"active": true} {"active": false} because of disable
        root account.enabled {"active": false} {"active": true} because of enable
        root account.role_changed {"role": "agent"} {"role": "supervisor"} because of role
        root account.password_changed   because of password
        root account.password_changed   because of password""");
  }

  @Test
  void a_session_or_token_is_listed_without_its_secret_and_ends_when_it_is_revoked() {
    var first = ground.entrance.session("tom");
    var second = ground.entrance.session("tom");
    var label = new JsonObject().put("agent", "tom").put("label", "the dialler").put("days", 7);
    var token = post("/api/v1/tokens", label).bodyAsJsonObject();
    var screen = DeskClient.open(ground, token.getString("token"));

    var tokens = get("/api/v1/tokens?account=tom").bodyAsJsonObject().getJsonArray("tokens");
    assertThat(tokens).hasSize(1);
    assertThat(tokens.getJsonObject(0).getString("label")).isEqualTo("the dialler");
    assertThat(tokens.getJsonObject(0).getString("id")).isEqualTo(token.getString("id"));
    assertThat(tokens.encode()).doesNotContain(token.getString("token"));
    var page = get("/api/v1/sessions?account=tom&limit=1").bodyAsJsonObject();
    var next = get("/api/v1/sessions?account=tom&limit=1&cursor=" + page.getString("next_cursor"))
        .bodyAsJsonObject();
    assertThat(next.containsKey("next_cursor")).isFalse();
    var ids = List.of(id(page), id(next));
    assertThat(ids).doesNotHaveDuplicates();
    var why = new JsonObject().put("why", "lost laptop");
    assertThat(post("/api/v1/tokens/" + ids.getFirst() + "/revoke", why).statusCode())
        .as("a session is no token")
        .isEqualTo(404);

    assertThat(post("/api/v1/tokens/" + token.getString("id") + "/revoke", why).statusCode())
        .isEqualTo(204);
    assertThat(post("/api/v1/sessions/" + ids.getFirst() + "/revoke", why).statusCode())
        .isEqualTo(204);

    assertThat(screen.closeCode()).isEqualTo(DeskSocket.LOGGED_OUT);
    assertThat(List.of(me(first), me(second))).containsExactlyInAnyOrder(200, 401);
    assertThat(ground.ask("SELECT string_agg(act || ' ' || (body ->> 'why'), ', ' ORDER BY id)"
            + " FROM audit WHERE act LIKE '%.revoked' AND subject = 'tom'"))
        .isEqualTo("token.revoked lost laptop, session.revoked lost laptop");
  }

  @Test
  void the_last_administrator_who_can_log_in_cannot_be_lost() {
    var why = new JsonObject().put("why", "test");
    assertThat(post("/api/v1/accounts/root/disable", why).statusCode()).isEqualTo(409);
    assertThat(post("/api/v1/accounts/root/role", why.copy().put("role", "supervisor"))
            .statusCode())
        .isEqualTo(409);
    assertThat(
            post("/api/v1/accounts/tom/role", why.copy().put("role", "admin")).statusCode())
        .as("an agent of the floor, who could be lost by an import")
        .isEqualTo(422);

    var made = post(
        "/api/v1/accounts",
        new JsonObject().put("name", "olga").put("role", "admin").put("why", "successor"));
    assertThat(made.statusCode()).isEqualTo(201);
    var password = made.bodyAsJsonObject().getString("password");
    assertThat(logIn("olga", password).statusCode()).isEqualTo(204);
    assertThat(post("/api/v1/accounts/root/disable", why).statusCode()).isEqualTo(204);
    assertThat(me(root)).isEqualTo(401);
    assertThat(logIn("root", Entrance.PASSWORD).statusCode()).isEqualTo(403);
  }

  @Test
  void all_accounts_are_listed_page_by_page_with_what_lets_them_in() {
    ground.entrance.session("tom");
    await(ground.entrance.accounts.create(
        "test", "zoe", Entrance.PASSWORD, Role.AGENT, Optional.of(new AgentId("ana"))));
    var names = new ArrayList<String>();
    var path = "/api/v1/accounts?limit=2";
    for (Optional<String> next = Optional.of(path); next.isPresent(); ) {
      var page = get(next.get()).bodyAsJsonObject();
      page.getJsonArray("accounts").stream()
          .map(JsonObject.class::cast)
          .map(account -> account.getString("name") + " " + account.getInteger("sessions"))
          .forEach(names::add);
      next = Optional.ofNullable(page.getString("next_cursor"))
          .map(cursor -> path + "&cursor=" + cursor);
    }

    assertThat(names).containsExactly("ana 0", "root 1", "sam 0", "tom 1", "zoe 0");
  }

  @Test
  void a_stream_of_a_supervisor_ends_when_they_are_no_longer_one() {
    var sam = ground.entrance.session("sam");
    var stream = ground
        .entrance
        .request(HttpMethod.GET, "/api/v1/wallboard/stream")
        .putHeader("Authorization", "Bearer " + sam)
        .putHeader("User-Agent", TOMS_PAGE)
        .send();
    eventually(() -> ground.wallboardRoutes.streams() == 1);

    post("/api/v1/accounts/sam/disable", new JsonObject().put("why", "left"));

    assertThat(await(stream).statusCode()).as("the stream ends").isEqualTo(200);
    eventually(() -> ground.wallboardRoutes.streams() == 0);
  }

  private void toms(String active) {
    ground.take(
        "agents: [{id: tom, name: Tom, department: shipping, address: \"+31205550101\", active: "
            + active + "}]");
  }

  private static String id(JsonObject page) {
    return page.getJsonArray("sessions").getJsonObject(0).getString("id");
  }

  private HttpResponse<Buffer> logIn(String name, String password) {
    return await(ground
        .entrance
        .request(HttpMethod.POST, "/api/v1/session")
        .putHeader("Content-Type", "application/json")
        .putHeader("Origin", ground.entrance.origin())
        .sendBuffer(
            Buffer.buffer(Json.write(java.util.Map.of("name", name, "password", password)))));
  }

  private int me(String secret) {
    return await(ground
            .entrance
            .request(HttpMethod.GET, "/api/v1/me")
            .putHeader("Authorization", "Bearer " + secret)
            .send())
        .statusCode();
  }

  private HttpResponse<Buffer> get(String path) {
    return await(ground
        .entrance
        .request(HttpMethod.GET, path)
        .putHeader("Authorization", "Bearer " + root)
        .send());
  }

  private HttpResponse<Buffer> post(String path, JsonObject body) {
    return await(ground
        .entrance
        .request(HttpMethod.POST, path)
        .putHeader("Authorization", "Bearer " + root)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(body.toBuffer()));
  }
}
