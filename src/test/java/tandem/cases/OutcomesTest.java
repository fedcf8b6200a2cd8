package tandem.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CALL_BACK;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.SOLVED;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OutcomeId;

@ExtendWith(VertxExtension.class)
class OutcomesTest {

  private static Vertx vertx;

  @AutoClose
  private final Ground ground = new Ground(vertx);

  private final CaseFile opened = ground.openCase(ground.customer("Eva"));
  private final ContactId contact = ground.contact();

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private Outcomes.Recorded record(OutcomeId outcome, String note) {
    return ground.transaction(tx -> ground.outcomes.record(
        tx, contact, opened.id(), new Outcomes.Said(outcome, note, ANA, Optional.empty()), NINE));
  }

  @Test
  void the_same_outcome_twice_is_recorded_once() {
    var first = record(SOLVED, " sent again ");

    var second = record(SOLVED, "sent again");

    assertThat(first.fresh()).isTrue();
    assertThat(first.outcome().resolves()).isTrue();
    assertThat(second).isEqualTo(new Outcomes.Recorded(first.outcome(), false));
  }

  @Test
  void a_different_second_outcome_is_a_conflict_that_names_the_first() {
    var first = record(SOLVED, "");

    assertThatThrownBy(() -> record(CALL_BACK, ""))
        .isInstanceOfSatisfying(Failure.Conflict.class, conflict -> {
          assertThat(conflict).hasMessageContaining("Solved");
          assertThat(conflict.details().get("outcome"))
              .hasFieldOrPropertyWithValue("outcome", first.outcome().outcome().value());
        });
  }

  @Test
  void an_outcome_the_floor_does_not_know_is_refused() {
    assertThatThrownBy(() -> record(new OutcomeId("shrug"), ""))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("shrug");
  }

  @Test
  void a_note_has_a_limit_and_no_nul() {
    assertThatThrownBy(() -> record(SOLVED, "x".repeat(ContactOutcome.NOTE_LENGTH_MAX + 1)))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> record(SOLVED, "a\0b")).isInstanceOf(Failure.Invalid.class);
  }
}
