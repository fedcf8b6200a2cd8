package tandem.desk.screens;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.TOM;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.OfferId;
import tandem.cases.Claims;
import tandem.desk.DeskGround;
import tandem.desk.casework.ClaimDesk;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.Database;

/** An agent on the floor without a screen at a living node counts as lost. */
@ExtendWith(VertxExtension.class)
class ScreenCheckTest {

  private static final OptionalLong OURS = OptionalLong.of(1);

  private final Vertx vertx;
  private final DeskGround desk = new DeskGround(vertx, (_, _, _) -> List.of(), Rules.STANDARD);
  private final Database database = desk.ground.database();
  private final ClaimDesk claims =
      new ClaimDesk(vertx, database, desk.ground.cases, new Claims(), desk.clock);
  private final ScreenCheck check =
      new ScreenCheck(database, desk.routing.committed(), new ScreenNews(desk.routing, claims));

  ScreenCheckTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  @BeforeEach
  void open() {
    desk.open();
    desk.ground.sql("INSERT INTO node (id, started_at, seen_at)"
        + " VALUES ('far', now(), now() + interval '1 hour')");
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void an_agent_of_a_dead_node_is_lost_at_the_next_beat_and_the_offer_goes_to_another() {
    at("far", TOM);
    var contact = desk.arrive(desk.ground.customer("Jan"));
    at("node-1", ANA);
    desk.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
    beats(ScreenCheck.PATIENCE_BEATS + 2);
    assertThat(lost(TOM)).isFalse();

    silent("far");
    beats(1);

    assertThat(lost(TOM)).isTrue();
    assertThat(lost(ANA)).isFalse();
    assertThat(offers(ANA)).containsExactly(new OfferId(contact, 2));
  }

  @Test
  void an_agent_with_a_screen_at_another_living_node_is_not_lost() {
    at("far", TOM);
    at("node-1", TOM);
    silent("far");

    beats(ScreenCheck.PATIENCE_BEATS + 2);

    assertThat(lost(TOM)).isFalse();
  }

  @Test
  void after_a_takeover_people_have_time_to_come_back() {
    at("far", TOM);
    silent("far");

    beats(ScreenCheck.PATIENCE_BEATS);

    assertThat(lost(TOM)).isFalse();
    beats(1);
    assertThat(lost(TOM)).isTrue();
  }

  @Test
  void an_owner_that_could_not_beat_itself_waits_until_the_others_have() {
    at("far", TOM);
    beats(ScreenCheck.PATIENCE_BEATS + 1);
    silent("far");

    await(check.checked(true, OURS));
    beats(ScreenCheck.PATIENCE_BEATS - 1);

    assertThat(lost(TOM)).isFalse();
    beats(1);
    assertThat(lost(TOM)).isTrue();
  }

  @Test
  void an_agent_without_a_screen_is_lost_at_the_second_check_and_found_with_one() {
    beats(ScreenCheck.PATIENCE_BEATS + 1);
    assertThat(lost(TOM)).isFalse();

    beats(1);

    assertThat(lost(TOM)).isTrue();
    at("far", TOM);
    beats(1);
    assertThat(lost(TOM)).isFalse();
  }

  @Test
  void an_agent_with_a_screen_is_found_in_a_new_owners_first_beat() {
    desk.tell(new Signal.AgentLost(TOM));
    at("far", TOM);

    beats(1);

    assertThat(lost(TOM)).isFalse();
  }

  @Test
  void a_node_that_is_not_the_owner_declares_no_agent_lost() {
    at("far", TOM);
    silent("far");

    for (int i = 0; i < 2 * ScreenCheck.PATIENCE_BEATS; i++) {
      await(check.checked(false, OptionalLong.empty()));
    }

    assertThat(lost(TOM)).isFalse();
  }

  @Test
  void claims_at_a_dead_node_end_even_for_agents_who_were_not_on_the_floor() {
    var customer = desk.ground.customer("Jan");
    var caseId = desk.ground.openCase(customer).id();
    await(claims.claim(new Claims.Intent(caseId, Optional.empty(), List.of(), REPLACEMENT), ANA));
    at("far", ANA);
    silent("far");

    beats(ScreenCheck.PATIENCE_BEATS);
    assertThat(await(claims.of(customer))).hasSize(1);
    beats(1);

    assertThat(await(claims.of(customer))).isEmpty();
  }

  @Test
  void a_node_that_wakes_while_it_is_looked_at_is_not_struck_out() {
    at("far", TOM);
    beats(ScreenCheck.PATIENCE_BEATS + 1);
    silent("far");
    var waking = await(database.connect(1));
    await(waking
        .query("BEGIN; UPDATE node SET seen_at = now() + interval '1 hour' WHERE id = 'far'")
        .execute());

    var looking = check.checked(false, OURS);
    eventually("SELECT count(*) FROM pg_locks WHERE NOT granted", 1);
    await(waking.query("COMMIT").execute());
    await(looking);
    beats(1);

    assertThat(lost(TOM)).isFalse();
    eventually("SELECT count(*) FROM attendance WHERE agent = 'tom'", 1);
    await(waking.close());
  }

  private void beats(int count) {
    for (int i = 0; i < count; i++) {
      await(check.checked(false, OURS));
    }
  }

  private void at(String node, AgentId agent) {
    desk.ground.sql(
        "INSERT INTO attendance (node, agent) VALUES ('%s', '%s')".formatted(node, agent));
  }

  private void silent(String node) {
    desk.ground.sql(
        "UPDATE node SET seen_at = now() - interval '1 minute' WHERE id = '%s'".formatted(node));
  }

  private boolean lost(AgentId agent) {
    return await(
        desk.routing.committed().read(floor -> floor.agent(agent).orElseThrow().lost()));
  }

  private Set<OfferId> offers(AgentId agent) {
    return await(
        desk.routing.committed().read(floor -> floor.agent(agent).orElseThrow().offers()));
  }

  private void eventually(String query, long answer) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (await(database.pool().query(query).execute()).iterator().next().getLong(0) != answer) {
      assertThat(System.nanoTime()).as("20 s").isLessThan(deadline);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }
}
