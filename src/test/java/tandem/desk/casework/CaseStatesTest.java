package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.SOLVED;
import static tandem.desk.DeskGround.teller;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.CaseId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.AddedEntry;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.CaseFile.State;
import tandem.cases.CaseFile.WaitingOn;
import tandem.cases.CaseStates;
import tandem.cases.Entry;
import tandem.desk.DeskGround;

@ExtendWith(VertxExtension.class)
class CaseStatesTest {

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx).open();

  private final CaseDesk cases = new CaseDesk(
      desk.ground.database(),
      desk.ground.cases,
      desk.ground.timelines,
      desk.ground.states,
      desk.feed,
      desk.clock);
  private final CustomerId eva = desk.ground.customer("Eva");

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void holds() {
    assertThat(desk.ground.doctor("I6_timelines_are_gap_free")).isEmpty();
  }

  private CaseFile say(CaseId id, State state, Optional<WaitingOn> waitingOn) {
    return cases
        .say(id, new CaseStates.Said(state, waitingOn, " "), Author.of(ANA))
        .await();
  }

  private List<String> told(CaseId id) {
    return desk.ground.ask("""
        SELECT concat_ws(' ', body ->> 'before', body ->> 'state', body ->> 'waiting_on', body ->> 'cause')
          FROM timeline_entry
         WHERE kind = 'state' AND case_id = '%s'
         ORDER BY number""".formatted(id));
  }

  private CaseClosing caseClosing(InstantSource clock) {
    return new CaseClosing(
        vertx,
        desk.ground.database(),
        desk.ground.cases,
        desk.ground.states,
        desk.ground.timelines,
        desk.feed,
        clock);
  }

  /** Closes the cases that are due at a time, and waits for this many entries. */
  private void closing(Instant now) {
    var closing = caseClosing(() -> now);
    closing.work().start(1);
    closing.work().stop().await();
  }

  private void resolved(CaseId id, Instant touched) {
    say(id, State.RESOLVED, Optional.empty());
    desk.ground.sql("UPDATE case_file SET touched_at = '%s', resolved_at = '%s' WHERE id = '%s'"
        .formatted(touched, touched, id));
  }

  @Test
  void people_set_a_case_to_waiting_and_every_change_is_on_its_timeline_once() {
    var id = desk.ground.openCase(eva).id();
    long version = desk.ground.version(eva);

    assertThat(say(id, State.WAITING, Optional.of(WaitingOn.CARRIER)).waitingOn())
        .contains(WaitingOn.CARRIER);
    say(id, State.WAITING, Optional.of(WaitingOn.CARRIER));
    say(id, State.WAITING, Optional.of(WaitingOn.CUSTOMER));
    assertThat(say(id, State.RESOLVED, Optional.empty()).resolvedAt()).isPresent();
    var last = say(id, State.OPEN, Optional.empty());

    assertThat(last.state()).isEqualTo(State.OPEN);
    assertThat(last.resolvedAt()).isEmpty();
    assertThat(last.waitingOn()).isEmpty();
    assertThat(told(id))
        .containsExactly(
            "open waiting carrier person",
            "waiting waiting customer person",
            "waiting resolved person",
            "resolved open person");
    assertThat(desk.ground.version(eva)).isGreaterThan(version);
    assertThat(desk.await(added -> added.entry().kind() == Entry.Kind.STATE)
            .entry()
            .agent())
        .contains(ANA);
  }

  @Test
  void a_request_cannot_close_a_case_and_only_a_waiting_case_names_on_whom_it_waits() {
    assertThatThrownBy(() -> new CaseStates.Said(State.CLOSED, Optional.empty(), ""))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("closes by itself after 30 days");
    assertThatThrownBy(() -> new CaseStates.Said(State.WAITING, Optional.empty(), ""))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> new CaseStates.Said(State.OPEN, Optional.of(WaitingOn.CUSTOMER), ""))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(
            () -> say(new CaseId(desk.ground.ids.next()), State.RESOLVED, Optional.empty()))
        .isInstanceOf(Failure.NotFound.class);
  }

  @Test
  void a_resolved_case_is_closed_after_thirty_days_without_activity() {
    var due = desk.ground.openCase(eva).id();
    var later = desk.ground.openCase(eva).id();
    var open = desk.ground.openCase(eva).id();
    resolved(due, NINE);
    resolved(later, NINE.plusSeconds(1));

    closing(NINE.plus(CaseStates.CLOSES_AFTER));
    closing(NINE.plus(CaseStates.CLOSES_AFTER));

    var closed = cases.find(due).await();
    assertThat(closed.state()).isEqualTo(State.CLOSED);
    assertThat(closed.closedAt()).contains(NINE.plus(CaseStates.CLOSES_AFTER));
    assertThat(closed.touchedAt()).as("its end is no news about it").isEqualTo(NINE);
    assertThat(told(due)).last().isEqualTo("resolved closed time");
    assertThat(cases.find(later).await().state()).isEqualTo(State.RESOLVED);
    assertThat(cases.find(open).await().state()).isEqualTo(State.OPEN);
    assertThatThrownBy(() -> say(due, State.RESOLVED, Optional.empty()))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("closed cannot become resolved");
    say(due, State.OPEN, Optional.empty());
  }

  @Test
  void all_due_cases_are_closed_when_they_are_too_many_for_one_transaction() {
    for (int i = 0; i < CaseStates.CLOSED_AT_ONCE_MAX; i++) {
      desk.ground.openCase(eva);
    }
    var last = desk.ground.openCase(eva).id();
    desk.ground.sql("""
        UPDATE case_file SET state = 'resolved', resolved_at = '%1$s', touched_at = '%1$s', entries = 1;
        UPDATE case_file SET resolved_at = resolved_at + interval '1 second', touched_at = touched_at + interval '1 second'
         WHERE id = '%2$s';
        INSERT INTO timeline_entry (case_id, number, at, kind, body)
        SELECT id, 1, '%1$s', 'state', '{"state": "resolved"}' FROM case_file;
        """.formatted(NINE, last));
    var closing = caseClosing(desk.clock);

    closing.work().start(1);

    desk.await(added -> added.entry().caseId().equals(last));
    closing.work().stop().await();
    assertThat(desk.ground.ask("SELECT DISTINCT state FROM case_file")).containsExactly("closed");
  }

  @Test
  void each_case_is_closed_when_it_is_due_and_not_read_before() {
    var id = desk.ground.openCase(eva).id();
    resolved(id, desk.clock.instant().minus(CaseStates.CLOSES_AFTER).plusMillis(300));
    var closing = caseClosing(desk.clock);

    closing.work().start(1);

    AddedEntry told =
        desk.await(added -> added.entry().body().path("cause").asText().equals("time"));
    assertThat(told.entry().caseId()).isEqualTo(id);
    closing.work().stop().await();
  }

  @Test
  void a_customer_who_calls_again_opens_the_case_again_and_the_timeline_says_so() {
    var first = desk.talk(eva, ANA);
    desk.wrapUp.record(first, teller(ANA), SOLVED, "").await();
    desk.awaitEvent(first, "ended");

    var second = desk.arrive(eva);
    desk.awaitEvent(second, "arrived");

    var file =
        desk.ground.cases.caseOf(desk.ground.database().pool(), second).await().orElseThrow();
    assertThat(file.state()).isEqualTo(State.OPEN);
    assertThat(told(file.id())).containsExactly("open resolved outcome", "resolved open contact");
    assertThat(desk.ground.ask("""
        SELECT e.contact || ' ' || e.number - q.number
          FROM timeline_entry e JOIN timeline_entry q ON q.contact = e.contact AND q.body ->> 'event' = 'arrived'
         WHERE e.body ->> 'cause' = 'contact'""")).containsExactly(second + " -1");
  }

  @Test
  void
      a_case_that_waits_for_its_customer_is_opened_by_their_call_and_one_that_waits_for_others_is_not() {
    var onCustomer = desk.ground.openCase(eva).id();
    var ben = desk.ground.customer("Ben");
    var onCarrier = desk.ground.openCase(ben).id();
    desk.ground.sql("UPDATE case_file SET touched_at = now()");
    say(onCustomer, State.WAITING, Optional.of(WaitingOn.CUSTOMER));
    say(onCarrier, State.WAITING, Optional.of(WaitingOn.CARRIER));

    desk.awaitEvent(desk.arrive(eva), "arrived");
    desk.awaitEvent(desk.arrive(ben), "arrived");

    assertThat(cases.find(onCustomer).await().state()).isEqualTo(State.OPEN);
    assertThat(cases.find(onCustomer).await().waitingOn()).isEmpty();
    assertThat(cases.find(onCarrier).await().waitingOn()).contains(WaitingOn.CARRIER);
  }

  @Test
  void a_customer_who_calls_long_after_the_end_gets_a_new_case() {
    var old = desk.ground.openCase(eva).id();
    resolved(old, desk.clock.instant().minus(Duration.ofDays(31)));
    closing(desk.clock.instant());

    var contact = desk.arrive(eva);
    desk.awaitEvent(contact, "arrived");

    assertThat(desk.ground.cases.caseOf(desk.ground.database().pool(), contact).await())
        .map(CaseFile::id)
        .isPresent()
        .isNotEqualTo(Optional.of(old));
    assertThat(cases.find(old).await().state()).isEqualTo(State.CLOSED);
  }
}
