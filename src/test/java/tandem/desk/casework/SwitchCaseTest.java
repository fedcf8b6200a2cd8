package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.SERVICE;
import static tandem.cases.Ground.SOLVED;
import static tandem.cases.Ground.TOM;
import static tandem.desk.DeskGround.teller;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.cases.Author;
import tandem.cases.CaseFile;
import tandem.cases.CaseFile.State;
import tandem.cases.CaseStates;
import tandem.cases.Cases;
import tandem.desk.DeskGround;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

@ExtendWith(VertxExtension.class)
class SwitchCaseTest {

  private static final SwitchCase.By SUPERVISOR = new SwitchCase.By("sam", Optional.empty(), true);

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx).open();

  private final SwitchCase switching = desk.work.cases().switchCase();
  private final CustomerId eva = desk.ground.customer("Eva");

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void holds() {
    assertThat(desk.ground.doctor("I6_timelines_are_gap_free")).isEmpty();
    assertThat(desk.ground.doctor("I13_what_a_row_names_is_there")).isEmpty();
  }

  private static SwitchCase.By by(AgentId agent) {
    return new SwitchCase.By(agent.value(), Optional.of(agent), false);
  }

  private CaseId arrivedOn(ContactId contact) {
    return desk.awaitEvent(contact, "arrived").entry().caseId();
  }

  private CaseFile open(CustomerId customer, String subject) {
    return desk.work
        .cases()
        .openCase()
        .open(
            new Cases.ByHand(customer, CaseFile.Kind.COMPLAINT, subject, SERVICE),
            ANA,
            Optional.empty())
        .await();
  }

  private CaseFile found(CaseId id) {
    return desk.work.cases().desk().find(id).await();
  }

  private List<String> story(CaseId id) {
    return desk.ground.ask("""
        SELECT concat_ws(' ', kind, body ->> 'event', body ->> 'state', body ->> 'cause', body ->> 'other_number')
          FROM timeline_entry
         WHERE case_id = '%s'
         ORDER BY number""".formatted(id));
  }

  @Test
  void both_timelines_say_where_the_contact_went_and_its_outcome_is_on_the_new_case() {
    var contact = desk.talk(eva, ANA);
    var before = found(arrivedOn(contact));
    desk.notes
        .add(
            before.id(),
            "Asks about the lamp",
            Author.of(ANA),
            Optional.of(contact),
            Optional.empty())
        .await();
    var other = open(eva, "The invoice");

    var now = switching.to(contact, other.id(), by(ANA)).await();
    desk.wrapUp.record(contact, teller(ANA), SOLVED, "").await();

    assertThat(now.id()).isEqualTo(other.id());
    assertThat(story(before.id()))
        .containsExactly("contact arrived", "note", "contact switched_away " + other.number());
    assertThat(story(other.id()))
        .startsWith("contact switched_here " + before.number(), "outcome ended");
    assertThat(found(before.id()).state()).isEqualTo(State.OPEN);
    assertThat(found(other.id()).state()).isEqualTo(State.RESOLVED);
  }

  @Test
  void a_repeat_changes_nothing_and_the_way_back_is_open() {
    var contact = desk.talk(eva, ANA);
    var before = arrivedOn(contact);
    var other = open(eva, "The invoice");
    switching.to(contact, other.id(), by(ANA)).await();

    switching.to(contact, other.id(), by(ANA)).await();
    assertThat(story(other.id())).hasSize(1);
    switching.to(contact, before, by(ANA)).await();

    assertThat(story(before))
        .containsExactly(
            "contact arrived",
            "contact switched_away " + other.number(),
            "state closed emptied",
            "state open contact",
            "contact switched_here " + other.number());
    assertThat(found(before).state()).isEqualTo(State.OPEN);
    assertThat(found(before).closedAt()).isEmpty();
  }

  @Test
  void a_case_that_was_opened_for_this_contact_alone_is_closed_behind_it() {
    var other = open(eva, "The invoice");
    desk.ground.sql("UPDATE case_file SET touched_at = '2020-01-01T00:00:00Z'");
    var contact = desk.talk(eva, ANA);
    var opened = arrivedOn(contact);
    assertThat(opened).isNotEqualTo(other.id());

    switching.to(contact, other.id(), by(ANA)).await();

    assertThat(found(opened).state()).isEqualTo(State.CLOSED);
    assertThat(found(opened).resolvedAt()).isEmpty();
  }

  @Test
  void a_resolved_case_is_open_again_and_the_contact_counts_as_a_repeat_there_only() {
    var first = desk.talk(eva, ANA);
    var old = arrivedOn(first);
    desk.wrapUp.record(first, teller(ANA), SOLVED, "").await();
    desk.tell(new Signal.PresenceAsked(ANA, new Presence.Offline()));
    var other = open(eva, "The invoice");
    var second = desk.talk(eva, TOM);
    assertThat(arrivedOn(second)).isEqualTo(other.id());

    switching.to(second, old, by(TOM)).await();
    assertThat(found(old).state()).isEqualTo(State.OPEN);
    assertThat(found(old).repeats()).isEqualTo(1);
    switching.to(second, other.id(), by(TOM)).await();

    assertThat(found(old).repeats()).isZero();
    assertThat(found(other.id()).repeats()).isZero();
  }

  @Test
  void a_supervisor_may_do_it_and_the_timeline_names_their_account() {
    var contact = desk.talk(eva, ANA);
    arrivedOn(contact);
    var other = open(eva, "The invoice");

    switching.to(contact, other.id(), SUPERVISOR).await();

    assertThat(desk.ground.ask(
            "SELECT recorded_by FROM timeline_entry WHERE case_id = '" + other.id() + "'"))
        .containsExactly("sam");
  }

  @Test
  void what_cannot_be_is_refused_with_its_reason_and_changes_nothing() {
    var contact = desk.talk(eva, ANA);
    var before = arrivedOn(contact);
    var ours = open(eva, "The invoice");
    var foreign = open(desk.ground.customer("Bob"), "The lamp");
    var nowhere = new CaseId(new UUID(0, 7));

    assertThatThrownBy(() -> switching.to(contact, ours.id(), by(TOM)).await())
        .isInstanceOf(Failure.Denied.class)
        .hasMessage("the contact is not with this agent");
    assertThatThrownBy(() -> switching.to(contact, foreign.id(), by(ANA)).await())
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("must be one of the case's customer");
    assertThatThrownBy(() -> switching.to(contact, nowhere, by(ANA)).await())
        .isInstanceOf(Failure.NotFound.class)
        .hasMessage("case " + nowhere + " does not exist");
    assertThatThrownBy(() ->
            switching.to(new ContactId(new UUID(0, 8)), ours.id(), by(ANA)).await())
        .isInstanceOf(Failure.NotFound.class);

    assertThat(story(before)).containsExactly("contact arrived");
    assertThat(desk.ground.ask("SELECT count(*) FROM timeline_entry WHERE case_id IN ('%s', '%s')"
            .formatted(ours.id(), foreign.id())))
        .containsExactly("0");
  }

  @Test
  void a_contact_with_its_outcome_stays_on_its_case() {
    var contact = desk.talk(eva, ANA);
    arrivedOn(contact);
    var other = open(eva, "The invoice");
    desk.wrapUp.record(contact, teller(ANA), SOLVED, "").await();

    assertThatThrownBy(() -> switching.to(contact, other.id(), by(ANA)).await())
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("stays on its case");
  }

  @Test
  void two_requests_at_once_write_one_switch() {
    var contact = desk.talk(eva, ANA);
    arrivedOn(contact);
    var other = open(eva, "The invoice");

    var one = switching.to(contact, other.id(), by(ANA));
    var two = switching.to(contact, other.id(), SUPERVISOR);
    Future.all(one, two).await();

    assertThat(story(other.id())).hasSize(1);
  }

  @Test
  void a_waiting_case_waits_on_for_a_carrier() {
    var contact = desk.talk(eva, ANA);
    arrivedOn(contact);
    var other = open(eva, "The parcel");
    desk.work
        .cases()
        .desk()
        .say(
            other.id(),
            new CaseStates.Said(State.WAITING, Optional.of(CaseFile.WaitingOn.CARRIER), ""),
            Author.of(ANA))
        .await();

    assertThat(switching.to(contact, other.id(), by(ANA)).await().state()).isEqualTo(State.WAITING);
  }
}
