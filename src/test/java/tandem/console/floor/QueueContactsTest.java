package tandem.console.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.PARCELS;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** Who waits in a queue, over real HTTP, on a real floor. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, timeUnit = TimeUnit.SECONDS)
class QueueContactsTest {

  private final ConsoleGround ground;
  private final String sam;

  QueueContactsTest(Vertx vertx) {
    ground = new ConsoleGround(vertx);
    sam = ground.entrance.session("sam");
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void who_waits_stands_before_whom_agents_have_and_the_offer_says_why_it_went_there() {
    var talking = ground.talk(ground.customer("Jan"), TOM);
    var ringing = ground.arrive(ground.customer("Piet"));
    ground.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
    var waiting = ground.arrive(ground.customer("Klaas"));

    var read = read("/api/v1/queues/parcels/contacts");

    assertThat(read.path("waiting").asInt()).isEqualTo(2);
    assertThat(read.path("serving").asInt()).isEqualTo(1);
    assertThat(read.path("contacts").findValuesAsText("contact"))
        .containsExactly(ringing.toString(), waiting.toString(), talking.toString());
    assertThat(read.path("contacts").findValuesAsText("customer_name"))
        .containsExactly("Piet", "Klaas", "Jan");
    assertThat(read.path("contacts").findValuesAsText("state"))
        .containsExactly("offered", "queued", "connected");
    assertThat(read.path("contacts").findValuesAsText("place")).containsExactly("1", "2");
    var offer = read.at("/contacts/0/offer");
    assertThat(offer.path("name").asText()).isEqualTo("Ana");
    assertThat(offer.at("/why/strategy").asText()).isEqualTo("longest_idle");
    assertThat(offer.at("/why/able").asInt()).isEqualTo(1);
    assertThat(offer.path("expires_in_ms").asLong()).isPositive();
    assertThat(read.at("/contacts/2/agent/name").asText()).isEqualTo("Tom");
  }

  @Test
  void a_head_start_an_assignment_and_those_who_declined_are_told() {
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    ground.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
    var first = ground.arrive(ground.customer("Jan"));
    ground.tell(new Signal.OfferDeclined(new OfferId(first, 1), TOM));
    ground.tell(new Signal.OfferDeclined(new OfferId(first, 2), ANA));
    ground.tell(new Signal.PresenceAsked(ANA, new Presence.Offline()));
    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Offline()));
    var dear = new ContactId(ground.ids.next());
    ground.tell(new Signal.ContactArrived(
        dear,
        Channel.CALL,
        PARCELS,
        new Endpoint("native", "dear"),
        ground.customer("Eva"),
        Duration.ofMinutes(10),
        ground.clock.instant()));

    var before = read("/api/v1/queues/parcels/contacts");

    assertThat(before.path("contacts").findValuesAsText("contact"))
        .containsExactly(dear.toString(), first.toString());
    assertThat(before.at("/contacts/0/overtakes").asInt()).isEqualTo(1);
    assertThat(before.at("/contacts/0/head_start_ms").asLong()).isEqualTo(600_000);
    assertThat(before.at("/contacts/1/overtakes").asInt()).isZero();
    assertThat(before.at("/contacts/1/passed").findValuesAsText("name"))
        .containsExactlyInAnyOrder("Ana", "Tom");

    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
    ground.tell(new Signal.ContactMoved(
        first, new Destination.ToAgent(TOM), Fact.MoveReason.ASSIGNED, Optional.empty()));

    var after = read("/api/v1/queues/parcels/contacts");
    var row = after.path("contacts").findParents("assigned").getFirst();
    assertThat(row.path("contact").asText()).isEqualTo(first.toString());
    assertThat(row.at("/assigned/name").asText()).isEqualTo("Tom");
    assertThat(row.path("assigned").has("left_ms")).isFalse();
  }

  @Test
  void the_wallboard_has_another_version_as_soon_as_the_list_is_another() {
    var quiet = read("/api/v1/queues/parcels/contacts");
    assertThat(ofBoard()).isEqualTo(quiet.path("version").asText());

    ground.arrive(ground.customer("Jan"));

    var waiting = read("/api/v1/queues/parcels/contacts");
    assertThat(waiting.path("version").asText())
        .isNotEqualTo(quiet.path("version").asText());
    assertThat(ofBoard()).isEqualTo(waiting.path("version").asText());

    ground.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));

    assertThat(ofBoard()).isNotEqualTo(waiting.path("version").asText());
  }

  @Test
  void the_list_comes_in_pages_and_a_page_begins_behind_the_last_one_of_the_page_before() {
    var customer = ground.customer("Jan");
    for (int i = 0; i < 5; i++) {
      ground.arrive(customer);
    }

    var first = read("/api/v1/queues/parcels/contacts?limit=2");
    var last = ContactId.parse(first.at("/contacts/1/contact").asText());
    ground.tell(new Signal.ContactLeft(last, "hung up"));
    var second = read("/api/v1/queues/parcels/contacts?limit=3&cursor="
        + first.path("next_cursor").asText());

    assertThat(first.path("contacts").findValuesAsText("place")).containsExactly("1", "2");
    assertThat(second.path("contacts").findValuesAsText("place")).containsExactly("2", "3", "4");
    assertThat(second.has("next_cursor")).isFalse();
    assertThat(second.path("waiting").asInt()).isEqualTo(4);
  }

  @Test
  void a_queue_that_does_not_exist_is_not_found_and_agents_see_no_queue() {
    assertThat(status("/api/v1/queues/nowhere/contacts", sam)).isEqualTo(404);
    assertThat(status("/api/v1/queues/parcels/contacts?cursor=x", sam)).isEqualTo(422);
    assertThat(status("/api/v1/queues/parcels/contacts", ground.entrance.session("tom")))
        .isEqualTo(403);
  }

  private String ofBoard() {
    return read("/api/v1/wallboard").at("/queues/0/contacts_version").asText();
  }

  private JsonNode read(String path) {
    var answer = await(ground
        .entrance
        .request(HttpMethod.GET, path)
        .putHeader("Authorization", "Bearer " + sam)
        .send());
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return Json.read(answer.bodyAsString(), JsonNode.class);
  }

  private int status(String path, String session) {
    return await(ground
            .entrance
            .request(HttpMethod.GET, path)
            .putHeader("Authorization", "Bearer " + session)
            .send())
        .statusCode();
  }
}
