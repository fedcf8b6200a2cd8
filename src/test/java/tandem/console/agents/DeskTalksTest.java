package tandem.console.agents;

import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.auth.WebhookSignature;
import tandem.console.ConsoleGround;
import tandem.document.Json;

/** Written conversations on agents' screens, over real sockets and the real hook of messages. */
@ExtendWith(VertxExtension.class)
class DeskTalksTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final WebhookSignature SIGNATURE =
      new WebhookSignature(List.of(ConsoleGround.HOOK_SECRET));

  private final ConsoleGround ground;
  private final String tom;
  private final String ana;
  private int events;

  DeskTalksTest(Vertx vertx) {
    ground = PatientConsole.with(
        vertx, new DeskSocket.Patience(LONG, LONG, LONG, LONG, LONG, Duration.ZERO));
    tom = ground.entrance.session("tom");
    ana = ground.entrance.session("ana");
  }

  @BeforeEach
  void floor() {
    ground.take("""
        queues:
        - {id: texts, name: Texts, department: service, channel: message}
        - {id: others, name: Other texts, department: shipping, channel: message}
        entrances: [{channel: message, address: "+31970001", queue: texts}]
        """);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private String arrive(String from, String text) {
    var body = Json.write(Map.of(
        "type",
        "message.arrived",
        "id",
        "m-" + ++events,
        "from",
        from,
        "to",
        "+31970001",
        "text",
        text,
        "at",
        ground.clock.instant()));
    var request = ground
        .entrance
        .request(POST, "/hooks/messages")
        .putHeader("Content-Type", "application/json");
    SIGNATURE
        .sign("event-" + events, Buffer.buffer(body), ground.clock.instant())
        .forEach(request::putHeader);
    return await(request.sendBuffer(Buffer.buffer(body)))
        .bodyAsJsonObject()
        .getString("conversation");
  }

  private HttpResponse<Buffer> ask(
      HttpMethod method, String path, String token, Object body, String... header) {
    var request = ground
        .entrance
        .request(method, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + token)
        .putHeader("Content-Type", "application/json");
    if (header.length > 0) {
      request.putHeader(header[0], header[1]);
    }
    return await(request.sendBuffer(Buffer.buffer(Json.write(body))));
  }

  /** Opens a desk that has accepted a contact of this conversation; returns the contact. */
  private JsonNode accepted(DeskClient desk) {
    var offer = desk.until("offer.created").path("offer");
    desk.doing(
        "accept-" + ++events,
        "\"do\":\"accept\",\"offer\":\"" + offer.path("id").asText() + "\"");
    return desk.until(m -> m.path("contact").path("state").asText().equals("connected"))
        .path("contact");
  }

  private String talk(String text) {
    return "\"conversation\":\"" + text + "\"";
  }

  @Test
  void an_offer_and_its_contact_show_the_conversation_and_its_last_message() {
    var desk = DeskClient.ready(ground, tom);
    var conversation = arrive("+31612345678", "Where are\nmy shoes?");

    var offer = desk.until("offer.created").path("offer");
    desk.doing("a", "\"do\":\"accept\",\"offer\":\"" + offer.path("id").asText() + "\"");
    var contact = desk.until("contact.changed").path("contact");
    var again = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);
    again.say("{\"type\":\"hello\"}");

    for (var shown :
        List.of(offer, contact, again.next("snapshot").path("contacts").path(0))) {
      var talk = shown.path("conversation");
      assertThat(talk.path("id").asText()).isEqualTo(conversation);
      assertThat(talk.path("channel").asText()).isEqualTo("message");
      assertThat(talk.path("messages").asInt()).isEqualTo(1);
      assertThat(talk.path("unread").asInt()).isEqualTo(1);
      assertThat(talk.path("last").path("writer").asText()).isEqualTo("customer");
      assertThat(talk.path("last").path("line").asText()).isEqualTo("Where are my shoes?");
      assertThat(talk.path("waits_ms").asLong()).isNotNegative();
    }
  }

  @Test
  void news_goes_to_the_agent_who_has_the_contact_and_to_who_looks_and_to_nobody_else() {
    var desk = DeskClient.ready(ground, tom);
    var other = DeskClient.open(ground, ana);
    var conversation = arrive("+31612345678", "one");
    var contact = accepted(desk).path("id").asText();

    arrive("+31612345678", "two");
    assertThat(desk.until("message.added").path("message").path("text").asText())
        .isEqualTo("two");
    ask(
        POST,
        "/contacts/" + contact + "/messages",
        tom,
        Map.of("text", "three"),
        "Idempotency-Key",
        "k");
    assertThat(desk.until("message.added").path("message").path("number").asInt())
        .isEqualTo(3);
    desk.until("message.delivered");
    assertThat(other.hasHeard("message.added")).isFalse();

    other.doing("v", "\"do\":\"view\"," + talk(conversation));
    other.until("viewers.changed");
    arrive("+31612345678", "four");
    assertThat(other.until("message.added").path("message").path("number").asInt())
        .isEqualTo(4);
    other.doing("n", "\"do\":\"view\"");
    other.answer("n");
    arrive("+31612345678", "five");
    assertThat(desk.until(m -> m.path("message").path("number").asInt() == 5)).isNotNull();
    assertThat(other.hasHeard("message.added")).isFalse();
  }

  @Test
  void only_the_agent_who_has_the_contact_types_to_the_customer_and_marks_as_read() {
    var desk = DeskClient.ready(ground, tom);
    var other = DeskClient.open(ground, ana);
    var conversation = arrive("+31612345678", "one");
    accepted(desk);
    other.doing("v", "\"do\":\"view\"," + talk(conversation));
    other.until("viewers.changed");

    other.doing("t", "\"do\":\"typing\",\"is_typing\":true," + talk(conversation));
    assertThat(other.answer("t").path("problem").path("status").asInt()).isEqualTo(409);
    other.doing("r", "\"do\":\"read\",\"number\":1," + talk(conversation));
    assertThat(other.answer("r").path("problem").path("status").asInt()).isEqualTo(409);
    desk.doing("t", "\"do\":\"typing\",\"is_typing\":true," + talk(conversation));
    assertThat(other.until("conversation.typing").path("agent").asText()).isEqualTo("tom");
    assertThat(desk.hasHeard("conversation.typing")).isFalse();
    desk.doing("r", "\"do\":\"read\",\"number\":1," + talk(conversation));
    var read = other.until("conversation.read");
    assertThat(read.path("number").asInt()).isEqualTo(1);
    assertThat(read.path("by_customer").asBoolean()).isFalse();
    desk.doing("w", "\"do\":\"read\",\"number\":0," + talk(conversation));
    assertThat(desk.answer("w").path("problem").path("detail").asText()).contains("number");
  }

  @Test
  void viewers_are_shown_as_viewing_writing_and_away_and_are_gone_with_their_socket() {
    var desk = DeskClient.ready(ground, tom);
    var other = DeskClient.open(ground, ana);
    var conversation = arrive("+31612345678", "one");
    accepted(desk);
    other.doing("v", "\"do\":\"view\"," + talk(conversation));
    assertThat(states(desk, "ana viewing")).isNotEmpty();

    desk.doing("v", "\"do\":\"view\"," + talk(conversation));
    desk.doing("t", "\"do\":\"typing\",\"is_typing\":true," + talk(conversation));
    assertThat(states(other, "tom writing")).contains("ana viewing");
    other.doing("w", "\"do\":\"view\",\"away\":true," + talk(conversation));
    assertThat(states(desk, "ana away")).contains("tom writing");
    other.close();
    desk.until(m ->
        m.path("type").asText().equals("viewers.changed") && !m.toString().contains("\"ana\""));
  }

  /** Reads until an agent is shown in this state, and returns all states. */
  private static String states(DeskClient desk, String wanted) {
    var words = new String[1];
    desk.until(m -> {
      var all = new StringBuilder();
      m.path("viewers")
          .forEach(v -> all.append(v.path("agent").asText())
              .append(' ')
              .append(v.path("state").asText())
              .append('\n'));
      words[0] = all.toString();
      return words[0].contains(wanted);
    });
    return words[0];
  }

  @Test
  void two_tabs_of_one_agent_share_a_draft_and_neither_overwrites_the_other_unseen() {
    var one = DeskClient.ready(ground, tom);
    var two = DeskClient.open(ground, tom);
    arrive("+31612345678", "one");
    var path = "/contacts/" + accepted(one).path("id").asText() + "/drafts/reply";

    var first = ask(PUT, path, tom, Map.of("text", "Hello"), "If-Match", "\"0\"");
    assertThat(first.statusCode()).isEqualTo(204);
    var told = two.until("draft.changed");
    assertThat(told.path("body").path("text").asText()).isEqualTo("Hello");
    assertThat('"' + told.path("version").asText() + '"').isEqualTo(first.getHeader("ETag"));
    var second =
        ask(PUT, path, tom, Map.of("text", "Hello you"), "If-Match", first.getHeader("ETag"));
    assertThat(second.statusCode()).isEqualTo(204);

    for (var old : List.of("\"0\"", first.getHeader("ETag"))) {
      var refused = ask(PUT, path, tom, Map.of("text", "Goodbye"), "If-Match", old);
      assertThat(refused.statusCode()).isEqualTo(412);
      assertThat(refused.bodyAsJsonObject().getJsonObject("body").getString("text"))
          .isEqualTo("Hello you");
      assertThat('"' + refused.bodyAsJsonObject().getLong("version").toString() + '"')
          .isEqualTo(second.getHeader("ETag"));
      assertThat(ask(PUT, path, tom, Map.of(), "If-Match", old).statusCode()).isEqualTo(412);
    }
    // as a page does that is reloaded before it has heard of its last save
    var repeated =
        ask(PUT, path, tom, Map.of("text", "Hello you"), "If-Match", first.getHeader("ETag"));
    assertThat(repeated.statusCode()).isEqualTo(204);
    assertThat(ask(PUT, path, tom, Map.of(), "If-Match", repeated.getHeader("ETag"))
            .statusCode())
        .isEqualTo(204);
    // the text was sent in one tab: the other one must not bring it back unseen
    var late =
        ask(PUT, path, tom, Map.of("text", "Hello you!"), "If-Match", repeated.getHeader("ETag"));
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(late.bodyAsJsonObject().getLong("version")).isZero();
    assertThat(ask(PUT, path, tom, Map.of("text", "x"), "If-Match", "\"x\"").bodyAsString())
        .contains("If-Match must name the one version");
    assertThat(ask(PUT, path, tom, Map.of("text", "x")).statusCode()).isEqualTo(204);
  }

  @Test
  void a_contact_is_handed_over_with_a_note_that_the_next_agent_sees_with_the_offer() {
    var desk = DeskClient.ready(ground, tom);
    arrive("+31612345678", "one");
    var contact = accepted(desk);
    var path = "/contacts/" + contact.path("id").asText() + "/transfer";
    var other = DeskClient.ready(ground, ana);

    assertThat(ask(POST, path, ana, Map.of("to", Map.of("queue", "others"))).statusCode())
        .isEqualTo(409);
    assertThat(ask(POST, path, tom, Map.of("to", Map.of("queue", "parcels"))).bodyAsString())
        .contains("not for message contacts");
    assertThat(ask(POST, path, tom, Map.of("to", Map.of())).bodyAsString())
        .contains("either a queue or an agent");
    assertThat(ask(POST, path, tom, Map.of("to", Map.of("agent", "nobody"))).statusCode())
        .isEqualTo(422);
    assertThat(ground.ask("SELECT count(*) FROM timeline_entry WHERE kind = 'note'"))
        .isEqualTo("0");
    var moved =
        ask(POST, path, tom, Map.of("to", Map.of("agent", "ana"), "note", "Asks for\nher shoes"));

    assertThat(moved.statusCode()).as(moved.bodyAsString()).isEqualTo(204);
    desk.until(m -> m.path("contact").path("state").asText().equals("closed"));
    var offer = other.until("offer.created").path("offer");
    assertThat(offer.path("contact").asText()).isEqualTo(contact.path("id").asText());
    assertThat(offer.path("pop").path("timeline").findValuesAsText("text"))
        .contains("Asks for\nher shoes");
  }

  @Test
  void messages_that_news_has_lost_are_read() {
    var desk = DeskClient.ready(ground, tom);
    var conversation = arrive("+31612345678", "one");
    accepted(desk);
    arrive("+31612345678", "two");
    desk.until("message.added");
    // stored, but its news never came
    ground.ask("""
        WITH c AS (UPDATE conversation SET messages = 3 WHERE id = '%s' RETURNING id)
        INSERT INTO message (conversation, number, at, direction, author, source, text, details, delivery, delivered_at)
        SELECT id, 3, now(), 'in', 'customer', 'lost', 'three', '{}', 'received', now() FROM c RETURNING number
        """.formatted(conversation));

    arrive("+31612345678", "four");

    assertThat(desk.until("message.added").path("message").path("text").asText())
        .isEqualTo("three");
    assertThat(desk.until("message.added").path("message").path("text").asText())
        .isEqualTo("four");
    // each of them once
    arrive("+31612345678", "five");
    assertThat(desk.until("message.added").path("message").path("text").asText())
        .isEqualTo("five");
  }
}
