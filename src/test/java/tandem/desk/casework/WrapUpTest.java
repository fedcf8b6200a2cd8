package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CALL_BACK;
import static tandem.cases.Ground.SOLVED;
import static tandem.cases.Ground.TOM;
import static tandem.desk.DeskGround.teller;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.cases.CaseFile;
import tandem.cases.ContactOutcome;
import tandem.cases.Entry;
import tandem.cases.NewEntry;
import tandem.desk.DeskGround;
import tandem.document.Json;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

@ExtendWith(VertxExtension.class)
class WrapUpTest {

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx).open();

  private final CustomerId eva = desk.ground.customer("Eva");

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void holds() {
    assertThat(desk.ground.doctor("I6_timelines_are_gap_free")).isEmpty();
  }

  @Test
  void an_outcome_is_on_the_timeline_resolves_the_case_and_finishes_the_contact() {
    var contact = desk.talk(eva, ANA);
    long before = desk.ground.version(eva);

    var outcome =
        desk.wrapUp.record(contact, teller(ANA), SOLVED, " sent a new one ").await();

    assertThat(outcome.note()).isEqualTo("sent a new one");
    var entry = desk.await(added -> added.entry().kind() == Entry.Kind.OUTCOME).entry();
    assertThat(entry.body().path("outcome_name").asText()).isEqualTo("Solved");
    assertThat(desk.awaitEvent(contact, "ended").entry().body().path("outcome").asText())
        .isEqualTo("solved");
    awaitFinished();
    var pool = desk.ground.database().pool();
    assertThat(desk.ground.cases.caseOf(pool, contact).await())
        .map(CaseFile::state)
        .contains(CaseFile.State.RESOLVED);
    assertThat(desk.ground.version(eva)).isGreaterThan(before);
    assertThat(desk.ground.ask("SELECT state || ' ' || outcome FROM contact"))
        .containsExactly("closed solved");
  }

  @Test
  void an_outcome_that_solves_nothing_leaves_the_case_open() {
    var contact = desk.talk(eva, ANA);

    desk.wrapUp.record(contact, teller(ANA), CALL_BACK, "").await();

    desk.awaitEvent(contact, "ended");
    assertThat(desk.ground.ask("SELECT state FROM case_file")).containsExactly("open");
  }

  @Test
  void a_call_with_an_outcome_has_three_entries_and_raises_the_customers_version_twice() {
    long before = desk.ground.version(eva);
    var contact = desk.talk(eva, ANA);
    desk.awaitEvent(contact, "arrived");
    desk.tell(new Signal.ContactLeft(contact, "hung up"));

    desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await();
    var ended = desk.awaitEvent(contact, "ended").entry();
    awaitFinished();
    awaitCursor();

    assertThat(desk.ground.ask("SELECT kind || ' ' || (body ->> 'event') FROM timeline_entry"
            + " WHERE kind <> 'state' ORDER BY number"))
        .containsExactly("contact arrived", "outcome ended");
    assertThat(desk.ground.ask("SELECT number FROM timeline_entry")).hasSize(3);
    assertThat(desk.ground.version(eva)).isEqualTo(before + 2);
    assertThat(ended.body().path("how").asText()).isEqualTo("handled");
    assertThat(ended.body().has("waited_ms")).isTrue();
    assertThat(ended.body().has("talked_ms")).isTrue();
    assertThat(ended.body().has("late")).isFalse();
  }

  /** Waits until routing has got the outcome; the timeline has it earlier. */
  private void awaitFinished() {
    for (int looks = 0;
        desk.ground.ask("SELECT seq FROM fact WHERE kind = 'finished'").isEmpty();
        looks++) {
      assertThat(looks).isLessThan(3_000);
      vertx.timer(20, java.util.concurrent.TimeUnit.MILLISECONDS).await();
    }
  }

  /** Waits until the projector has read the last fact. */
  private void awaitCursor() {
    var behind =
        "SELECT 1 FROM projector_cursor p JOIN floor f ON f.id = p.floor WHERE p.seq < f.seq";
    for (int looks = 0; !desk.ground.ask(behind).isEmpty(); looks++) {
      assertThat(looks).isLessThan(3_000);
      vertx.timer(20, java.util.concurrent.TimeUnit.MILLISECONDS).await();
    }
  }

  @Test
  void an_outcome_just_after_its_contact_was_closed_without_one_is_on_the_timeline_after_the_end() {
    var contact = desk.talk(eva, ANA);
    desk.awaitEvent(contact, "arrived");
    // another node has closed the contact: the timeline has it, and this node's floor does not
    desk.ground.transaction(tx -> desk.ground.timelines.append(
        tx,
        new NewEntry(
            desk.awaitEvent(contact, "arrived").entry().caseId(),
            desk.clock.instant(),
            Entry.Kind.CONTACT,
            Optional.empty(),
            Optional.of(ANA),
            Optional.of(contact),
            Optional.of("ended:" + contact),
            Json.MAPPER.createObjectNode().put("event", "ended").put("without_outcome", true))));

    desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await();

    assertThat(desk.ground.ask("SELECT body ->> 'late' FROM timeline_entry WHERE kind = 'outcome'"))
        .containsExactly("true");
    awaitCursor();
  }

  @Test
  void an_outcome_sent_twenty_times_at_once_and_once_more_afterwards_is_one_outcome() {
    var contact = desk.talk(eva, ANA);

    var answers = Future.<ContactOutcome>all(IntStream.range(0, 20)
            .mapToObj(_ -> desk.wrapUp.record(contact, teller(ANA), SOLVED, "done"))
            .toList())
        .await()
        .<ContactOutcome>list();
    awaitFinished();
    var late = desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await();

    assertThat(answers).containsOnly(late);
    assertThat(desk.ground.ask("SELECT key FROM outbox")).containsExactly("finished:" + contact);
    assertThat(desk.ground.ask("SELECT number FROM timeline_entry WHERE kind = 'outcome'"))
        .hasSize(1);
  }

  @Test
  void a_different_second_outcome_is_a_conflict() {
    var contact = desk.talk(eva, ANA);
    desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await();

    assertThatThrownBy(
            () -> desk.wrapUp.record(contact, teller(ANA), CALL_BACK, "").await())
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("Solved");
    desk.awaitEvent(contact, "ended");
  }

  @Test
  void only_the_agent_who_talks_to_the_customer_may_record_the_outcome() {
    var contact = desk.talk(eva, ANA);
    var waiting = desk.arrive(desk.ground.customer("Ben"));
    var unknown = desk.ground.contact();

    assertThatThrownBy(
            () -> desk.wrapUp.record(contact, teller(TOM), SOLVED, "").await())
        .isInstanceOf(Failure.Denied.class);
    assertThatThrownBy(
            () -> desk.wrapUp.record(waiting, teller(ANA), SOLVED, "").await())
        .isInstanceOf(Failure.Conflict.class);
    assertThatThrownBy(
            () -> desk.wrapUp.record(unknown, teller(ANA), SOLVED, "").await())
        .isInstanceOf(Failure.NotFound.class);
    assertThatThrownBy(() ->
            desk.wrapUp.record(contact, teller(ANA), new OutcomeId("shrug"), "").await())
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> desk.wrapUp.record(contact, teller(ANA), SOLVED, "x".repeat(4_001)))
        .isInstanceOf(Failure.Invalid.class);
    assertThat(desk.ground.ask("SELECT contact FROM contact_outcome")).isEmpty();
  }

  /** Makes a call whose agent loses the screen for good during the wrap-up. */
  private ContactId closedWithoutOutcome() {
    var contact = desk.talk(eva, ANA);
    desk.tell(new Signal.ContactLeft(contact, "hung up"));
    desk.tell(new Signal.AgentLost(ANA));
    desk.awaitEvent(contact, "ended");
    return contact;
  }

  @Test
  void a_contact_of_a_lost_agent_is_closed_without_an_outcome_and_the_timeline_says_so() {
    var contact = closedWithoutOutcome();

    assertThat(desk.awaitEvent(contact, "ended")
            .entry()
            .body()
            .path("without_outcome")
            .asBoolean())
        .isTrue();
    assertThat(desk.ground.ask(
            "SELECT state || ' ' || ended || ' ' || (outcome IS NULL) FROM contact"))
        .containsExactly("closed handled true");
  }

  @Test
  void the_agent_of_a_closed_contact_may_record_its_outcome_once_and_a_repeat_changes_nothing() {
    var contact = closedWithoutOutcome();

    var answers = Future.<ContactOutcome>all(IntStream.range(0, 20)
            .mapToObj(_ -> desk.wrapUp.record(contact, teller(ANA), SOLVED, "done"))
            .toList())
        .await()
        .<ContactOutcome>list();

    assertThat(answers)
        .containsOnly(desk.wrapUp.record(contact, teller(ANA), SOLVED, "done").await());
    assertThat(answers.getFirst().recordedBy()).isEmpty();
    assertThatThrownBy(
            () -> desk.wrapUp.record(contact, teller(ANA), CALL_BACK, "").await())
        .isInstanceOf(Failure.Conflict.class);
    assertThat(desk.ground.ask("SELECT body ->> 'late' FROM timeline_entry WHERE kind = 'outcome'"))
        .containsExactly("true");
    assertThat(desk.ground.ask("SELECT state FROM case_file")).containsExactly("resolved");
    assertThat(desk.ground.ask("SELECT key FROM outbox"))
        .as("routing knows the end")
        .isEmpty();
  }

  @Test
  void a_supervisor_and_no_other_agent_may_record_the_outcome_of_a_closed_contact() {
    var contact = closedWithoutOutcome();
    var boss = new WrapUp.Teller("boss", Optional.empty(), true);

    assertThatThrownBy(
            () -> desk.wrapUp.record(contact, teller(TOM), SOLVED, "").await())
        .isInstanceOf(Failure.Denied.class);
    var outcome = desk.wrapUp.record(contact, boss, SOLVED, "listened to it").await();

    assertThat(outcome.agent()).isEqualTo(ANA);
    assertThat(outcome.recordedBy()).contains("boss");
    assertThat(desk.wrapUp.record(contact, boss, SOLVED, "listened to it").await())
        .isEqualTo(outcome);
    assertThatThrownBy(() ->
            desk.wrapUp.record(contact, teller(ANA), SOLVED, "listened to it").await())
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("recorded by boss");
  }

  @Test
  void a_supervisor_records_nothing_while_the_agent_still_has_the_contact() {
    var contact = desk.talk(eva, ANA);

    assertThatThrownBy(() -> desk.wrapUp
            .record(contact, new WrapUp.Teller("boss", Optional.empty(), true), SOLVED, "")
            .await())
        .isInstanceOf(Failure.Denied.class);
  }

  @Test
  void a_contact_that_nobody_talked_to_has_no_outcome() {
    desk.tell(new Signal.PresenceAsked(ANA, new Presence.Offline()));
    var contact = desk.arrive(eva);
    desk.tell(new Signal.ContactLeft(contact, "hung up"));
    desk.awaitEvent(contact, "ended");

    assertThatThrownBy(() -> desk.wrapUp
            .record(contact, new WrapUp.Teller("boss", Optional.empty(), true), SOLVED, "")
            .await())
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("no agent has talked");
  }

  @Test
  void a_late_outcome_does_not_resolve_a_case_on_which_the_customer_has_come_back() {
    var contact = closedWithoutOutcome();
    var again = desk.arrive(eva);
    desk.awaitEvent(again, "arrived");

    desk.wrapUp.record(contact, teller(ANA), SOLVED, "").await();

    assertThat(desk.ground.ask("SELECT state FROM case_file")).containsExactly("open");
  }

  @Test
  void an_outcome_during_the_closing_of_its_contact_does_not_resolve_such_a_case_either() {
    var contact = desk.talk(eva, ANA);
    desk.awaitEvent(contact, "arrived");
    var again = desk.arrive(eva);
    desk.awaitEvent(again, "arrived");
    // the floor has closed the contact, and this node does not know it yet
    desk.ground.sql("UPDATE contact SET state = 'closed', ended = 'handled', closed_at = now()"
        + " WHERE id = '" + contact + "'");

    desk.wrapUp.record(contact, teller(ANA), SOLVED, "").await();

    assertThat(desk.ground.ask("SELECT state FROM case_file")).containsExactly("open");
  }

  @Test
  void an_outcome_that_routing_gets_twice_has_one_effect() {
    var contact = desk.talk(eva, ANA);
    desk.wrapUp.record(contact, teller(ANA), SOLVED, "").await();
    awaitFinished();
    var row = desk.ground
        .database()
        .pool()
        .query("SELECT key, destination, subject, kind, body::text AS body FROM outbox")
        .execute()
        .await()
        .iterator()
        .next();
    var message = new tandem.storage.outbox.OutboxMessage(
        row.getString("key"),
        row.getString("destination"),
        row.getString("subject"),
        row.getString("kind"),
        row.getString("body"));

    new DeskMessages(desk.routing).deliver(message, true).await();

    assertThat(desk.ground.ask("SELECT seq FROM fact WHERE kind = 'finished'")).hasSize(1);
  }
}
