package tandem.desk.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.TOM;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.cases.Entry;
import tandem.cases.EntryFilter;
import tandem.desk.DeskGround;
import tandem.document.Json;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Fact.MoveReason;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

@ExtendWith(VertxExtension.class)
class ProjectorTest {

  private static final String I6 = "I6_timelines_are_gap_free";

  private static final QueueId LOST = new QueueId("lost");
  private static final QueueId RETURNS = new QueueId("returns");

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  /** Facts straight into the journal, as if a floor had been busy; two of each contact's tell. */
  private int journal(List<CustomerId> customers, int contacts) {
    var facts = new ArrayList<Fact>();
    for (int i = 0; i < contacts; i++) {
      var contact = desk.ground.contact();
      var offer = new OfferId(contact, 1);
      var at = NINE.plusSeconds(i);
      var choice = new Fact.Choice(FloorPlan.Strategy.LONGEST_IDLE, NINE, 0, 1, Optional.empty());
      var customer = customers.get(i % customers.size());
      facts.add(new Fact.Queued(
          contact,
          Channel.CALL,
          PARCELS,
          Optional.of(new Endpoint("native", "c" + i)),
          customer,
          Duration.ZERO,
          at,
          at));
      facts.add(new Fact.PresenceChanged(TOM, new Presence.Ready(), at));
      facts.add(new Fact.Offered(offer, TOM, choice, at.plusSeconds(20), at));
      facts.add(new Fact.Accepted(offer, TOM, Optional.of(at.plusSeconds(30)), at));
      facts.add(new Fact.Connected(contact, TOM, at));
      facts.add(new Fact.WrapUpBegan(contact, TOM, "hung_up", at));
      facts.add(new Fact.Finished(contact, TOM, Optional.empty(), false, at.plusSeconds(200)));
      insertContact(contact, customer, i);
    }
    insert(facts);
    return facts.size();
  }

  private void insertContact(ContactId contact, CustomerId customer, int i) {
    desk.ground.sql("""
        INSERT INTO contact (id, floor, seq, channel, queue, carrier, reference, customer, state, ended, agent, rank,
                             arrived_at, connected_at, wrap_up_at, closed_at, offers)
        VALUES ('%s', 'main', 1, 'call', 'parcels', 'native', 'c%d', '%s', 'closed', 'handled', 'tom', '%4$s', '%4$s',
                '%5$s', '%6$s', '%7$s', 1)
        """.formatted(
            contact,
            i,
            customer,
            NINE.plusSeconds(i),
            NINE.plusSeconds(i + 12),
            NINE.plusSeconds(i + 192),
            NINE.plusSeconds(i + 200)));
  }

  private void insert(List<Fact> facts) {
    long seq = seq();
    var rows = new ArrayList<Tuple>();
    for (var fact : facts) {
      rows.add(Tuple.of(
          ++seq,
          fact.at().atOffset(ZoneOffset.UTC),
          Json.kind(fact.getClass()),
          fact.aboutContact().map(ContactId::value).orElse(null),
          Json.write(fact)));
    }
    desk.ground.database().pool().preparedQuery("""
            INSERT INTO fact (floor, seq, epoch, at, kind, contact, body)
            VALUES ('main', $1, 1, $2, $3, $4, $5::text::jsonb)""").executeBatch(rows).await();
    desk.ground.sql("UPDATE floor SET epoch = 1, seq = " + seq);
  }

  private long seq() {
    return Long.parseLong(desk.ground.ask("SELECT seq FROM floor").getFirst());
  }

  /** Looks through a line of its own: those of the pool may be cut at that moment. */
  private void awaitCursor(long seq) {
    var line = desk.ground.database().connect(1).await();
    var reached = line.preparedQuery("SELECT FROM projector_cursor WHERE seq >= $1");
    for (int looks = 0; reached.execute(Tuple.of(seq)).await().size() == 0; looks++) {
      assertThat(looks).as("waiting for fact " + seq).isLessThan(3_000);
      vertx.timer(20, TimeUnit.MILLISECONDS).await();
    }
    line.close().await();
  }

  @Test
  void a_contact_has_one_entry_when_it_arrives_and_one_when_it_ends() {
    var eva = desk.ground.customer("Eva");
    int facts = journal(List.of(eva), 3);

    desk.projector.work().start(1);
    awaitCursor(facts);

    assertThat(desk.ground.doctor(I6)).isEmpty();
    var page = desk.ground
        .timelines
        .page(desk.ground.database().pool(), eva, EntryFilter.ALL, Optional.empty(), 100)
        .await();
    assertThat(page.reversed())
        .extracting(entry -> entry.body().path("event").asText())
        .containsExactly("arrived", "arrived", "arrived", "ended", "ended", "ended");
    assertThat(page.getLast().body()).isEqualTo(Json.read("""
        {"event": "arrived", "queue": "parcels", "channel": "call"}""", JsonNode.class));
    assertThat(page.getFirst().body()).isEqualTo(Json.read("""
        {"event": "ended", "how": "handled", "queue": "parcels", "channel": "call", "without_outcome": true, "waited_ms": 12000, "talked_ms": 180000}""", JsonNode.class));
    assertThat(page.getFirst().agent()).contains(TOM);
    assertThat(page.getLast().department()).contains(tandem.cases.Ground.SHIPPING);
  }

  @Test
  void a_transaction_killed_at_its_last_statement_is_done_again_without_gap_or_repeat() {
    int facts = journal(List.of(desk.ground.customer("Eva"), desk.ground.customer("Ben")), 200);
    desk.ground.sql("""
        CREATE SEQUENCE crashes;
        CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('crashes') IN (1, 3) THEN
            PERFORM pg_terminate_backend(pg_backend_pid());
          END IF;
          RETURN NULL;
        END $$;
        CREATE TRIGGER crash AFTER INSERT ON timeline_entry FOR EACH STATEMENT EXECUTE FUNCTION crash();
        """);

    desk.projector.work().start(1);
    awaitCursor(facts);

    assertThat(desk.ground.ask("SELECT last_value >= 5 FROM crashes")).containsExactly("true");
    assertThat(desk.ground.doctor(I6)).isEmpty();
    assertThat(desk.ground.ask("SELECT count(*), count(DISTINCT source) FROM timeline_entry"))
        .containsExactly("400");
    assertThat(desk.ground.ask("SELECT sum(repeats) FROM case_file")).containsExactly("198");
  }

  @Test
  void two_projectors_at_once_write_every_entry_once() {
    int facts = journal(List.of(desk.ground.customer("Eva"), desk.ground.customer("Ben")), 300);
    var other = desk.newProjector();

    desk.projector.work().start(1);
    other.work().start(1);
    awaitCursor(facts);
    Future.all(other.work().stop(), desk.projector.work().stop())
        .timeout(60, TimeUnit.SECONDS)
        .await();

    assertThat(desk.ground.doctor(I6)).isEmpty();
    assertThat(desk.ground.ask("SELECT count(*) FROM timeline_entry")).containsExactly("600");
  }

  @Test
  void a_former_owners_projector_writes_nothing_and_the_next_goes_on_from_the_cursor() {
    int facts = journal(List.of(desk.ground.customer("Eva")), 2);
    desk.ground.sql("UPDATE floor SET epoch = 2");

    desk.projector.work().start(1);
    desk.projector.work().stop().timeout(60, TimeUnit.SECONDS).await();
    assertThat(desk.ground.ask("SELECT case_id FROM timeline_entry")).isEmpty();
    desk.projector.work().start(2);
    awaitCursor(facts);

    assertThat(desk.ground.doctor(I6)).isEmpty();
  }

  @Test
  void a_fact_that_cannot_be_projected_is_passed_over_and_a_person_is_told() {
    var nobody = new CustomerId(desk.ground.ids.next());
    int facts = journal(List.of(desk.ground.customer("Eva"), nobody), 2);

    desk.projector.work().start(1);
    awaitCursor(facts);

    assertThat(desk.ground.ask("SELECT subject FROM alert WHERE kind = 'fact_not_projected'"))
        .containsExactly("fact:main:8");
    assertThat(desk.ground.ask("SELECT count(*) FROM timeline_entry")).containsExactly("2");
  }

  @Test
  void a_fact_that_cannot_be_read_is_passed_over_too() {
    int facts = journal(List.of(desk.ground.customer("Eva")), 2);
    desk.ground.sql("UPDATE fact SET body = '{\"kind\": \"unheard_of\"}' WHERE seq = 5");

    desk.projector.work().start(1);
    awaitCursor(facts);

    assertThat(desk.ground.ask("SELECT subject FROM alert")).containsExactly("fact:main:5");
    assertThat(desk.ground.ask("SELECT count(*) FROM timeline_entry")).containsExactly("4");
  }

  @Test
  void a_contact_that_turns_out_to_be_somebody_elses_takes_its_case_along() {
    var ben = desk.ground.customer("Ben");
    var eva = desk.ground.customer("Eva");
    int before = journal(List.of(ben), 1);
    var contact = ContactId.parse(desk.ground.ask("SELECT id FROM contact").getFirst());
    insert(
        List.of(new Fact.Identified(contact, eva, NINE), new Fact.Held(contact, TOM, true, NINE)));

    desk.projector.work().start(1);
    awaitCursor(before + 2);

    var page = desk.ground
        .timelines
        .page(desk.ground.database().pool(), eva, EntryFilter.ALL, Optional.empty(), 100)
        .await();
    assertThat(page).hasSize(3);
    assertThat(page).extracting(Entry::kind).contains(Entry.Kind.IDENTIFIED);
    assertThat(desk.ground.doctor(I6)).isEmpty();
  }

  @Test
  void the_case_that_a_contact_leaves_for_its_right_customer_has_an_entry_about_it() {
    var ben = desk.ground.customer("Ben");
    var eva = desk.ground.customer("Eva");
    int before = journal(List.of(ben), 1);
    var contact = desk.ground.contact();
    insertContact(contact, ben, 90);
    insert(List.of(
        new Fact.Queued(
            contact,
            Channel.CALL,
            PARCELS,
            Optional.of(new Endpoint("native", "c90")),
            ben,
            Duration.ZERO,
            NINE.plusSeconds(300),
            NINE.plusSeconds(300)),
        new Fact.Identified(contact, eva, NINE.plusSeconds(400))));

    desk.projector.work().start(1);
    awaitCursor(before + 2);

    var pool = desk.ground.database().pool();
    var bens = desk.ground
        .timelines
        .page(pool, ben, EntryFilter.ALL, Optional.empty(), 100)
        .await();
    assertThat(bens.getFirst().contact()).contains(contact);
    assertThat(bens.getFirst().body()).isEqualTo(Json.read("""
        {"event": "identified", "customer": "%s"}""".formatted(eva), JsonNode.class));
    assertThat(desk.ground
            .timelines
            .page(pool, eva, EntryFilter.ALL, Optional.empty(), 100)
            .await())
        .extracting(Entry::kind)
        .containsExactly(Entry.Kind.IDENTIFIED);
    assertThat(desk.ground.ask(
            "SELECT touched_at = timestamptz '%s' FROM case_file WHERE customer = '%s'"
                .formatted(NINE.plusSeconds(300), ben)))
        .as("what ben comes back about")
        .containsExactly("true");
    assertThat(desk.ground.doctor(I6)).isEmpty();
  }

  @Test
  void a_word_that_was_taken_back_before_its_turn_moves_no_case() {
    var ben = desk.ground.customer("Ben");
    var eva = desk.ground.customer("Eva");
    var ida = desk.ground.customer("Ida");
    var idasCase = desk.ground.openCase(ida);
    int before = journal(List.of(ben), 1);
    var contact = ContactId.parse(desk.ground.ask("SELECT id FROM contact").getFirst());
    desk.ground.sql("""
        INSERT INTO contact_origin (contact, customer, kind, called, at)
        VALUES ('%s', '%s', 'phone', '', '%s')
        """.formatted(contact, eva, NINE));
    insert(
        List.of(new Fact.Identified(contact, ida, NINE), new Fact.Identified(contact, eva, NINE)));

    desk.projector.work().start(1);
    awaitCursor(before + 2);

    assertThat(desk.ground.ask(
            "SELECT repeats FROM case_file WHERE id = '%s'".formatted(idasCase.id())))
        .containsExactly("0");
    assertThat(
            desk.ground.cases.ofCustomer(desk.ground.database().pool(), ida, 10).await())
        .hasSize(1);
    assertThat(
            desk.ground.cases.ofCustomer(desk.ground.database().pool(), eva, 10).await())
        .hasSize(1);
  }

  @Test
  void a_call_on_a_living_floor_is_on_its_timeline_as_it_happens() {
    desk.open();
    var eva = desk.ground.customer("Eva");

    var contact = desk.talk(eva, ANA);

    var arrived = desk.awaitEvent(contact, "arrived");
    assertThat(arrived.customer()).isEqualTo(eva);
    assertThat(arrived.entry().number()).isEqualTo(1);
    desk.tell(new Signal.ContactLeft(contact, "hung_up"));
    desk.tell(new Signal.AgentLost(ANA));
    var ended = desk.awaitEvent(contact, "ended").entry();
    assertThat(ended.number()).isEqualTo(2);
    assertThat(ended.agent()).contains(ANA);
    assertThat(ended.body().has("talked_ms")).isTrue();
    assertThat(desk.ground.doctor(I6)).isEmpty();
  }

  @Test
  void a_contact_that_moves_to_another_department_has_an_entry_of_it_and_none_for_other_moves() {
    withMoreQueues();
    var eva = desk.ground.customer("Eva");
    var contact = desk.talk(eva, ANA);

    moves(contact, LOST, MoveReason.TRANSFER, Optional.of(ANA));
    moves(contact, RETURNS, MoveReason.OVERFLOW, Optional.empty());
    moves(contact, PARCELS, MoveReason.HOURS, Optional.empty());
    desk.tell(new Signal.ContactLeft(contact, "hung_up"));
    desk.awaitEvent(contact, "ended");

    var page = desk.ground
        .timelines
        .page(desk.ground.database().pool(), eva, EntryFilter.ALL, Optional.empty(), 100)
        .await()
        .reversed();
    assertThat(page)
        .extracting(entry -> entry.body().path("event").asText())
        .containsExactly("arrived", "handed_over", "handed_over", "ended");
    assertThat(page.get(1).body()).isEqualTo(Json.read("""
        {"event": "handed_over", "channel": "call", "from_department": "shipping", "to_department": "service",
         "cause": "overflow", "queue": "returns"}""", JsonNode.class));
    assertThat(page.get(1).agent()).isEmpty();
    assertThat(page.get(1).department()).contains(tandem.cases.Ground.SHIPPING);
    assertThat(page.get(2).body().path("cause").asText()).isEqualTo("hours");
    assertThat(page.get(2).department()).contains(tandem.cases.Ground.SERVICE);
    assertThat(desk.ground.doctor(I6)).isEmpty();
    desk.ground.sql("DELETE FROM timeline_entry WHERE body ->> 'cause' = 'hours'");
    assertThat(desk.ground.doctor(I6)).anyMatch(finding -> finding.contains("moved has no entry"));
  }

  @Test
  void the_entry_of_a_contact_that_an_agent_passes_on_names_that_agent() {
    withMoreQueues();
    var contact = desk.talk(desk.ground.customer("Eva"), TOM);

    moves(contact, RETURNS, MoveReason.TRANSFER, Optional.of(TOM));

    var entry = desk.awaitEvent(contact, "handed_over").entry();
    assertThat(entry.agent()).contains(TOM);
    assertThat(entry.department()).contains(tandem.cases.Ground.SHIPPING);
    assertThat(entry.body().path("to_department").asText()).isEqualTo("service");
  }

  @Test
  void an_arrival_is_in_the_department_of_its_own_queue_wherever_the_contact_is_by_then() {
    withMoreQueues();
    awaitCursor(seq());
    desk.projector.work().stop().timeout(20, TimeUnit.SECONDS).await();
    var contact = desk.arrive(desk.ground.customer("Eva"));
    moves(contact, RETURNS, MoveReason.OVERFLOW, Optional.empty());

    desk.projector
        .work()
        .start(Long.parseLong(desk.ground.ask("SELECT epoch FROM floor").getFirst()));

    var arrived = desk.awaitEvent(contact, "arrived").entry();
    assertThat(arrived.body().path("queue").asText()).isEqualTo("parcels");
    assertThat(arrived.department()).contains(tandem.cases.Ground.SHIPPING);
    assertThat(desk.awaitEvent(contact, "handed_over").entry().number()).isEqualTo(2);
  }

  @Test
  void a_contact_that_is_cancelled_before_it_is_due_is_in_the_journal_alone() {
    desk.open();
    var callback = desk.ground.contact();
    desk.tell(new Signal.ContactScheduled(
        callback,
        Channel.CALL,
        PARCELS,
        desk.ground.customer("Eva"),
        Duration.ZERO,
        desk.clock.instant().plusSeconds(600)));

    desk.tell(new Signal.ContactCancelled(callback, "called_before"));

    awaitCursor(seq());
    assertThat(desk.ground.ask("SELECT case_id FROM timeline_entry")).isEmpty();
    assertThat(desk.ground.doctor(I6)).isEmpty();
    assertThat(desk.ground.doctor("I2_every_contact_is_in_one_state")).isEmpty();
    var story =
        desk.work.contacts().story().of(callback, OptionalLong.empty(), 10).await();
    assertThat(story.events())
        .extracting(
            event -> event.event().word() + event.cause().map(" "::concat).orElse(""))
        .containsExactly("scheduled", "cancelled called_before");
  }

  private void withMoreQueues() {
    desk.open();
    desk.tell(new Signal.FloorPlanned(Plans.plan(
        List.of(),
        List.of(
            Plans.calls(LOST, "Lost parcels", tandem.cases.Ground.SHIPPING),
            Plans.calls(RETURNS, "Returns", tandem.cases.Ground.SERVICE)),
        List.of())));
  }

  private void moves(ContactId contact, QueueId to, MoveReason why, Optional<AgentId> by) {
    desk.tell(new Signal.ContactMoved(contact, new Destination.ToQueue(to), why, by));
  }

  @Test
  void facts_that_are_handed_over_are_not_read_from_the_journal() {
    desk.open();
    desk.awaitEvent(desk.arrive(desk.ground.customer("Ben")), "arrived");
    desk.ground.sql("""
        CREATE FUNCTION unreadable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.body := '{"kind": "unheard_of"}';
          RETURN NEW;
        END $$;
        CREATE TRIGGER unreadable BEFORE INSERT ON fact FOR EACH ROW EXECUTE FUNCTION unreadable();
        """);

    var contact = desk.arrive(desk.ground.customer("Eva"));

    assertThat(desk.awaitEvent(contact, "arrived").entry().number()).isEqualTo(1);
    assertThat(desk.ground.ask("SELECT subject FROM alert")).isEmpty();
  }

  /** The second ends while the projector gathers facts, after a look that found nothing due. */
  @Test
  void facts_that_are_put_off_are_passed_a_second_later_whatever_the_projector_does_then() {
    desk.open();
    awaitCursor(seq());
    vertx.timer(100, TimeUnit.MILLISECONDS).await(); // it gathers no longer
    desk.tell(new Signal.PresenceAsked(TOM, new Presence.Ready()));

    vertx.timer(970, TimeUnit.MILLISECONDS).await();
    desk.projector.wake();

    awaitCursor(seq());
  }

  @Test
  void a_caller_who_leaves_before_the_call_is_known_has_no_entry_until_it_comes() {
    desk.open();
    var eva = desk.ground.customer("Eva");
    desk.tell(new Signal.ContactLeft(tandem.base.Ids.contact("native", "call-1"), "hung_up"));

    var contact = desk.arrive(eva);

    var ended = desk.awaitEvent(contact, "ended").entry();
    assertThat(ended.number()).isEqualTo(2);
    assertThat(ended.body().path("how").asText()).isEqualTo("abandoned");
    assertThat(desk.ground.doctor(I6)).isEmpty();
  }
}
