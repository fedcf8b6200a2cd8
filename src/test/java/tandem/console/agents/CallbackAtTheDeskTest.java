package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.PARCELS;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.Signal;

/** An agent at the desk who calls a customer back: the end of a contact that reached nobody. */
@ExtendWith(VertxExtension.class)
class CallbackAtTheDeskTest {

  private final ConsoleGround ground;
  private final String session;
  private final DeskClient tom;

  CallbackAtTheDeskTest(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    session = ground.entrance.session("tom");
    tom = DeskClient.ready(ground, session);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void an_agent_who_reached_nobody_finishes_the_callback_with_an_outcome() {
    var contact = new ContactId(ground.ids.next());
    ground.tell(new Signal.ContactScheduled(
        contact,
        Channel.CALL,
        PARCELS,
        ground.customer("Eva"),
        Duration.ZERO,
        ground.clock.instant()));
    accept();

    var answer = finish(contact);

    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    assertThat(contactUntil("closed")).isEqualTo(contact.toString());
    assertThat(ground.agent(TOM).orElseThrow().contacts()).isEmpty();
    assertThat(
            ground.ask("SELECT state || ' ' || outcome FROM contact WHERE id = '" + contact + "'"))
        .isEqualTo("closed solved");
  }

  @Test
  void a_caller_who_is_being_bridged_cannot_be_finished_and_stays_on_the_screen() {
    var contact = ground.arrive(ground.customer("Eva"));
    accept();

    var answer = finish(contact);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.bodyAsJsonObject().getString("detail"))
        .isEqualTo("nobody has talked to the customer yet");
    assertThat(ground.agent(TOM).orElseThrow().contacts()).containsExactly(contact);
  }

  @Test
  void a_screen_is_told_when_the_customer_of_a_callback_has_been_reached() {
    var contact = new ContactId(ground.ids.next());
    ground.tell(new Signal.ContactScheduled(
        contact,
        Channel.CALL,
        PARCELS,
        ground.customer("Eva"),
        Duration.ZERO,
        ground.clock.instant()));
    var offer = tom.until("offer.created").path("offer").path("id").asText();
    tom.doing("accept", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
    var dialled = tom.until(message -> message.at("/contact/state").asText().equals("connecting"));

    ground.tell(new Signal.ContactLinked(contact, new Endpoint("native", "dialled")));

    // the case, filed meanwhile, changes the contact too
    var reached = tom.until(message -> message.at("/contact/reached").asBoolean());
    assertThat(dialled.at("/contact/reached").asBoolean(true)).isFalse();
    assertThat(reached.path("type").asText()).isEqualTo("contact.changed");
    assertThat(reached.at("/contact/state").asText()).isEqualTo("connecting");
  }

  private void accept() {
    var offer = tom.until("offer.created").path("offer").path("id").asText();
    tom.doing("accept", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
    assertThat(contactUntil("connecting")).isNotEmpty();
  }

  /** Reads until the screen shows a contact in this state; returns the contact. */
  private String contactUntil(String state) {
    return tom.until(message -> message.at("/contact/state").asText().equals(state))
        .at("/contact/id")
        .asText();
  }

  private HttpResponse<Buffer> finish(ContactId contact) {
    return await(ground
        .entrance
        .request(HttpMethod.POST, "/api/v1/contacts/" + contact + "/outcome")
        .bearerTokenAuthentication(session)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(Buffer.buffer(Json.write(new Outcome("solved")))));
  }

  private record Outcome(String outcome) {}
}
