package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.Polls.eventually;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.Guard;
import tandem.auth.Identity;
import tandem.auth.Sessions;
import tandem.auth.Who;
import tandem.base.OfferId;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;
import tandem.web.Hangup;
import tandem.web.Upgrades;

/** The desk socket over real sockets, on a real floor. */
@ExtendWith(VertxExtension.class)
class DeskSocketTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  /**
   * Long limits, so that the tests do not depend on the machine's speed; the limits have tests of
   * their own.
   */
  private static final DeskSocket.Patience PATIENT =
      new DeskSocket.Patience(LONG, LONG, LONG, LONG, LONG, LONG);

  private final Vertx vertx;
  private final ConsoleGround ground = PatientConsole.with(vertx, PATIENT);
  private final String tom = ground.entrance.session("tom");

  /** Referenced, because Vert.x closes the connections of an unreferenced client. */
  private final WebSocketClient sockets = ground.vertx.createWebSocketClient();

  DeskSocketTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void a_screen_that_sends_hello_gets_a_snapshot() {
    var client = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);

    client.say("{\"type\":\"hello\"}");

    var snapshot = client.next("snapshot");
    assertThat(snapshot.path("agent").path("name").asText()).isEqualTo("Tom");
    assertThat(snapshot.path("agent").path("department_name").asText()).isEqualTo("Shipping");
    assertThat(snapshot.path("presence").path("state").asText()).isEqualTo("offline");
    assertThat(snapshot.path("offers")).isEmpty();
    assertThat(snapshot.path("floor").path("outcomes").path(0).path("resolves").asBoolean())
        .isTrue();
    assertThat(snapshot.path("floor").path("queues").path(0).path("wrap_up").asInt())
        .isEqualTo(60);
    assertThat(snapshot.path("floor").path("channels"))
        .extracting(
            terms -> terms.path("channel").asText() + " " + terms.path("link").asText())
        .containsExactly("call bridged", "chat immediate", "message immediate", "email immediate");
  }

  @Test
  void a_call_rings_with_its_pop_and_is_accepted_connected_and_finished() {
    var customer = ground.customer("Jan de Vries");
    ground.pops = (_, id) ->
        Future.succeededFuture(Json.MAPPER.createObjectNode().put("customer", id.toString()));
    var client = DeskClient.open(ground, tom);
    client.doing("c-1", "\"do\":\"ready\"");
    assertThat(client.answer("c-1").has("ok")).isTrue();

    var contact = ground.arrive(customer);
    var offer = client.until("offer.created").path("offer");
    client.doing("c-2", "\"do\":\"accept\",\"offer\":\"" + offer.path("id").asText() + "\"");
    var closed = client.until("offer.closed");
    client.until(contactIn("connecting"));
    ground.tell(new Signal.Bridged(contact));
    client.until(contactIn("connected"));
    ground.tell(new Signal.ContactFinished(contact, TOM, Optional.of("solved")));
    var gone = client.until(contactIn("closed"));

    assertThat(offer.path("queue_name").asText()).isEqualTo("Where is my parcel");
    assertThat(offer.path("expires_in_ms").asLong()).isBetween(1L, 20_000L);
    assertThat(offer.path("pop").path("customer").asText()).isEqualTo(customer.toString());
    assertThat(closed.path("why").asText()).isEqualTo("accepted");
    assertThat(gone.path("contact").path("customer").asText()).isEqualTo(customer.toString());
  }

  @Test
  void an_offer_does_not_wait_for_a_late_pop_and_the_pop_follows() {
    var pop = Promise.<JsonNode>promise();
    ground.pops = (_, _) -> pop.future();
    var client = DeskClient.ready(ground, tom);

    var contact = ground.arrive(ground.customer("Jan"));
    var offer = client.until("offer.created").path("offer");
    pop.complete(Json.MAPPER.createObjectNode().put("late", true));
    var followed = client.until("pop");

    assertThat(offer.has("pop")).isFalse();
    assertThat(followed.path("contact").asText()).isEqualTo(contact.toString());
    assertThat(followed.path("pop").path("late").asBoolean()).isTrue();
  }

  @Test
  void nothing_overtakes_an_offer_that_waits_for_its_pop() {
    ground.pops = (_, _) -> Promise.<JsonNode>promise().future();
    var client = DeskClient.ready(ground, tom);

    var contact = ground.arrive(ground.customer("Jan"));
    ground.tell(new Signal.ContactLeft(contact, "hung up"));

    client.next("offer.created");
    assertThat(client.until("offer.closed").path("why").asText()).isEqualTo("customer_left");
  }

  @Test
  void a_repeated_command_gets_the_first_answer_and_has_no_second_effect() {
    var client = DeskClient.ready(ground, tom);
    var offer = new OfferId(ground.arrive(ground.customer("Jan")), 1);
    client.until("offer.created");
    client.doing("accept-1", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
    var first = client.answer("accept-1");

    var again = DeskClient.open(ground, tom);
    again.doing("accept-1", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
    var second = again.answer("accept-1");
    again.doing("accept-2", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
    var other = again.answer("accept-2");

    assertThat(second).isEqualTo(first);
    assertThat(first.has("ok")).isTrue();
    assertThat(other.path("problem").path("status").asInt()).isEqualTo(409);
  }

  @Test
  void a_command_that_cannot_be_understood_is_answered_with_what_is_allowed() {
    var client = DeskClient.open(ground, tom);

    client.doing("c-1", "\"do\":\"dance\"");

    assertThat(client.answer("c-1").path("problem").path("detail").asText())
        .contains("ready, not_ready, offline, accept, decline, hold, resume, hang_up");
  }

  @Test
  void a_screen_hears_again_and_again_that_its_line_is_alive() {
    var client = DeskClient.open(ground, tom);

    var first = client.alive();
    var second = client.alive();

    assertThat(Instant.parse(second.path("now").asText()))
        .isAfter(Instant.parse(first.path("now").asText()));
    assertThat(second.has("seq")).isFalse();
  }

  @Test
  void a_command_that_comes_late_is_refused_unless_it_was_carried_out_before() {
    var contact = ground.talk(ground.customer("Jan"), TOM);
    var client = DeskClient.open(ground, tom);
    var now = ground.clock.instant();
    var soon = now.plusSeconds(60);
    var hold = "\"do\":\"hold\",\"contact\":\"" + contact + "\",\"asked_at\":\"%s\"";

    client.doing("c-1", hold.formatted(now.minusSeconds(6)));
    var late = client.answer("c-1");
    client.doing("c-2", hold.formatted(soon));
    var inTime = client.answer("c-2");
    client.doing("c-2", hold.formatted(now.minusSeconds(60)));
    var repeated = client.answer("c-2");
    client.doing("c-1", hold.formatted(soon));
    var lateAgain = client.answer("c-1");

    assertThat(late.path("problem").path("status").asInt()).isEqualTo(409);
    assertThat(late.path("problem").path("detail").asText())
        .matches("it was asked [0-9]+ s ago and is not carried out");
    assertThat(inTime.has("ok")).isTrue();
    assertThat(repeated).isEqualTo(inTime);
    assertThat(lateAgain).isEqualTo(late);
  }

  @Test
  void an_answer_to_an_offer_is_never_late_because_the_offer_ends_by_itself() {
    var client = DeskClient.ready(ground, tom);
    var offer = new OfferId(ground.arrive(ground.customer("Jan")), 1);
    client.until("offer.created");

    client.doing(
        "c-1",
        "\"do\":\"accept\",\"offer\":\"" + offer + "\",\"asked_at\":\""
            + ground.clock.instant().minusSeconds(15) + "\"");

    assertThat(client.answer("c-1").has("ok")).isTrue();
  }

  @Test
  void the_time_of_a_command_that_is_no_time_is_refused_by_name() {
    var client = DeskClient.open(ground, tom);

    client.doing("c-1", "\"do\":\"ready\",\"asked_at\":\"yesterday\"");

    assertThat(client.answer("c-1").path("problem").toString()).contains("asked_at");
  }

  @Test
  void a_call_that_its_agent_hangs_up_is_written_up() {
    var contact = ground.talk(ground.customer("Jan"), TOM);
    var client = DeskClient.open(ground, tom);

    client.doing("c-1", "\"do\":\"hang_up\",\"contact\":\"" + contact + "\"");

    client.until(contactIn("wrap_up"));
    assertThat(client.answer("c-1").has("ok")).isTrue();
  }

  @Test
  void no_agent_can_hold_or_resume_the_call_of_another() {
    var anas = DeskClient.open(ground, ground.entrance.session("ana"));
    var contact = ground.talk(ground.customer("Jan"), ANA);
    var client = DeskClient.open(ground, tom);

    client.doing("c-1", "\"do\":\"hold\",\"contact\":\"" + contact + "\"");
    anas.doing("c-2", "\"do\":\"hold\",\"contact\":\"" + contact + "\"");

    assertThat(client.answer("c-1").path("problem").path("status").asInt()).isEqualTo(409);
    anas.until(contactIn("held"));
  }

  @Test
  void a_screen_that_lost_its_connection_gets_the_missed_messages() {
    var client = DeskClient.ready(ground, tom);
    var seq = client.last();
    client.close();
    var contact = ground.arrive(ground.customer("Jan"));

    var back = DeskClient.resume(ground, tom, client.session(), seq);

    assertThat(back.next("resumed").path("seq").asLong()).isEqualTo(seq);
    assertThat(back.until("offer.created").path("offer").path("contact").asText())
        .isEqualTo(contact.toString());
  }

  @Test
  void a_screen_that_names_a_session_of_another_agent_gets_a_snapshot() {
    var anas = DeskClient.open(ground, ground.entrance.session("ana"));

    var back = DeskClient.resume(ground, tom, anas.session(), anas.last());

    assertThat(back.next("snapshot").path("agent").path("id").asText()).isEqualTo("tom");
  }

  @Test
  void a_screen_that_comes_back_while_its_old_line_still_stands_replaces_it() {
    var client = DeskClient.open(ground, tom);

    var back = DeskClient.resume(ground, tom, client.session(), client.last());

    back.next("resumed");
    assertThat(client.closeCode()).isEqualTo(DeskSocket.REPLACED);
    assertThat(ground.agent(TOM).map(AgentState::lost)).contains(false);
  }

  @Test
  void a_screen_that_is_there_says_so_when_routing_takes_its_agent_for_lost() {
    DeskClient.ready(ground, tom);

    ground.tell(new Signal.AgentLost(TOM));

    eventually(() -> !ground.agent(TOM).orElseThrow().lost());
  }

  @Test
  void a_client_with_too_many_commands_is_answered_with_a_wait() {
    var client = DeskClient.open(ground, tom);

    // sent together: if a new second began among them, all would be accepted
    ground.vertx.runOnContext(_ -> IntStream.range(0, 30)
        .forEach(
            i -> client.socket().writeTextMessage("{\"id\":\"c-" + i + "\",\"do\":\"dance\"}")));

    var statuses = new HashSet<Integer>();
    IntStream.range(0, 30)
        .forEach(_ -> statuses.add(client.next().path("problem").path("status").asInt()));
    assertThat(statuses).containsExactlyInAnyOrder(422, 429);
  }

  @Test
  void a_socket_that_floods_is_closed() {
    var client = DeskClient.open(ground, tom);

    IntStream.range(0, 2_000)
        .forEach(
            i -> client.socket().writeTextMessage("{\"id\":\"c-" + i + "\",\"do\":\"ready\"}"));

    assertThat(client.closeCode()).isEqualTo(DeskSocket.POLICY);
  }

  @Test
  void logging_out_closes_the_lines_that_were_opened_with_it() {
    var client = DeskClient.open(ground, tom);
    var other = DeskClient.open(ground, ground.entrance.session("tom"));

    var status = await(ground
            .entrance
            .request(HttpMethod.DELETE, "/api/v1/session")
            .putHeader("Authorization", "Bearer " + tom)
            .send())
        .statusCode();

    assertThat(status).isEqualTo(204);
    assertThat(client.closeCode()).isEqualTo(DeskSocket.LOGGED_OUT);
    other.doing("c-1", "\"do\":\"ready\"");
    assertThat(other.answer("c-1").has("ok")).isTrue();
  }

  @Test
  void a_disabled_account_is_out_at_once() {
    var client = DeskClient.open(ground, tom);

    await(ground.entrance.accounts.disable("test", Optional.empty(), "tom"));

    assertThat(client.closeCode()).isEqualTo(DeskSocket.LOGGED_OUT);
  }

  @Test
  void a_session_ended_at_another_node_is_invalid_as_soon_as_the_news_comes() {
    var client = DeskClient.open(ground, tom);
    var other = DeskClient.open(ground, ground.entrance.session("tom"));
    await(end(tom));

    Sessions.news(ground.vertx).say("tom");

    assertThat(client.closeCode()).isEqualTo(DeskSocket.LOGGED_OUT);
    other.doing("c-1", "\"do\":\"ready\"");
    assertThat(other.answer("c-1").has("ok")).isTrue();
  }

  /** News of an end reaches only sockets that are open already. */
  @Test
  void a_session_that_ends_during_the_handshake_gets_no_seat() {
    var sessions = ground.entrance.sessions;
    ground.entrance.guard.allow(Who.AGENT, HttpMethod.GET, "/late").handle(ctx -> {
      var identity = Identity.of(ctx);
      var secret = Guard.secret(ctx);
      var hangup = new Hangup(ground.vertx, ctx);
      Upgrades.toSocket(ctx)
          .compose(socket -> end(tom).compose(_ -> sessions.lookForChanges()).map(socket))
          .onSuccess(socket -> new DeskSocket(
                  ground.vertx,
                  socket,
                  hangup,
                  ground.desks,
                  ground.entrance.gate.problems(),
                  sessions,
                  ground.clock,
                  PATIENT,
                  identity,
                  secret)
              .open())
          .onFailure(ctx::fail);
    });
    var closed = Promise.<Short>promise();
    var client = sockets.webSocket();
    client.closeHandler(_ -> closed.complete(client.closeStatusCode()));

    await(client.connect(DeskClient.options(ground.entrance.port(), tom).setURI("/late")));

    assertThat(await(closed.future())).isEqualTo(DeskSocket.LOGGED_OUT);
  }

  /** Ends a session without a word about it. */
  private Future<Void> end(String session) {
    return ground
        .entrance
        .database
        .database()
        .pool()
        .preparedQuery("DELETE FROM credential WHERE hash = sha256($1)")
        .execute(Tuple.of(Buffer.buffer(session)))
        .mapEmpty();
  }

  @Test
  void a_socket_that_begins_with_a_command_or_with_nonsense_is_closed() {
    for (var first : new String[] {"{\"id\":\"c-1\",\"do\":\"ready\"}", "[", "7", "{}"}) {
      var client = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);
      client.say(first);

      assertThat(client.closeCode()).isEqualTo(DeskSocket.POLICY);
    }
  }

  @Test
  void only_agents_of_the_floor_with_our_sub_protocol_get_a_line() {
    var port = ground.entrance.port();
    assertThat(refused(DeskClient.options(port, "x".repeat(43)))).isEqualTo(401);
    assertThat(refused(DeskClient.options(port, ground.entrance.session("sam"))))
        .isEqualTo(403);
    assertThat(refused(new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/ws/desk")
            .addHeader("Authorization", "Bearer " + tom)))
        .isEqualTo(400);
  }

  @Test
  void a_page_of_another_origin_gets_no_line_though_the_browser_sends_our_cookie() {
    var ours = ground.entrance.origin();
    var port = ground.entrance.port();
    for (var foreign : List.of(
        "https://evil.example",
        "null",
        ours.replace(":" + port, ":" + (port == 1024 ? 1025 : port - 1)),
        ours.replace(":" + port, ""),
        ours + ".evil.example",
        ours.replace("://", "://evil."))) {
      assertThat(refused(byCookie().addHeader("Origin", foreign))).as(foreign).isEqualTo(403);
    }
    var twice = byCookie().addHeader("Origin", ours).addHeader("Origin", "https://evil.example");
    assertThat(refused(twice)).as("two origins").isEqualTo(403);
    var none = byCookie().setAllowOriginHeader(false);
    assertThat(refused(none)).as("no origin").isEqualTo(403);
  }

  private WebSocketConnectOptions byCookie() {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(ground.entrance.port())
        .setURI("/ws/desk")
        .addSubProtocol("tandem.v1")
        .addHeader("Cookie", "tandem_session=" + tom);
  }

  @Test
  void a_page_of_ours_gets_a_line_by_its_cookie() {
    var options = byCookie().addHeader("Origin", ground.entrance.origin());

    assertThat(await(sockets.connect(options)).subProtocol()).isEqualTo("tandem.v1");
  }

  @Test
  void an_agent_with_a_customer_on_screen_sees_new_entries_of_others() {
    var customer = ground.customer("Jan");
    var client = DeskClient.open(ground, tom);
    var contact = ground.talk(customer, TOM);
    var seen =
        client.until(m -> m.path("entry").path("body").path("event").asText().equals("arrived"));
    var caseId = seen.path("entry").path("case").asText();

    var note = await(ground
        .entrance
        .request(io.vertx.core.http.HttpMethod.POST, "/api/v1/cases/" + caseId + "/notes")
        .putHeader("Authorization", "Bearer " + ground.entrance.session("ana"))
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer("{\"text\":\"The carrier lost it\"}")));
    var remedy = await(ground
        .entrance
        .request(io.vertx.core.http.HttpMethod.POST, "/api/v1/cases/" + caseId + "/remedies")
        .putHeader("Authorization", "Bearer " + ground.entrance.session("ana"))
        .putHeader("Content-Type", "application/json")
        .putHeader("Idempotency-Key", "wish-1")
        .sendBuffer(Buffer.buffer("{\"kind\":\"replacement\",\"reason\":\"Lost\"}")));

    assertThat(note.statusCode()).as(note.bodyAsString()).isEqualTo(201);
    assertThat(remedy.statusCode()).as(remedy.bodyAsString()).isEqualTo(201);
    assertThat(client
            .until(m -> m.path("entry").path("kind").asText().equals("note"))
            .path("entry")
            .path("body")
            .path("text")
            .asText())
        .isEqualTo("The carrier lost it");
    var changed = client.until("remedy.changed");
    assertThat(changed.path("remedy").path("kind").asText()).isEqualTo("replacement");
    assertThat(changed.path("remedy").has("event")).isFalse();
    var again = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);
    again.say("{\"type\":\"hello\"}");
    var shown = again.next("snapshot").path("contacts").path(0);
    assertThat(shown.path("id").asText()).isEqualTo(contact.toString());
    assertThat(shown.path("case").asText()).isEqualTo(caseId);
    // a pop that is not read in time follows later
    var pop = shown.has("pop") ? shown.path("pop") : again.until("pop").path("pop");
    assertThat(pop.path("remedies").path(0).path("agent_name").asText()).isEqualTo("Ana");
  }

  private static Predicate<JsonNode> contactIn(String state) {
    return message -> message.path("contact").path("state").asText().equals(state);
  }

  private int refused(WebSocketConnectOptions options) {
    var status = new int[1];
    assertThatThrownBy(() -> await(sockets.connect(options)))
        .isInstanceOfSatisfying(UpgradeRejectedException.class, no -> status[0] = no.getStatus());
    return status[0];
  }

  @Test
  void a_stopping_node_closes_its_screens_and_accepts_no_more() {
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    var token = ground.entrance.session("tom");
    var screen = DeskClient.open(ground, token);

    await(ground.desks.close());

    assertThat(screen.closeCode()).isEqualTo((short) 1013);
    // an agent who connects to another node now never counted as lost
    assertThat(ground.agent(TOM).orElseThrow().lost()).isFalse();
    var late = DeskClient.connect(ground.vertx, ground.entrance.port(), token);
    late.say("{\"type\":\"hello\"}");
    assertThat(late.closeCode()).isEqualTo((short) 1013);
  }
}
