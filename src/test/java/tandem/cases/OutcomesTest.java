package tandem.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CALL_BACK;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.SOLVED;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
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

  private final ContactId contact = attached();

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private ContactId attached() {
    var id = ground.contact();
    var eva = ground.customer("Eva");
    ground.transaction(tx -> ground.attach(tx, List.of(new NewContact(id, eva, PARCELS, NINE))));
    return id;
  }

  private static Outcomes.Saying saying(ContactId contact, OutcomeId outcome, String note) {
    return new Outcomes.Saying(
        contact, NINE, new Outcomes.Said(outcome, note, ANA, Optional.empty()));
  }

  private List<Outcomes.Recorded> record(Outcomes.Saying... sayings) {
    return ground.transaction(tx -> ground.outcomes.recordAll(tx, List.of(sayings), NINE));
  }

  private Outcomes.Recorded record(OutcomeId outcome, String note) {
    return record(saying(contact, outcome, note)).getFirst();
  }

  private static ContactOutcome fresh(Outcomes.Recorded recorded) {
    return ((Outcomes.Fresh) recorded).outcome();
  }

  @Test
  void the_same_outcome_twice_is_recorded_once() {
    var first = record(SOLVED, " sent again ");

    var second = record(SOLVED, "sent again");

    assertThat(fresh(first).resolves()).isTrue();
    assertThat(fresh(first).note()).isEqualTo("sent again");
    assertThat(second).isEqualTo(new Outcomes.Standing(fresh(first)));
  }

  @Test
  void of_several_for_one_contact_the_first_that_the_floor_knows_is_recorded() {
    var other = attached();

    var recorded = record(
        saying(contact, new OutcomeId("shrug"), ""),
        saying(contact, CALL_BACK, "tomorrow"),
        saying(other, SOLVED, ""),
        saying(contact, SOLVED, ""),
        saying(contact, new OutcomeId("shrug"), ""));

    var first = fresh(recorded.get(1));
    assertThat(first.note()).isEqualTo("tomorrow");
    assertThat(recorded)
        .containsExactly(
            new Outcomes.Unknown(new OutcomeId("shrug")),
            new Outcomes.Fresh(first, false),
            new Outcomes.Fresh(fresh(recorded.get(2)), false),
            new Outcomes.Standing(first),
            new Outcomes.Standing(first));
    assertThat(ground.ask("SELECT outcome FROM contact_outcome ORDER BY outcome"))
        .containsExactly("call_back", "solved");
    assertThat(ground.outcomes.find(ground.database().pool(), contact).await()).contains(first);
  }

  @Test
  void a_contact_without_a_case_gets_no_outcome() {
    var stray = ground.contact();

    assertThat(record(saying(stray, SOLVED, ""))).containsExactly(new Outcomes.Unattached());
    assertThat(ground.outcomes.find(ground.database().pool(), stray).await()).isEmpty();
  }

  @Test
  void a_different_second_outcome_is_a_conflict_that_names_the_first() {
    var first = fresh(record(SOLVED, ""));

    assertThatThrownBy(() -> Outcomes.same(first, saying(contact, CALL_BACK, "").said()))
        .isInstanceOfSatisfying(Failure.Conflict.class, conflict -> {
          assertThat(conflict).hasMessageContaining("Solved");
          assertThat(conflict.details().get("outcome"))
              .hasFieldOrPropertyWithValue("outcome", first.outcome().value());
        });
  }

  @Test
  void a_note_has_a_limit_and_no_nul() {
    assertThatThrownBy(() -> record(SOLVED, "x".repeat(ContactOutcome.NOTE_LENGTH_MAX + 1)))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> record(SOLVED, "a\0b")).isInstanceOf(Failure.Invalid.class);
  }
}
