package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CALL_BACK;
import static tandem.cases.Ground.SOLVED;
import static tandem.cases.Ground.TOM;
import static tandem.desk.DeskGround.teller;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OutcomeId;
import tandem.cases.ContactOutcome;
import tandem.customers.TestGrid;
import tandem.desk.voice.IntakeGround;
import tandem.routing.engine.Signal;
import tandem.routing.engine.TestRules;
import tandem.storage.nodes.Grid;

/**
 * Outcomes that are written together have the same result as one after the other. The test draws
 * many outcomes from a seed: of contacts of one case, of one customer and of strangers, in time and
 * late, repeated and changed, by the agent, by a supervisor and by others, while agents identify
 * their callers.
 */
@ExtendWith(VertxExtension.class)
class OutcomesAtOnceTest {

  private static final WrapUp.Teller BOSS = new WrapUp.Teller("boss", Optional.empty(), true);

  private static Vertx vertx;

  @AutoClose
  private static final Grid grid = TestGrid.alone();

  @AutoClose
  private final IntakeGround ground = new IntakeGround(
      vertx, grid, new TestRules().lostGrace(Duration.ofMillis(1)).rules());

  private final List<ContactId> late = new ArrayList<>();
  private final Map<ContactId, AgentId> agents = new HashMap<>();

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private record Asked(ContactId contact, Future<ContactOutcome> answer) {}

  /** Makes a call whose agent loses the screen for good during the wrap-up. */
  private void closedWithoutOutcome(String call, String from, AgentId agent) {
    var contact = ground.talk(call, from, agent);
    ground.hangUp(call);
    ground.desk.tell(new Signal.AgentLost(agent));
    ground.desk.awaitEvent(contact, "ended");
    late.add(contact);
    agents.put(contact, agent);
  }

  private ContactId talk(String call, String from, AgentId agent) {
    var contact = ground.talk(call, from, agent);
    agents.put(contact, agent);
    return contact;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void each_contact_has_one_outcome_and_all_who_record_one_get_it(long seed) {
    var random = new Random(seed);
    var eva = ground.create("Eva", Optional.empty(), "+31201000001");
    ground.create("Ben", Optional.empty(), "+31201000002");
    for (int i = 0; i < 14; i++) {
      var from = List.of("+31201000001", "+31201000002", "+3120200000" + i % 10).get(i % 3);
      closedWithoutOutcome("late-" + i, from, i % 2 == 0 ? ANA : TOM);
    }
    var evas = talk("open-1", "+31201000001", ANA);
    var strangers = talk("open-2", "+31203000000", TOM);
    ground.desk.awaitEvent(strangers, "arrived");
    var contacts = new ArrayList<>(late);
    contacts.addAll(List.of(evas, strangers));

    var asked = new ArrayList<Asked>();
    var others = new ArrayList<Future<?>>();
    for (int i = 0; i < 80; i++) {
      var contact = contacts.get(random.nextInt(contacts.size()));
      asked.add(new Asked(contact, say(contact, random)));
      if (i % 20 == 10) {
        others.add(ground.identification.identify(strangers, eva.id(), TOM));
      }
    }
    for (var contact : contacts) {
      asked.add(new Asked(
          contact,
          ground.desk.wrapUp.record(contact, teller(agent(contact)), SOLVED, "in the end")));
    }
    Future.join(asked.stream().map(Asked::answer).toList())
        .otherwiseEmpty()
        .timeout(30, TimeUnit.SECONDS)
        .await();
    Future.join(others).otherwiseEmpty().timeout(30, TimeUnit.SECONDS).await();
    awaitRest();

    for (var one : asked) {
      heardOfTheOneThatIsRecorded(one);
    }
    assertThat(ground.ground.ask("SELECT contact FROM contact_outcome"))
        .containsExactlyInAnyOrderElementsOf(
            contacts.stream().map(ContactId::toString).toList());
    assertThat(ground.ground.ask("SELECT contact FROM timeline_entry WHERE kind = 'outcome'"))
        .containsExactlyInAnyOrderElementsOf(
            contacts.stream().map(ContactId::toString).toList());
    assertThat(ground.ground.ask("SELECT key FROM outbox WHERE destination = 'desk'"))
        .containsExactlyInAnyOrder("finished:" + evas, "finished:" + strangers);
    assertThat(ground.ground.ask("SELECT count(DISTINCT xmin::text) FROM contact_outcome"))
        .first()
        .satisfies(transactions -> assertThat(Integer.parseInt(transactions))
            .as("transactions")
            .isLessThan(contacts.size() / 2));
    assertThat(resolvedThoughTheCustomerHadComeBack()).isEmpty();
    for (var invariant : List.of(
        "I2_every_contact_is_in_one_state",
        "I6_timelines_are_gap_free",
        "I10_commands_are_delivered",
        "I13_what_a_row_names_is_there")) {
      assertThat(ground.ground.doctor(invariant)).as(invariant).isEmpty();
    }
  }

  private AgentId agent(ContactId contact) {
    return agents.get(contact);
  }

  private Future<ContactOutcome> say(ContactId contact, Random random) {
    var who = List.of(
            teller(agent(contact)), teller(agent(contact)), BOSS, teller(ANA), teller(TOM))
        .get(random.nextInt(5));
    var outcome = List.of(SOLVED, CALL_BACK, SOLVED, new OutcomeId("shrug")).get(random.nextInt(4));
    return ground.desk.wrapUp.record(contact, who, outcome, "note " + random.nextInt(2));
  }

  private void heardOfTheOneThatIsRecorded(Asked asked) {
    var recorded = ground
        .desk
        .rooms
        .cases()
        .outcomes()
        .find(ground.ground.database().pool(), asked.contact())
        .await()
        .orElseThrow();
    if (asked.answer().succeeded()) {
      assertThat(asked.answer().result()).isEqualTo(recorded);
    } else if (asked.answer().cause() instanceof Failure.Conflict conflict) {
      assertThat(conflict).hasMessageContaining(recorded.outcomeName());
    } else {
      assertThat(asked.answer().cause())
          .isInstanceOfAny(Failure.Denied.class, Failure.Invalid.class);
    }
  }

  /** Returns contacts whose late outcome resolved a case that had got another contact since. */
  private List<String> resolvedThoughTheCustomerHadComeBack() {
    return ground.ground.ask(
        """
        SELECT s.contact
          FROM timeline_entry s
         WHERE s.kind = 'state'
           AND s.body ->> 'cause' = 'outcome'
           AND s.contact IN ('%s')
           AND EXISTS (SELECT FROM timeline_entry l
                        WHERE l.case_id = s.case_id
                          AND l.contact <> s.contact
                          AND l.body ->> 'event' = 'arrived'
                          AND l.number < s.number
                          AND l.number > (SELECT min(number) FROM timeline_entry f
                                           WHERE f.case_id = s.case_id AND f.contact = s.contact))
        """.formatted(String.join("', '", late.stream().map(ContactId::toString).toList())));
  }

  /** Waits until routing has got the outcomes and the projector has read the last fact. */
  private void awaitRest() {
    var rest = "SELECT key FROM outbox WHERE delivered_at IS NULL AND destination = 'desk'"
        + " UNION ALL SELECT f.id FROM projector_cursor p JOIN floor f ON f.id = p.floor"
        + " WHERE p.seq < f.seq";
    for (int looks = 0; !ground.ground.ask(rest).isEmpty(); looks++) {
      assertThat(looks).isLessThan(1_000);
      vertx.timer(20, TimeUnit.MILLISECONDS).await();
    }
  }
}
