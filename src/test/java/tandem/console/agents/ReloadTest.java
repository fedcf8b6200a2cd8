package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.OfferId;
import tandem.console.ConsoleGround;
import tandem.routing.CommittedFloor;
import tandem.routing.engine.AgentState;
import tandem.routing.engine.Fact;

/** A reloaded page closes its only socket, and reconnects a moment later. */
@ExtendWith(VertxExtension.class)
class ReloadTest {

  /** A grace that only a reconnect ends. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final Duration SHORT = Duration.ofMillis(300);

  private final Vertx vertx;
  private ConsoleGround ground;
  private String tom;
  private DeskClient client;
  private OfferId offer;
  private final BlockingQueue<Fact> facts = new LinkedBlockingQueue<>();

  ReloadTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @Test
  void the_offer_is_still_there_and_can_be_accepted() {
    ringing(LONG);

    client.close();
    var back = DeskClient.connect(ground.vertx, ground.entrance.port(), tom);
    back.say("{\"type\":\"hello\"}");
    var snapshot = back.next("snapshot");
    back.doing("c-2", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");

    assertThat(snapshot.path("offers").path(0).path("id").asText()).isEqualTo(offer.toString());
    assertThat(back.answer("c-2").has("ok")).isTrue();
    assertThat(facts).noneMatch(Fact.AgentLost.class::isInstance);
    assertThat(ground.agent(TOM).map(AgentState::lost)).contains(false);
  }

  @Test
  void an_agent_away_longer_than_the_grace_is_lost_and_the_offer_is_withdrawn() {
    ringing(SHORT);

    client.close();

    assertThat(next(Fact.AgentLost.class).agent()).isEqualTo(TOM);
    assertThat(next(Fact.OfferClosed.class).why()).isEqualTo(Fact.OfferEnd.AGENT_LEFT);
  }

  @Test
  void an_agent_who_logs_out_is_lost_without_a_grace() {
    ringing(LONG);

    await(ground
        .entrance
        .request(HttpMethod.DELETE, "/api/v1/session")
        .putHeader("Authorization", "Bearer " + tom)
        .send());

    assertThat(next(Fact.OfferClosed.class).why()).isEqualTo(Fact.OfferEnd.AGENT_LEFT);
  }

  @Test
  void a_screen_that_stays_open_beside_the_closed_one_is_enough() {
    ringing(SHORT);
    var second = DeskClient.open(ground, tom);

    client.close();
    second.doing("c-2", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");

    assertThat(second.answer("c-2").has("ok")).isTrue();
    assertThat(await(ground.desks.awaited())).isZero();
  }

  @Test
  void an_agent_who_has_connected_to_another_node_is_not_lost() {
    ringing(SHORT);
    otherNode("clock_timestamp()");
    long beats = vertx.setPeriodic(500, _ -> otherNodeBeats());

    client.close();

    eventually("SELECT count(*) FROM attendance WHERE node = 'node-1'", "0");
    // later changes are reported after it
    var anas = DeskClient.open(ground, ground.entrance.session("ana"));
    anas.doing("c-2", "\"do\":\"ready\"");
    anas.answer("c-2");
    anas.close();
    assertThat(next(Fact.AgentLost.class).agent()).isEqualTo(ANA);
    assertThat(ground.agent(TOM).orElseThrow().offers()).containsExactly(offer);
    vertx.cancelTimer(beats);
    await(otherNodeBeats()); // the last one is over, too
  }

  @Test
  void an_agent_at_a_dead_node_is_lost() {
    ringing(SHORT);
    otherNode("clock_timestamp() - interval '1 minute'");

    client.close();

    assertThat(next(Fact.OfferClosed.class).why()).isEqualTo(Fact.OfferEnd.AGENT_LEFT);
  }

  private void otherNode(String seenAt) {
    await(ground
        .entrance
        .database
        .database()
        .pool()
        .query("INSERT INTO node (id, started_at, seen_at) VALUES ('node-2', now(), " + seenAt
            + "); INSERT INTO attendance (node, agent) VALUES ('node-2', 'tom')")
        .execute());
  }

  /** Keeps the other node alive, however long the test takes. */
  private Future<?> otherNodeBeats() {
    return ground
        .entrance
        .database
        .database()
        .pool()
        .query("UPDATE node SET seen_at = clock_timestamp() WHERE id = 'node-2'")
        .execute();
  }

  /** Opens Tom's only screen, with an offer. */
  private void ringing(Duration grace) {
    ground = PatientConsole.with(
        vertx,
        new DeskSocket.Patience(
            Duration.ofSeconds(5), LONG, LONG, LONG, Duration.ofSeconds(60), grace));
    tom = ground.entrance.session("tom");
    client = DeskClient.open(ground, tom);
    client.doing("c-1", "\"do\":\"ready\"");
    client.answer("c-1");
    CommittedFloor.Follower follower = (_, fact) -> facts.add(fact);
    await(ground.routing.committed().follow(follower, _ -> 0));
    offer = new OfferId(ground.arrive(ground.customer("Jan")), 1);
    client.until("offer.created");
  }

  private <F extends Fact> F next(Class<F> kind) {
    try {
      while (true) {
        var fact = facts.poll(60, TimeUnit.SECONDS);
        assertThat(fact).as("a fact in 60 s").isNotNull();
        if (kind.isInstance(fact)) {
          return kind.cast(fact);
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void eventually(String query, String answer) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!ground.ask(query).equals(answer)) {
      assertThat(System.nanoTime()).as("60 s").isLessThan(deadline);
    }
  }
}
