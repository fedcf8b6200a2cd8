package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.TOM;
import static tandem.cases.Ground.request;
import static tandem.desk.DeskGround.by;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.Entry;
import tandem.cases.Remedy;
import tandem.cases.RemedyEnding;
import tandem.desk.DeskGround;

/** Who may end a remedy, and so free its guard. */
@ExtendWith(VertxExtension.class)
class EndingRemediesTest {

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx);

  private final CaseFile opened = desk.ground.openCase(desk.ground.customer("Eva"));

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void holds() {
    assertThat(desk.ground.doctor("I5_one_live_remedy_per_unit")).isEmpty();
    assertThat(desk.ground.doctor("I6_timelines_are_gap_free")).isEmpty();
  }

  private Remedy give(String key, AgentId agent) {
    return desk.giveRemedy
        .give(request(key, opened.id(), REPLACEMENT, Optional.empty()), Author.of(agent))
        .await();
  }

  private Remedy settle(Remedy remedy, Remedy.State state, RemedyEnding.By by) {
    return desk.giveRemedy
        .settle(remedy.id(), state, "given by mistake", Optional.empty(), by)
        .await();
  }

  /** Makes a remedy older than the time in which its giver may take it back. */
  private void passTime(Remedy remedy) {
    desk.ground.sql(
        "UPDATE remedy SET stored_at = stored_at - interval '301 seconds' WHERE id = '%s'"
            .formatted(remedy.id()));
  }

  private List<String> audit() {
    return desk.ground.ask(
        "SELECT account || ' ' || act || ' ' || subject || ' ' || (body ->> 'why') FROM audit ORDER BY at");
  }

  private Entry last() {
    return desk.ground
        .timelines
        .page(desk.ground.database().pool(), opened.id(), Optional.empty(), 1)
        .await()
        .getFirst();
  }

  @Test
  void nobody_ends_what_a_colleague_gave_and_the_refusal_says_who_gave_what() {
    var remedy = give("k1", TOM);

    for (var end : List.of(Remedy.State.REVOKED, Remedy.State.FAILED)) {
      assertThatThrownBy(() -> settle(remedy, end, by(ANA)))
          .isInstanceOfSatisfying(Failure.Denied.class, no -> {
            assertThat(no)
                .hasMessageContaining(
                    "Replacement was given by Tom (Shipping) at " + remedy.givenAt())
                .hasMessageContaining("5 min");
            assertThat(no.details().get("remedy"))
                .isInstanceOfSatisfying(
                    Map.class,
                    named -> assertThat(named.get("id")).isEqualTo(remedy.id().toString()));
          });
    }
    // an account of the same name without that agent is somebody else
    assertThatThrownBy(() -> settle(remedy, Remedy.State.REVOKED, by("tom", false)))
        .isInstanceOf(Failure.Denied.class);

    assertThatThrownBy(() -> give("k2", ANA)).isInstanceOf(Failure.Conflict.class);
    assertThat(audit()).isEmpty();
  }

  @Test
  void its_giver_takes_a_remedy_back_for_a_while_and_then_only_a_supervisor_does() {
    var slip = give("k1", TOM);
    assertThat(settle(slip, Remedy.State.REVOKED, by(TOM)).state()).isEqualTo(Remedy.State.REVOKED);
    assertThat(audit()).isEmpty();
    var late = give("k2", TOM);
    passTime(late);

    for (var end : List.of(Remedy.State.REVOKED, Remedy.State.FAILED)) {
      assertThatThrownBy(() -> settle(late, end, by(TOM)))
          .isInstanceOf(Failure.Denied.class)
          .hasMessageContaining("only a supervisor");
    }
    settle(late, Remedy.State.REVOKED, by("sam", true));

    assertThat(audit()).containsExactly("sam remedy.revoked " + late.id() + " given by mistake");
    assertThat(last().body().path("event").asText()).isEqualTo("revoked");
    assertThat(last().body().path("why").asText()).isEqualTo("given by mistake");
    assertThat(last().recordedBy()).contains("sam");
  }

  @Test
  void the_time_to_take_back_is_the_policys() {
    desk.ground.sql("UPDATE remedy_kind SET revoke_seconds = 0");
    var remedy = give("k1", TOM);
    desk.ground.sql("UPDATE remedy SET stored_at = stored_at - interval '1 second'");

    for (var agent : List.of(TOM, ANA)) {
      assertThatThrownBy(() -> settle(remedy, Remedy.State.REVOKED, by(agent)))
          .isInstanceOf(Failure.Denied.class)
          .hasMessageStartingWith("only a supervisor may end it. Replacement was given by Tom");
    }

    desk.ground.sql("UPDATE remedy_kind SET revoke_seconds = 3600");
    assertThat(settle(remedy, Remedy.State.REVOKED, by(TOM)).state())
        .isEqualTo(Remedy.State.REVOKED);
  }

  @Test
  void a_repeat_of_what_was_done_already_needs_no_right() {
    var remedy = give("k1", TOM);
    settle(remedy, Remedy.State.REVOKED, by(TOM));
    passTime(remedy);

    assertThat(settle(remedy, Remedy.State.REVOKED, by(ANA)).state())
        .isEqualTo(Remedy.State.REVOKED);
    assertThat(audit()).isEmpty();
  }

  @Test
  void a_colleague_cannot_take_away_the_givers_right_by_saying_that_it_is_done() {
    var remedy = give("k1", TOM);

    assertThatThrownBy(() -> settle(remedy, Remedy.State.DONE, by(ANA)))
        .isInstanceOf(Failure.Denied.class)
        .hasMessageContaining("only its giver may say that it is done");

    assertThat(settle(remedy, Remedy.State.REVOKED, by(TOM)).state())
        .isEqualTo(Remedy.State.REVOKED);
  }

  @Test
  void the_giver_a_supervisor_and_the_program_of_shipping_say_that_a_remedy_is_done() {
    var supervisor = new RemedyEnding.By(ANA.value(), Optional.of(ANA), true);
    for (var one : List.of(by(TOM), by("shipping", false), supervisor)) {
      var other = desk.ground.openCase(desk.ground.customer("Bob"));
      var remedy = desk.giveRemedy
          .give(
              request("of " + one.account(), other.id(), REPLACEMENT, Optional.empty()),
              Author.of(TOM))
          .await();

      assertThat(settle(remedy, Remedy.State.DONE, one).state()).isEqualTo(Remedy.State.DONE);
    }

    assertThat(desk.ground.ask("SELECT account || ' ' || act FROM audit"))
        .containsExactly("ana remedy.done");
  }

  @Test
  void no_agent_spends_a_customers_limit_by_saying_that_an_ended_remedy_was_done() {
    var remedy = give("k1", TOM);
    settle(remedy, Remedy.State.REVOKED, by(TOM));

    for (var agent : List.of(TOM, ANA)) {
      assertThatThrownBy(() -> settle(remedy, Remedy.State.DONE, by(agent)))
          .isInstanceOf(Failure.Denied.class)
          .hasMessageContaining("although it had ended");
    }
    assertThat(desk.ground.ask("SELECT count(*) FROM remedy WHERE done_after_end"))
        .containsExactly("0");
    assertThat(desk.ground.ask("SELECT count(*) FROM alert")).containsExactly("0");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> settle(remedy, Remedy.State.DONE, by("shipping", false)))
          .isInstanceOf(Failure.Conflict.class);
    }
    assertThat(desk.ground.ask("SELECT count(*) FROM remedy WHERE done_after_end"))
        .containsExactly("1");
    assertThat(audit())
        .containsExactly("shipping remedy.done_after_end " + remedy.id() + " given by mistake");
  }

  @Test
  void a_supervisor_says_why() {
    var remedy = give("k1", TOM);

    assertThatThrownBy(() -> desk.giveRemedy
            .settle(remedy.id(), Remedy.State.REVOKED, " ", Optional.empty(), by("sam", true))
            .await())
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("reason");
  }

  @Test
  void goods_are_back_only_when_somebody_reports_their_return() {
    var remedy = give("k1", TOM);
    settle(remedy, Remedy.State.DONE, by(TOM));
    for (var agent : List.of(TOM, ANA)) {
      assertThatThrownBy(() -> settle(remedy, Remedy.State.RETURNED, by(agent)))
          .isInstanceOf(Failure.Denied.class)
          .hasMessageContaining("reported return");
    }

    for (int i = 0; i < 2; i++) {
      assertThat(desk.giveRemedy
              .returned(remedy.id(), "warehouse", "RET-7")
              .await()
              .state())
          .isEqualTo(Remedy.State.RETURNED);
    }

    assertThat(desk.ground.ask("SELECT reported_by || ' ' || reference FROM remedy_return"))
        .containsExactly("warehouse RET-7");
    assertThat(desk.ground.ask("SELECT account || ' ' || act FROM audit"))
        .containsExactly("warehouse remedy.returned");
    assertThat(last().body().path("event").asText()).isEqualTo("returned");
    assertThat(last().body().path("why").asText()).isEqualTo("RET-7");
    assertThat(give("k2", ANA).generation()).isEqualTo(1);
  }

  @Test
  void a_return_of_what_was_never_reported_as_delivered_counts_and_of_what_was_revoked_does_not() {
    var given = give("k1", TOM);

    assertThat(
            desk.giveRemedy.returned(given.id(), "warehouse", "RET-8").await().state())
        .isEqualTo(Remedy.State.RETURNED);

    var revoked = give("k2", TOM);
    settle(revoked, Remedy.State.REVOKED, by(TOM));
    assertThatThrownBy(
            () -> desk.giveRemedy.returned(revoked.id(), "warehouse", "RET-9").await())
        .isInstanceOf(Failure.Conflict.class);
    assertThat(desk.ground.ask("SELECT count(*) FROM remedy_return")).containsExactly("1");
  }
}
