package tandem.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.routing.FloorTerms.ANA;
import static tandem.routing.FloorTerms.TOM;
import static tandem.routing.FloorTerms.accepted;
import static tandem.routing.FloorTerms.arrival;
import static tandem.routing.FloorTerms.contact;
import static tandem.routing.FloorTerms.event;
import static tandem.routing.FloorTerms.left;
import static tandem.routing.FloorTerms.planned;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.routing.engine.TestRules;
import tandem.storage.SentStatements;
import tandem.storage.nodes.NodeGround;

/** Events that come again: each has one effect and one answer, and costs the others nothing. */
class RepeatedEventsTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final SentStatements statements = new SentStatements();

  @AutoClose
  private static final Vertx vertx = statements.vertx();

  @AutoClose
  private final FloorTerms floor = new FloorTerms(vertx);

  @Test
  void no_event_is_looked_up_before_it_is_decided() throws Exception {
    var node = floor.next();
    node.tell(planned(LONG, TOM)).await();
    int before = statements.count();

    all(IntStream.range(0, 200)
        .mapToObj(i -> node.tell(arrival("c-" + i), event("e-" + i)))
        .toList());
    node.tell(left("c-0"), event("e-left")).await();
    node.tell(left("c-0"), event("e-left")).await();

    assertThat(statements.inboxReadsSince(before)).isEmpty();
    assertThat(floor.takenBack()).isZero();
    assertThat(floor.rows("SELECT count(*) FROM hook_event")).containsExactly("201");
  }

  @Test
  void a_batch_is_one_statement() throws Exception {
    var node = floor.next();
    node.tell(planned(LONG, TOM)).await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    int before = statements.count();

    node.tell(arrival("c-1"), event("e-1")).await();
    node.tell(accepted("c-1", 1, TOM), event("e-2")).await();

    assertThat(statements.since(before))
        .filteredOn(sql -> !sql.contains("INSERT INTO node"))
        .hasSize(2)
        .allMatch(sql -> sql.contains("advance_floor"));
    assertThat(floor.rows("SELECT DISTINCT xmin::text FROM fact WHERE kind IN ('queued', 'offered')"
            + " UNION SELECT xmin::text FROM hook_event WHERE event = 'e-1'"))
        .hasSize(1);
    assertThat(
            floor.rows(
                "SELECT xmin::text FROM outbox UNION SELECT xmin::text FROM contact"
                    + " UNION SELECT xmin::text FROM offer UNION SELECT xmin::text FROM hook_event WHERE event = 'e-2'"))
        .hasSize(1);
  }

  @Test
  void a_repeat_after_a_takeover_gets_the_first_answer_and_the_term_goes_on() throws Exception {
    var first = floor.next();
    first.tell(planned(LONG)).await();
    first.tell(arrival("c-1"), event("e-1")).await();
    first.tell(left("unknown"), event("e-2")).await();
    first.tell(accepted("c-9", 1, TOM), event("e-3")).await();

    var second = floor.next();
    var answers = all(List.of(
        second.tell(arrival("c-1"), event("e-1")),
        second.tell(left("unknown"), event("e-2")),
        second.tell(accepted("c-9", 1, TOM), event("e-3")),
        second.tell(arrival("c-2"), event("e-4"))));

    assertThat(kinds(answers)).containsExactly("yes", "yes", "UNKNOWN", "yes");
    assertThat(floor.takenBack()).isEqualTo(1);
    assertThat(floor.terms()).isEqualTo(2);
    assertThat(floor.rows("SELECT reference FROM contact ORDER BY 1"))
        .containsExactly("c-1", "c-2");
    assertThat(kinds(all(List.of(second.tell(arrival("c-3"), event("e-5"))))))
        .containsExactly("yes");
    floor.assertThatTheJournalIsTheFloor(second);
  }

  @Test
  void a_first_answer_stays_when_the_same_event_would_be_decided_otherwise_now() throws Exception {
    var first = floor.next();
    first.tell(planned(LONG, TOM)).await();
    assertThat(kinds(all(List.of(first.tell(accepted("c-1", 1, TOM), event("e-1"))))))
        .containsExactly("UNKNOWN");
    first.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    first.tell(arrival("c-1"), event("e-2")).await();

    var second = floor.next();
    var again = all(List.of(
        second.tell(accepted("c-1", 1, TOM), event("e-1")),
        second.tell(new Signal.ContactHeard(contact("c-1")))));

    assertThat(kinds(again)).containsExactly("UNKNOWN", "yes");
    assertThat(floor.rows("SELECT state FROM contact")).containsExactly("offered");
    assertThat(floor.rows("SELECT count(*) FROM outbox")).containsExactly("0");
    assertThat(kinds(all(List.of(second.tell(accepted("c-1", 1, TOM), event("e-3"))))))
        .containsExactly("yes");
    assertThat(floor.rows("SELECT count(*) FROM outbox")).containsExactly("1");
  }

  @Test
  void signals_decided_together_with_a_repeat_are_decided_anew_in_their_order() throws Exception {
    var first = floor.next();
    first.tell(planned(LONG, TOM)).await();
    first.tell(arrival("c-1"), event("e-1")).await();
    first.tell(left("c-1")).await();

    var second = floor.next();
    var answers = all(List.of(
        second.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())),
        second.tell(arrival("c-1"), event("e-1")),
        second.tell(arrival("c-2"), event("e-2")),
        second.tell(accepted("c-2", 1, TOM), event("e-3")),
        second.tell(arrival("c-2"), event("e-4"))));

    assertThat(kinds(answers)).containsExactly("yes", "yes", "yes", "yes", "REPEATED");
    assertThat(floor.takenBack()).isEqualTo(1);
    assertThat(floor.rows("SELECT kind FROM fact WHERE seq > 3 ORDER BY seq"))
        .containsExactly("presence_changed", "queued", "offered", "accepted");
    assertThat(floor.rows("SELECT key FROM outbox")).containsExactly("fact-7");
    floor.assertThatTheJournalIsTheFloor(second);
  }

  @Test
  void an_event_twice_in_a_batch_and_at_two_nodes_has_one_effect() throws Exception {
    try (var one = new NodeGround(floor.database.address(), "one");
        var two = new NodeGround(floor.database.address(), "two")) {
      var owner = floor.node(one, "one");
      var began = FloorTerms.nextTerm(owner);
      owner.start();
      began.await(60, TimeUnit.SECONDS);
      owner.tell(planned(LONG)).await();
      var beside = floor.node(two, "two");
      beside.start();
      beside.ready().await(60, TimeUnit.SECONDS);

      var answers = all(IntStream.range(0, 40)
          .mapToObj(i -> (i % 2 == 0 ? owner : beside).tell(arrival("c-1"), event("e-1")))
          .toList());

      assertThat(kinds(answers)).containsOnly("yes");
      assertThat(floor.rows("SELECT kind FROM fact WHERE contact IS NOT NULL"))
          .containsExactly("queued");
      assertThat(floor.takenBack()).isZero();
      floor.stopAll();
    }
  }

  @Test
  void a_storm_of_repeats_costs_a_few_queries_and_stops_nobody() throws Exception {
    int old = 3_000;
    var first = floor.next();
    first.tell(planned(LONG)).await();
    all(IntStream.range(0, old)
        .mapToObj(i -> first.tell(arrival("c-" + i), event("e-" + i)))
        .toList());
    var second = floor.next();
    int before = statements.count();

    var told = new ArrayList<Future<Decision>>();
    for (int i = 0; i < old; i++) {
      told.add(second.tell(arrival("c-" + i), event("e-" + i)));
      if (i % 10 == 0) {
        told.add(second.tell(arrival("new-" + i), event("new-" + i)));
      }
      if (i % 100 == 0) {
        told.getLast().await(20, TimeUnit.SECONDS); // a new caller among them is answered
      }
    }

    assertThat(kinds(all(told))).containsOnly("yes");
    assertThat(floor.rows("SELECT count(*) FROM fact WHERE kind = 'queued'"))
        .containsExactly(Integer.toString(old + old / 10));
    assertThat(floor.terms()).isEqualTo(2);
    assertThat(floor.takenBack()).isBetween(1.0, 5.0);
    assertThat(statements.inboxReadsSince(before)).hasSizeLessThan(old / 10);
    floor.assertThatTheJournalIsTheFloor(second);
  }

  @Test
  void after_a_failed_batch_a_repeat_ends_no_term_either() throws Exception {
    var node = floor.next();
    node.tell(planned(LONG)).await();
    node.tell(arrival("c-1"), event("e-1")).await();
    var again = FloorTerms.nextTerm(node);
    assertThatThrownBy(() -> node.tell(arrival("no\0text")).await())
        .isInstanceOf(Failure.Unavailable.class);
    again.await(20, TimeUnit.SECONDS);

    var answers = all(Stream.concat(
            Stream.of(node.tell(arrival("c-1"), event("e-1"))),
            IntStream.range(2, 100).mapToObj(i -> node.tell(arrival("c-" + i), event("e-" + i))))
        .toList());

    assertThat(kinds(answers)).containsOnly("yes");
    assertThat(floor.terms()).isEqualTo(2);
    assertThat(floor.rows("SELECT count(*) FROM fact WHERE kind = 'queued'")).containsExactly("99");
  }

  @Test
  void a_companion_in_a_batch_with_a_repeat_is_checked_anew_and_written_once() throws Exception {
    var first = floor.next();
    first.tell(planned(LONG)).await();
    first.tell(arrival("c-1"), event("e-1")).await();
    var second = floor.next();
    var mayGoOn = Promise.<Void>promise();
    floor.alerts.may = mayGoOn.future();

    var imported = second.tell(planned(LONG, TOM), new Companion("alert", "yes"));
    var objected = second.tell(planned(LONG, TOM), new Companion("alert", "no way"));
    var told = List.of(
        second.tell(arrival("c-1"), event("e-1")), second.tell(arrival("c-2"), event("e-2")));
    mayGoOn.complete();

    assertThat(kinds(all(told))).containsExactly("yes", "yes");
    assertThat(imported.await(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(Companion.Result.Decided.class, result -> {
          assertThat(result.decision()).isInstanceOf(Decision.Decided.class);
          assertThat(result.answer()).isEqualTo("said");
        });
    assertThat(objected.await(20, TimeUnit.SECONDS))
        .isEqualTo(new Companion.Result.Objected("no way"));
    assertThat(floor.takenBack()).isEqualTo(1);
    assertThat(floor.alerts.checked).containsExactly("yes", "yes", "no way");
    assertThat(floor.rows("SELECT kind FROM alert")).containsExactly("yes");
    assertThat(floor.rows("SELECT count(*) FROM fact WHERE kind = 'floor_planned'"))
        .containsExactly("2");
    assertThat(floor.terms()).isEqualTo(2);
  }

  @Test
  void an_acceptance_in_time_counts_although_a_repeat_delays_the_floor() throws Exception {
    var node = floor.next();
    node.tell(planned(Duration.ofSeconds(2), TOM, ANA)).await();
    node.tell(new Signal.PresenceAsked(TOM, new Presence.Ready())).await();
    node.tell(arrival("c-1"), event("e-1")).await();
    node.tell(new Signal.PresenceAsked(ANA, new Presence.Ready())).await();
    var runsOut = Instant.now().plusSeconds(3);
    var pool = floor.database.database().pool();
    var other = pool.getConnection().await();
    var transaction = other.begin().await();
    other
        .query(
            "INSERT INTO hook_event VALUES ('native', 'e-2', now(), '{}', '{\"accepted\": true}')")
        .execute()
        .await();

    // these wait for the other transaction, until every offer has run out
    var repeat = node.tell(left("c-9"), event("e-2"));
    var yes = node.tell(accepted("c-1", 1, TOM), event("e-3"));
    var late = node.tell(arrival("c-2"), event("e-4"));
    while (Instant.now().isBefore(runsOut)) {
      Thread.onSpinWait();
    }
    transaction.commit().await();
    other.close().await();

    assertThat(kinds(all(List.of(repeat, yes, late)))).containsExactly("yes", "yes", "yes");
    assertThat(floor.takenBack()).isEqualTo(1);
    node.tell(new Signal.ContactHeard(contact("c-2"))).await();
    assertThat(floor.rows("SELECT concat_ws(' ', agent, state, why) FROM offer"
            + " WHERE contact = '" + contact("c-1") + "'"))
        .containsExactly("tom accepted");
    assertThat(floor.rows(
            "SELECT why FROM offer WHERE contact = '" + contact("c-2") + "' AND attempt = 1"))
        .as("Ana was not told of it before it ran out")
        .containsExactly("unshown");
    assertThat(node.committed()
            .read(now -> now.agent(ANA).orElseThrow().presence())
            .await())
        .isEqualTo(new Presence.Ready());
    assertThat(floor.rows("SELECT count(*) FROM fact WHERE kind = 'left_early'"))
        .containsExactly("0");
    floor.assertThatTheJournalIsTheFloor(node);
  }

  @Test
  void a_repeat_on_a_full_floor_gets_its_first_answer_and_a_new_event_none() throws Exception {
    var one = new TestRules().contactsMax(1).rules();
    var first = floor.next(one, InstantSource.system());
    first.tell(planned(LONG)).await();
    first.tell(arrival("c-1"), event("e-1")).await();
    first.tell(left("c-1")).await();

    // after the engine has forgotten the first contact
    var second = floor.next(one, () -> Instant.now().plus(Duration.ofMinutes(11)));
    second.tell(arrival("c-2"), event("e-2")).await();
    var answers = all(List.of(
        second.tell(arrival("c-1"), event("e-1")), second.tell(arrival("c-3"), event("e-3"))));

    assertThat(kinds(answers)).containsExactly("yes", "FULL");
    assertThat(floor.rows("SELECT event FROM hook_event ORDER BY 1")).containsExactly("e-1", "e-2");
    second.tell(left("c-2")).await();
    assertThat(kinds(all(List.of(second.tell(arrival("c-3"), event("e-3"))))))
        .containsExactly("yes");
  }

  @Test
  void a_repeat_gets_its_first_answer_also_while_nobody_owns_the_floor() throws Exception {
    var first = floor.next();
    first.tell(planned(LONG)).await();
    first.tell(arrival("c-1"), event("e-1")).await();
    floor.stopAll();
    var idle = floor.node(Rules.STANDARD, InstantSource.system());

    assertThat(kinds(all(List.of(idle.tell(arrival("c-1"), event("e-1")))))).containsExactly("yes");
    assertThatThrownBy(() -> idle.tell(arrival("c-2"), event("e-2")).await())
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void a_failure_that_is_no_repeat_goes_on_ending_the_term() throws Exception {
    var node = floor.next();
    node.tell(planned(LONG)).await();
    var again = FloorTerms.nextTerm(node);
    floor.sql("ALTER TABLE hook_event ADD CONSTRAINT none CHECK (event <> 'e-1')");

    assertThatThrownBy(() -> node.tell(arrival("c-1"), event("e-1")).await())
        .isInstanceOf(Failure.Unavailable.class);

    again.await(20, TimeUnit.SECONDS);
    assertThat(floor.rows("SELECT count(*) FROM contact")).containsExactly("0");
    assertThat(kinds(all(List.of(node.tell(arrival("c-1"), event("e-2")))))).containsExactly("yes");
  }

  private static List<Decision> all(List<Future<Decision>> told) throws Exception {
    Future.all(told).await(60, TimeUnit.SECONDS);
    return told.stream().map(Future::result).toList();
  }

  /** "yes", or the kind of no. */
  private static List<String> kinds(List<Decision> decisions) {
    return decisions.stream()
        .map(decision -> switch (decision) {
          case Decision.Decided _ -> "yes";
          case Decision.Refused no -> no.no().name();
        })
        .toList();
  }
}
