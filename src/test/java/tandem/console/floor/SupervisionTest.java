package tandem.console.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.OfferId;
import tandem.base.ReasonId;
import tandem.console.ConsoleGround;
import tandem.console.agents.DeskClient;
import tandem.document.Json;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** What supervisors do on the floor, over real HTTP, with its record and what agents are told. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, timeUnit = TimeUnit.SECONDS)
class SupervisionTest {

  private static final String AUDIT = "SELECT account || ' ' || act || ' ' || (body ->> 'why')"
      + " FROM audit WHERE act LIKE 'floor.%' AND subject = ";

  private final Vertx vertx;
  private final ConsoleGround ground;
  private final String sam;

  SupervisionTest(Vertx vertx) {
    this.vertx = vertx;
    ground = new ConsoleGround(vertx);
    sam = ground.entrance.session("sam");
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void an_agents_status_is_changed_and_undone_and_the_agent_reads_by_whom_and_why() {
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    try (var screen =
        DeskClient.connect(vertx, ground.entrance.port(), ground.entrance.session("tom"))) {
      screen.say("{\"type\":\"hello\"}");
      screen.until("snapshot");
      eventually(() -> ground.ask("SELECT count(*) FROM attendance").equals("1"));

      var changed = post(
          "/api/v1/agents/tom/presence",
          "{\"state\":\"not_ready\",\"reason\":\"lunch\",\"why\":\"You are here since eight\"}",
          200);

      assertThat(changed.at("/before/state").asText()).isEqualTo("ready");
      var told = screen.until("supervised");
      assertThat(told.path("act").asText()).isEqualTo("presence");
      assertThat(told.path("by").asText()).isEqualTo("sam");
      assertThat(told.path("why").asText()).isEqualTo("You are here since eight");
      assertThat(told.has("contact")).isFalse();
      assertThat(ground.agent(TOM).orElseThrow().presence())
          .isEqualTo(new Presence.NotReady(new ReasonId("lunch")));
      assertThat(ground.ask(AUDIT + "'tom'"))
          .isEqualTo("sam floor.presence_changed You are here since eight");

      var back = "{\"state\":\"ready\",\"why\":\"Undone\"}";
      post("/api/v1/agents/tom/presence", back, 200);

      assertThat(ground.agent(TOM).orElseThrow().presence()).isEqualTo(new Presence.Ready());
      post("/api/v1/agents/tom/presence", back, 409);
    }
  }

  @Test
  void an_agent_without_a_screen_can_only_be_set_to_offline() {
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.NotReady(new ReasonId("lunch"))));

    var refused = post("/api/v1/agents/tom/presence", "{\"state\":\"ready\",\"why\":\"x\"}", 409);
    post("/api/v1/agents/tom/presence", "{\"state\":\"offline\",\"why\":\"Gone home\"}", 200);

    assertThat(refused.path("detail").asText()).isEqualTo("agent tom has no desk open");
    assertThat(ground.agent(TOM).orElseThrow().presence()).isEqualTo(new Presence.Offline());
    assertThat(ground.ask(AUDIT + "'tom'")).isEqualTo("sam floor.presence_changed Gone home");
  }

  @Test
  void a_waiting_contact_is_given_to_an_agent_and_goes_back_to_its_place() {
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.NotReady(new ReasonId("lunch"))));
    var contact = ground.arrive(ground.customer("Jan"));

    var moved = post(
        "/api/v1/contacts/" + contact + "/move",
        "{\"to\":{\"agent\":\"tom\"},\"why\":\"Yours\"}",
        200);

    assertThat(moved.at("/from/queue").asText()).isEqualTo("parcels");
    assertThat(await(ground.routing.committed().read(now -> now.contact(contact).orElseThrow()))
            .assigned())
        .contains(TOM);
    assertThat(ground.ask(AUDIT + "'" + contact + "'")).isEqualTo("sam floor.contact_moved Yours");

    post(
        "/api/v1/contacts/" + contact + "/move",
        "{\"to\":{\"queue\":\"parcels\"},\"why\":\"Undone\"}",
        200);

    assertThat(await(ground.routing.committed().read(now -> now.contact(contact).orElseThrow()))
            .assigned())
        .isEmpty();
  }

  @Test
  void a_contact_that_an_agent_has_accepted_is_not_moved_but_can_be_taken_back() {
    var contact = ground.talk(ground.customer("Jan"), TOM);

    post(
        "/api/v1/contacts/" + contact + "/move", "{\"to\":{\"agent\":\"ana\"},\"why\":\"x\"}", 409);
    post("/api/v1/contacts/" + contact + "/take-back", "{\"why\":\"Tom has to leave\"}", 204);

    var now =
        await(ground.routing.committed().read(floor -> floor.contact(contact).orElseThrow()));
    assertThat(now.waits()).isTrue();
    assertThat(now.agent()).isEmpty();
    post("/api/v1/contacts/" + contact + "/take-back", "{\"why\":\"again\"}", 409);
    assertThat(ground.ask(AUDIT + "'" + contact + "'"))
        .isEqualTo("sam floor.contact_taken_back Tom has to leave");
  }

  @Test
  void a_wrap_up_is_ended_and_only_a_wrap_up() {
    var contact = ground.talk(ground.customer("Jan"), TOM);
    post("/api/v1/contacts/" + contact + "/end-wrap-up", "{\"why\":\"x\"}", 409);
    ground.tell(new Signal.ContactLeft(contact, "hung up"));

    try (var screen =
        DeskClient.connect(vertx, ground.entrance.port(), ground.entrance.session("tom"))) {
      screen.say("{\"type\":\"hello\"}");
      screen.until("snapshot");
      post("/api/v1/contacts/" + contact + "/end-wrap-up", "{\"why\":\"Callers wait\"}", 204);
      assertThat(screen.until("supervised").path("contact").asText()).isEqualTo(contact.toString());
    }

    var open = await(ground.routing.committed().read(floor -> floor.contact(contact)));
    assertThat(open).isEmpty();
    assertThat(ground.ask("SELECT count(*) FROM audit WHERE subject = '" + contact + "'"))
        .isEqualTo("1");
  }

  @Test
  void an_act_that_is_refused_is_in_no_audit_and_says_why() {
    post("/api/v1/agents/nobody/presence", "{\"state\":\"ready\",\"why\":\"x\"}", 404);
    post("/api/v1/agents/ana/presence", "{\"state\":\"not_ready\",\"why\":\"x\"}", 422);
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    try (var screen =
        DeskClient.connect(vertx, ground.entrance.port(), ground.entrance.session("tom"))) {
      screen.say("{\"type\":\"hello\"}");
      screen.until("snapshot");
      eventually(() -> ground.ask("SELECT count(*) FROM attendance").equals("1"));
      post(
          "/api/v1/agents/tom/presence",
          "{\"state\":\"not_ready\",\"reason\":\"no_such\",\"why\":\"x\"}",
          422);
      ground.tell(new Signal.PresenceAsked(TOM, new Presence.Offline()));
    }
    var contact = ground.arrive(ground.customer("Jan"));
    ground.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
    ground.tell(new Signal.OfferDeclined(new OfferId(contact, 1), ANA));
    post(
        "/api/v1/contacts/" + contact + "/move",
        "{\"to\":{\"queue\":\"no_such\"},\"why\":\"x\"}",
        422);
    post(
        "/api/v1/contacts/" + contact + "/move",
        "{\"to\":{\"queue\":\"parcels\"},\"why\":\" \"}",
        422);

    assertThat(ground.ask(
            "SELECT count(*) FROM audit WHERE act LIKE 'floor.%' AND act <> 'floor.changed'"))
        .isEqualTo("0");
    assertThat(send("/api/v1/agents/ana/presence", ground.entrance.session("tom"), "{}")
            .statusCode())
        .isEqualTo(403);
  }

  private JsonNode post(String path, String body, int status) {
    var answer = send(path, sam, body);
    assertThat(answer.statusCode()).as(path + " " + answer.bodyAsString()).isEqualTo(status);
    return Optional.ofNullable(answer.bodyAsString())
        .map(text -> Json.read(text, JsonNode.class))
        .orElse(Json.MAPPER.nullNode());
  }

  private HttpResponse<Buffer> send(String path, String session, String body) {
    return await(ground
        .entrance
        .request(HttpMethod.POST, path)
        .putHeader("Authorization", "Bearer " + session)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(body)));
  }
}
