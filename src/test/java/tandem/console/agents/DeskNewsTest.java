package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.OfferId;
import tandem.console.ConsoleGround;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** Acts of colleagues reach a screen at once, and its agent's drafts come back. */
@ExtendWith(VertxExtension.class)
class DeskNewsTest {

  private static final DeskSocket.Patience PATIENCE = new DeskSocket.Patience(
      Duration.ofSeconds(5),
      Duration.ofMinutes(1),
      Duration.ofMinutes(1),
      Duration.ofMinutes(1),
      Duration.ofMinutes(1),
      Duration.ofMillis(200));

  private final Vertx vertx;
  private final ConsoleGround ground = PatientConsole.with(vertx, PATIENCE);
  private final String tom = ground.entrance.session("tom");
  private final String ana = ground.entrance.session("ana");

  DeskNewsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void an_agent_with_the_customer_on_screen_sees_a_colleagues_claim() {
    var talk = talk(ground.customer("Jan"));

    claim(HttpMethod.PUT, talk.caseId());
    var claimed = talk.client().until("claims.changed");
    claim(HttpMethod.DELETE, talk.caseId());
    untilNothingIsClaimed(talk.client());

    assertThat(claimed.path("customer").asText()).isEqualTo(talk.customer().toString());
    var one = claimed.path("claims").path(0);
    assertThat(one.path("agent_name").asText()).isEqualTo("Ana");
    assertThat(one.path("department_name").asText()).isEqualTo("Service");
    assertThat(one.path("kind_name").asText()).isEqualTo("Replacement");
    assertThat(one.path("case").asText()).isEqualTo(talk.caseId());
    assertThat(one.path("expires_in_ms").asLong()).isBetween(1L, 180_000L);
  }

  @Test
  void a_later_screen_gets_the_existing_claims() {
    var talk = talk(ground.customer("Jan"));
    claim(HttpMethod.PUT, talk.caseId());
    talk.client().until("claims.changed");

    var second = DeskClient.open(ground, tom);

    assertThat(second.until("claims.changed").path("claims")).hasSize(1);
  }

  @Test
  void whose_last_screen_is_gone_claims_nothing_any_more() {
    var talk = talk(ground.customer("Jan"));
    var anas = DeskClient.open(ground, ana);
    claim(HttpMethod.PUT, talk.caseId());
    talk.client().until("claims.changed");

    anas.close();

    untilNothingIsClaimed(talk.client());
  }

  @Test
  void a_caller_whose_bridge_came_late_is_back_on_the_screen_with_all_that_is_known_of_them() {
    var customer = ground.customer("Jan");
    var client = DeskClient.open(ground, tom);
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    var contact = ground.arrive(customer);
    client.until("offer.created");
    ground.tell(new Signal.OfferAccepted(new OfferId(contact, 1), TOM));
    ground.tell(new Signal.BridgeFailed(contact, "overdue"));
    client.until(m -> m.at("/contact/state").asText().equals("closed"));

    ground.tell(new Signal.Bridged(contact));

    var back = client.until("contact.changed").path("contact");
    assertThat(back.path("id").asText()).isEqualTo(contact.toString());
    assertThat(back.path("state").asText()).isEqualTo("connected");
    var pop = client.until("pop");
    assertThat(pop.path("contact").asText()).isEqualTo(contact.toString());
    assertThat(pop.at("/pop/customer/name").asText()).isEqualTo("Jan");
  }

  @Test
  void a_changed_floor_document_reaches_every_screen_at_once() {
    var client = DeskClient.open(ground, tom);

    ground.take("""
        outcomes: [{id: escalated, name: Escalated}]
        remedies: [{id: flowers, name: Flowers, exclusion_group: kindness, without_item: true}]
        """);

    var changed = client.until("floor.changed");
    assertThat(changed.at("/floor/outcomes").findValuesAsText("name"))
        .containsExactly("Solved", "Escalated");
    assertThat(changed.at("/floor/remedies").findValuesAsText("id")).contains("flowers");
    assertThat(changed.at("/agent/department_name").asText()).isEqualTo("Shipping");
  }

  @Test
  void a_draft_is_on_the_next_screen_and_ends_with_the_contact() {
    var talk = talk(ground.customer("Jan"));
    assertThat(draft(tom, talk.contact(), "note", "{\"note\":\"She ca\"}").statusCode())
        .isEqualTo(204);
    draft(tom, talk.contact(), "note", "{\"note\":\"She called twice\"}");
    draft(tom, talk.contact(), "finish", "{\"outcome\":\"solved\"}");
    draft(tom, talk.contact(), "remedy", "{\"kind\":\"replacement\"}");
    draft(tom, talk.contact(), "remedy", "{}");

    var kept = snapshot().path("drafts");
    var finished = send(
        tom,
        HttpMethod.POST,
        "/contacts/" + talk.contact() + "/outcome",
        "{\"outcome\":\"solved\"}");
    var after = snapshot().path("drafts");

    assertThat(kept.findValuesAsText("kind")).containsExactlyInAnyOrder("note", "finish");
    assertThat(kept.findValuesAsText("note")).containsExactly("She called twice");
    assertThat(kept.findValuesAsText("contact")).containsOnly(talk.contact().toString());
    assertThat(finished.statusCode()).as(finished.bodyAsString()).isEqualTo(200);
    assertThat(after.isArray()).isTrue();
    assertThat(after).isEmpty();
  }

  @Test
  void no_agent_saves_a_draft_for_anothers_contact_or_a_larger_one_than_a_page_makes() {
    var talk = talk(ground.customer("Jan"));

    assertThat(draft(ana, talk.contact(), "note", "{\"note\":\"x\"}").statusCode())
        .isEqualTo(409);
    assertThat(draft(tom, talk.contact(), "poem", "{\"note\":\"x\"}").statusCode())
        .isEqualTo(422);
    assertThat(draft(tom, talk.contact(), "note", "[]").statusCode()).isEqualTo(422);
    assertThat(draft(tom, talk.contact(), "note", "{\"note\":\"" + "x".repeat(20_000) + "\"}")
            .statusCode())
        .isEqualTo(422);
  }

  @Test
  void a_draft_comes_back_as_the_text_that_was_sent_whatever_its_numbers_are() {
    var talk = talk(ground.customer("Jan"));
    var numbers = "[" + "1e131071,".repeat(1_500) + "1.10,-0.0,1e-20000]";
    var body = "{\"note\":\"She called\",\"numbers\":" + numbers + "}";

    var saved = draft(tom, talk.contact(), "note", body.replace(",\"numbers", " ,\n\"numbers"));
    var again = draft(tom, talk.contact(), "note", body);

    assertThat(saved.statusCode()).as(saved.bodyAsString()).isEqualTo(204);
    assertThat(again.statusCode()).isEqualTo(204);
    assertThat(ground.ask("SELECT said FROM draft")).isEqualTo(body);
    assertThat(ground.ask("SELECT pg_column_size(body) < 100 FROM draft")).isEqualTo("true");
    var drafts = snapshot().path("drafts");
    assertThat(drafts.at("/0/body/note").asText()).isEqualTo("She called");
    assertThat(drafts.at("/0/body/numbers")).hasSize(1_503);
    assertThat(drafts.toString()).hasSizeLessThan(20_000);
    var outdated = await(ground
        .entrance
        .request(HttpMethod.PUT, "/api/v1/contacts/" + talk.contact() + "/drafts/note")
        .putHeader("Authorization", "Bearer " + tom)
        .putHeader("Content-Type", "application/json")
        .putHeader("If-Match", "\"0\"")
        .sendBuffer(Buffer.buffer("{\"note\":\"other\"}")));
    assertThat(outdated.statusCode()).isEqualTo(412);
    assertThat(outdated.bodyAsString()).contains("\"body\":" + body);
  }

  @Test
  void a_draft_with_a_text_that_cannot_be_stored_is_refused_by_the_name_of_its_field() {
    var talk = talk(ground.customer("Jan"));

    for (var text : List.of("a\\u0000b", "\\ud800", "\\udc00\\ud800")) {
      var refused = draft(tom, talk.contact(), "note", "{\"reply\":{\"text\":\"" + text + "\"}}");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.bodyAsJsonObject().getString("detail")).contains("reply.text");
    }
    assertThat(draft(tom, talk.contact(), "note", "{\"note\":1,\"note\":2}").statusCode())
        .isEqualTo(400);
    assertThat(draft(tom, talk.contact(), "note", "{} {}").statusCode()).isEqualTo(400);
  }

  @Test
  void all_drafts_of_an_agent_are_a_bounded_part_of_a_screen() {
    ground.ask("""
        INSERT INTO draft (agent, contact, kind, said, saved_at)
        SELECT 'tom', gen_random_uuid(), 'note', '{"note":"' || repeat('x', 60000) || '"}', now() - n * interval '1 s'
          FROM generate_series(1, 90) AS n RETURNING 1
        """);

    // the newest two, of 60,000 characters each
    assertThat(await(ground.drafts.of(TOM))).hasSize(2);
  }

  @Test
  void a_draft_that_the_previous_version_saves_is_read_and_the_other_way_round() {
    var contact = "0198f1c6-2f2b-7c3a-8d5e-0a1b2c3d4e5f";
    ground.ask("""
        INSERT INTO draft (agent, contact, kind, body, saved_at)
        SELECT 'tom', '%s', 'note', '{"note":"old"}'::text::jsonb, now() RETURNING 1
        """.formatted(contact));
    assertThat(snapshot().at("/drafts/0/body/note").asText()).isEqualTo("old");

    ground.ask("""
        INSERT INTO draft (agent, contact, kind, body, saved_at)
        SELECT 'tom', '%s', 'note', '{"note":"older"}'::text::jsonb, now()
        ON CONFLICT (agent, contact, kind) DO UPDATE SET body = excluded.body RETURNING 1
        """.formatted(contact));
    assertThat(snapshot().at("/drafts/0/body/note").asText()).isEqualTo("older");

    ground.ask("UPDATE draft SET said = '{\"note\":\"new\"}' RETURNING 1");
    assertThat(ground.ask("SELECT body ->> 'note' FROM draft")).isEqualTo("new");
  }

  /**
   * Waits for the empty list of claims; the first read of the claims may come after the first claim
   * and repeat it.
   */
  private static void untilNothingIsClaimed(DeskClient client) {
    client.until(m ->
        m.path("type").asText().equals("claims.changed") && m.path("claims").isEmpty());
  }

  private record Talk(DeskClient client, CustomerId customer, ContactId contact, String caseId) {}

  /** Connects Tom with the customer. */
  private Talk talk(CustomerId customer) {
    var client = DeskClient.open(ground, tom);
    var contact = ground.talk(customer, TOM);
    var seen =
        client.until(m -> m.path("entry").path("body").path("event").asText().equals("arrived"));
    return new Talk(client, customer, contact, seen.path("entry").path("case").asText());
  }

  private void claim(HttpMethod method, String caseId) {
    var answer =
        send(ana, method, "/claims", "{\"case\":\"" + caseId + "\",\"kind\":\"replacement\"}");
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isBetween(200, 204);
  }

  private HttpResponse<Buffer> draft(String who, ContactId contact, String kind, String body) {
    return send(who, HttpMethod.PUT, "/contacts/" + contact + "/drafts/" + kind, body);
  }

  private HttpResponse<Buffer> send(String who, HttpMethod method, String path, String body) {
    return await(ground
        .entrance
        .request(method, "/api/v1" + path)
        .putHeader("Authorization", "Bearer " + who)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(body)));
  }

  private JsonNode snapshot() {
    var client = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);
    client.say("{\"type\":\"hello\"}");
    return client.next("snapshot");
  }
}
