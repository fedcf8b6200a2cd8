package tandem.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CALL_BACK;
import static tandem.cases.Ground.SOLVED;
import static tandem.cases.Ground.TOM;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.cases.CaseFile;
import tandem.cases.ContactOutcome;
import tandem.cases.Entry;

class WrapUpTest {

  private static Vertx vertx;
  private DeskGround desk;
  private CustomerId eva;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @BeforeEach
  void open() {
    desk = new DeskGround(vertx).open();
    eva = desk.ground.customer("Eva");
  }

  @AfterEach
  void close() {
    assertThat(desk.ground.doctor("I6_timelines_are_gap_free")).isEmpty();
    desk.close();
  }

  @Test
  void an_outcome_is_on_the_timeline_resolves_the_case_and_finishes_the_contact() {
    var contact = desk.talk(eva, ANA);
    long before = desk.ground.version(eva);

    var outcome = desk.wrapUp.record(contact, ANA, SOLVED, " sent a new one ").await();

    assertThat(outcome.note()).isEqualTo("sent a new one");
    var entry = desk.await(added -> added.entry().kind() == Entry.Kind.OUTCOME).entry();
    assertThat(entry.body().path("outcome_name").asText()).isEqualTo("Solved");
    assertThat(desk.awaitEvent(contact, "closed").entry().body().path("outcome").asText())
        .isEqualTo("solved");
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

    desk.wrapUp.record(contact, ANA, CALL_BACK, "").await();

    desk.awaitEvent(contact, "closed");
    assertThat(desk.ground.ask("SELECT state FROM case_file")).containsExactly("open");
  }

  @Test
  void twenty_times_at_once_and_once_more_afterwards_is_one_outcome() {
    var contact = desk.talk(eva, ANA);

    var answers = Future.<ContactOutcome>all(IntStream.range(0, 20)
            .mapToObj(_ -> desk.wrapUp.record(contact, ANA, SOLVED, "done"))
            .toList())
        .await()
        .<ContactOutcome>list();
    desk.awaitEvent(contact, "closed");
    var late = desk.wrapUp.record(contact, ANA, SOLVED, "done").await();

    assertThat(answers).containsOnly(late);
    assertThat(desk.ground.ask("SELECT key FROM outbox")).containsExactly("finished:" + contact);
    assertThat(desk.ground.ask("SELECT number FROM timeline_entry WHERE kind = 'outcome'"))
        .hasSize(1);
  }

  @Test
  void a_different_second_outcome_is_a_conflict() {
    var contact = desk.talk(eva, ANA);
    desk.wrapUp.record(contact, ANA, SOLVED, "done").await();

    assertThatThrownBy(() -> desk.wrapUp.record(contact, ANA, CALL_BACK, "").await())
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("Solved");
    desk.awaitEvent(contact, "closed");
  }

  @Test
  void only_the_agent_who_talks_to_the_customer_may() {
    var contact = desk.talk(eva, ANA);
    var waiting = desk.arrive(desk.ground.customer("Ben"));
    var unknown = desk.ground.contact();

    assertThatThrownBy(() -> desk.wrapUp.record(contact, TOM, SOLVED, "").await())
        .isInstanceOf(Failure.Denied.class);
    assertThatThrownBy(() -> desk.wrapUp.record(waiting, ANA, SOLVED, "").await())
        .isInstanceOf(Failure.Conflict.class);
    assertThatThrownBy(() -> desk.wrapUp.record(unknown, ANA, SOLVED, "").await())
        .isInstanceOf(Failure.NotFound.class);
    assertThatThrownBy(
            () -> desk.wrapUp.record(contact, ANA, new OutcomeId("shrug"), "").await())
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> desk.wrapUp.record(contact, ANA, SOLVED, "x".repeat(4_001)))
        .isInstanceOf(Failure.Invalid.class);
    assertThat(desk.ground.ask("SELECT contact FROM contact_outcome")).isEmpty();
  }

  @Test
  void an_outcome_told_to_routing_twice_changes_nothing_the_second_time() {
    var contact = desk.talk(eva, ANA);
    desk.wrapUp.record(contact, ANA, SOLVED, "").await();
    desk.awaitEvent(contact, "closed");
    var row = desk.ground
        .database()
        .pool()
        .query("SELECT key, destination, subject, kind, body::text AS body FROM outbox")
        .execute()
        .await()
        .iterator()
        .next();
    var message = new tandem.storage.OutboxMessage(
        row.getString("key"),
        row.getString("destination"),
        row.getString("subject"),
        row.getString("kind"),
        row.getString("body"));

    new DeskMessages(desk.routing).deliver(message, true).await();

    assertThat(desk.ground.ask("SELECT seq FROM fact WHERE kind = 'finished'")).hasSize(1);
  }
}
