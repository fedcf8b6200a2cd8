package tandem.console;

import static io.vertx.core.http.HttpMethod.POST;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import io.micrometer.core.instrument.Timer;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.Polls;
import tandem.base.ReasonId;
import tandem.console.agents.DeskClient;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;
import tandem.server.Gauges;
import tandem.web.ProblemHandler;

/** The metrics for Prometheus after real work. */
@ExtendWith(VertxExtension.class)
class MetricsTest {

  private final Vertx vertx;
  private final ConsoleGround ground = new ConsoleGround(vertx);
  private int port;

  MetricsTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    var gauges = Gauges.of(ground.base, ground.rooms);
    gauges.began(1);
    var management = new Management(
        ground.vertx,
        ground.meters,
        Map.of(),
        List.of(gauges.floor()::freshen, gauges.outbox()::freshen),
        new ProblemHandler(ground.base.ids(), UnaryOperator.identity()));
    port = await(management.listen("127.0.0.1", 0)).actualPort();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private String scrape() {
    return await(
            WebClient.create(ground.vertx).get(port, "127.0.0.1", "/metrics").send())
        .bodyAsString();
  }

  @Test
  void waiting_contacts_and_agents_are_read_from_the_committed_floor_at_the_scrape() {
    assertThat(scrape())
        .contains("tandem_contacts_waiting{channel=\"call\",queue=\"parcels\"} 0.0")
        .contains("tandem_agents{state=\"offline\"} 2.0");

    var contact = ground.arrive(ground.customer("Jan"));
    ground.tell(new Signal.PresenceAsked(ANA, new Presence.NotReady(new ReasonId("lunch"))));

    assertThat(scrape())
        .contains("tandem_contacts_waiting{channel=\"call\",queue=\"parcels\"} 1.0")
        .contains("tandem_agents{state=\"offline\"} 1.0")
        .contains("tandem_agents{state=\"not_ready\"} 1.0");
    ground.tell(new Signal.ContactLeft(contact, "hung up"));
    assertThat(scrape())
        .contains("tandem_contacts_waiting{channel=\"call\",queue=\"parcels\"} 0.0")
        .contains(
            "tandem_contact_wait_seconds_count{channel=\"call\",end=\"short_abandoned\",queue=\"parcels\"} 1");
  }

  @Test
  void a_call_shows_in_waits_offers_and_decisions_with_buckets_and_no_ids() {
    var contact = ground.talk(ground.customer("Jan"), TOM);

    var text = scrape();

    assertThat(text)
        .contains(
            "tandem_contact_wait_seconds_count{channel=\"call\",end=\"answered\",queue=\"parcels\"} 1")
        .contains(
            "tandem_contact_wait_seconds_bucket{channel=\"call\",end=\"answered\",queue=\"parcels\",le=\"20.0\"} 1")
        .contains("tandem_offers_total{outcome=\"accepted\"} 1.0")
        .contains("tandem_offers_total{outcome=\"expired\"} 0.0")
        .contains("tandem_offer_decision_seconds_count{outcome=\"accepted\"} 1")
        .contains("tandem_agent_free_to_offer_seconds_count 1")
        .contains("tandem_agents{state=\"busy\"} 1.0")
        .contains("tandem_outbox_oldest_age_seconds 0.0")
        .contains("tandem_invariant_violations_total{invariant=\"I6\"} 0.0")
        .doesNotContain(contact.toString());
  }

  @Test
  void a_screen_is_a_client_and_says_how_fast_it_painted() {
    assertThat(scrape()).contains("tandem_ws_clients 0.0");

    var screen = DeskClient.open(ground, ground.entrance.session("tom"));
    screen.say("{\"type\":\"painted\",\"offer\":\"x/1\",\"ms\":12.5}");
    // when this is answered, the earlier messages have been handled
    screen.doing("c1", "\"do\":\"ready\"");
    screen.answer("c1");

    assertThat(scrape())
        .contains("tandem_ws_clients 1.0")
        .contains("tandem_offer_to_paint_seconds_count 1")
        .contains("tandem_offer_to_paint_seconds_bucket{le=\"0.016\"} 1");
  }

  @Test
  void a_remedy_that_was_prevented_is_counted_once_however_often_it_is_asked_for() {
    var token = ground.entrance.session("tom");
    var opened = await(ground
        .entrance
        .request(POST, "/api/v1/cases")
        .putHeader("Authorization", "Bearer " + token)
        .sendJsonObject(new JsonObject()
            .put("customer", ground.customer("Jan").toString())
            .put("kind", "complaint")
            .put("subject", "The lamp is broken")));
    var caseId = opened.bodyAsJsonObject().getString("id");
    for (var key : List.of("k1", "k2", "k2")) {
      await(ground
          .entrance
          .request(POST, "/api/v1/cases/" + caseId + "/remedies")
          .putHeader("Authorization", "Bearer " + token)
          .putHeader("Content-Type", "application/json")
          .putHeader("Idempotency-Key", key)
          .sendBuffer(Buffer.buffer("{\"kind\":\"replacement\",\"reason\":\"broken\"}")));
    }

    assertThat(scrape()).contains("tandem_remedy_duplicates_prevented_total 1.0");
  }

  @Test
  void loops_that_are_busy_show_how_late_they_are() {
    watchLoops();
    var seen = Promise.<Void>promise();
    awaitScrape(
        seen,
        text -> ground.base.loops().named().keySet().stream()
            .allMatch(loop -> text.matches(
                "(?s).*tandem_event_loop_delay_seconds_count\\{loop=\"" + loop + "\"} [1-9].*")));

    await(seen.future());
  }

  private void watchLoops() {
    new LoopDelay(ground.vertx, ground.base.loops().named(), ground.meters).start();
  }

  private Timer delayOf(String loop) {
    return ground.meters.get("tandem.event.loop.delay").tag("loop", loop).timer();
  }

  @ParameterizedTest
  @CsvSource({"engine, shared-1", "shared-2, engine"})
  void a_loop_that_somebody_blocks_shows_whichever_it_is(String busy, String free) {
    watchLoops();
    var release = new CountDownLatch(1);
    var blocked = Promise.<Void>promise();
    ground.base.loops().named().get(busy).runOnContext(_ -> {
      blocked.complete();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    await(blocked.future());
    // until the free loop has reported for more than a second
    long enough = delayOf(free).count() + 5;
    try {
      Polls.eventually(() -> delayOf(free).count() > enough);
    } finally {
      release.countDown();
    }

    Polls.eventually(() -> delayOf(busy).max(TimeUnit.MILLISECONDS) > 700);
  }

  /** Scrapes again after each answer. */
  private void awaitScrape(Promise<Void> seen, Predicate<String> wanted) {
    WebClient.create(ground.vertx)
        .get(port, "127.0.0.1", "/metrics")
        .send()
        .onFailure(seen::fail)
        .onSuccess(answer -> {
          if (wanted.test(answer.bodyAsString())) {
            seen.complete();
          } else {
            awaitScrape(seen, wanted);
          }
        });
  }
}
