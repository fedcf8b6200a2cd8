package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.TOM;
import static tandem.desk.voice.IntakeGround.CALLER;
import static tandem.desk.voice.IntakeGround.CARE;
import static tandem.desk.voice.IntakeGround.OUR_NUMBER;
import static tandem.desk.voice.IntakeGround.VIP;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.customers.CameFrom;
import tandem.customers.ContactPoint;
import tandem.customers.ReadHistory;
import tandem.customers.TestGrid;
import tandem.desk.customers.Pop;
import tandem.desk.voice.Intake.Result;
import tandem.routing.engine.Phase;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;
import tandem.storage.Database;
import tandem.storage.DatabaseAddress;
import tandem.storage.nodes.Grid;

@ExtendWith(VertxExtension.class)
class IntakeTest {

  private static Vertx vertx;

  @AutoClose
  private static final Grid grid = TestGrid.alone();

  @AutoClose
  private final IntakeGround ground = new IntakeGround(vertx, grid);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void an_unknown_caller_is_a_new_customer_and_waits_in_the_queue_of_the_called_number() {
    var answer = ground.arrive("c-1", "020 1234567");

    assertThat(answer.contact()).isEqualTo(Ids.contact("native", "c-1"));
    assertThat(answer.result()).isEqualTo(Result.ACCEPTED);
    assertThat(answer.why()).isEmpty();
    var waiting = ground.onFloor(answer.contact()).orElseThrow();
    assertThat(waiting.queue()).isEqualTo(CARE);
    assertThat(waiting.customer()).isEqualTo(Ids.strangerOf(answer.contact()));
    assertThat(ask("SELECT kind || ' ' || value || ' ' || called FROM contact_origin"))
        .containsExactly("phone " + CALLER + " " + OUR_NUMBER);
    var pop = ground.pops.of(answer.contact()).await();
    assertThat(ReadHistory.of(pop.history()).customer().provisional()).isTrue();
    assertThat(pop.candidates()).isEmpty();
  }

  @Test
  void a_known_caller_waits_with_the_head_start_of_their_segment() {
    ground.ground.sql(
        "INSERT INTO segment (id, name, head_start) VALUES ('vip', 'VIP', 0) ON CONFLICT DO NOTHING");
    var anna = ground.create("Anna", Optional.of(VIP), CALLER);

    var contact = ground.arrive("c-1", CALLER).contact();

    var waiting = ground.onFloor(contact).orElseThrow();
    assertThat(waiting.customer()).isEqualTo(anna.id());
    assertThat(waiting.rank()).isEqualTo(waiting.arrived().minusSeconds(90 + 5));
  }

  @Test
  void several_customers_on_one_number_are_candidates_in_the_pop() {
    var anna = ground.create("Anna", Optional.empty(), CALLER);
    var bert = ground.create("Bert", Optional.empty(), CALLER);

    var pop = ground.pops.of(ground.arrive("c-1", CALLER).contact()).await();

    assertThat(ReadHistory.of(pop.history()).customer().provisional()).isTrue();
    assertThat(ReadHistory.of(pop.history()).customer().contactPoints()).isEmpty();
    var shared = List.of(new ContactPoint(ContactPoint.Kind.PHONE, CALLER));
    assertThat(pop.candidates())
        .containsExactly(
            new Pop.Candidate(anna.id(), "Anna", shared, Optional.empty()),
            new Pop.Candidate(bert.id(), "Bert", shared, Optional.empty()));
  }

  @Test
  void two_withheld_callers_never_share_a_history() {
    var first = ground.arrive("c-1", "anonymous").contact();
    var second = ground.arrive("c-2", "+266696687").contact();

    assertThat(ground.onFloor(first).orElseThrow().customer())
        .isNotEqualTo(ground.onFloor(second).orElseThrow().customer());
    assertThat(ask("SELECT count(*) FROM contact_point")).containsExactly("0");
  }

  @Test
  void a_hook_repeated_fifty_times_in_parallel_has_one_effect_and_one_answer() {
    var arriving = IntStream.range(0, 50)
        .mapToObj(_ -> ground.arriving("c-1", CALLER, OUR_NUMBER, "e-1"))
        .toList();

    var answers = arriving.stream().map(one -> one.await()).distinct();

    assertThat(answers)
        .singleElement()
        .satisfies(answer -> assertThat(answer.result()).isEqualTo(Result.ACCEPTED));
    assertThat(ask("SELECT count(*) FROM customer")).containsExactly("1");
    assertThat(ask("SELECT count(*) FROM fact WHERE kind = 'queued'")).containsExactly("1");
    assertThat(ask("SELECT count(*) FROM hook_event")).containsExactly("1");
  }

  @Test
  void an_id_that_a_carrier_gives_to_two_calls_loses_none_of_them() {
    var first = ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1");

    var second = ground.arrive("c-2", CALLER, OUR_NUMBER, "e-1");

    assertThat(second.contact()).isNotEqualTo(first.contact());
    assertThat(second.result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.onFloor(first.contact())).isPresent();
    assertThat(ground.onFloor(second.contact())).isPresent();
    assertThat(ground.arrive("c-2", CALLER, OUR_NUMBER, "e-1")).isEqualTo(second);
    assertThat(ask("SELECT count(*) FROM fact WHERE kind = 'queued'")).containsExactly("2");
  }

  @Test
  void an_id_that_a_carrier_gives_to_two_events_of_a_call_hides_no_hang_up() {
    var arrived = ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1");

    var ended =
        ground.intake.tell("native", "e-1", new CallEvent.Ended("c-1", "gone")).await();

    assertThat(ended.result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.onFloor(arrived.contact())).isEmpty();
    assertThat(ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1")).isEqualTo(arrived);
  }

  @Test
  void fifty_calls_of_one_unknown_number_at_once_are_of_one_customer() {
    var arriving = IntStream.range(0, 50)
        .mapToObj(i -> ground.arriving("c-" + i, CALLER, OUR_NUMBER, "e-" + i))
        .toList();
    arriving.forEach(one -> one.await());

    assertThat(ask("SELECT count(DISTINCT customer) FROM contact")).containsExactly("1");
    assertThat(ask("SELECT count(*) FROM contact")).containsExactly("50");
    assertThat(ask("SELECT count(*) FROM customer")).containsExactly("1");
  }

  @Test
  void an_arrival_that_is_sent_again_under_another_id_is_a_repeat() {
    ground.arrive("c-1", CALLER);

    var again = ground.arrive("c-1", CALLER);

    assertThat(again.result()).isEqualTo(Result.REPEATED);
    assertThat(again.why()).isPresent();
  }

  @Test
  void a_call_to_an_unknown_number_waits_in_the_default_queue_and_raises_one_alert() {
    var answer = ground.arrive("c-1", CALLER, "+31209999999", ground.event());
    ground.arrive("c-1", CALLER, "+31209999999", ground.event());

    assertThat(answer.result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.onFloor(answer.contact()).orElseThrow().queue()).isEqualTo(PARCELS);
    assertThat(ask("SELECT kind || ' ' || subject || ' ' || (body->>'queue') FROM alert"))
        .containsExactly("unknown_number +31209999999 parcels");
  }

  @Test
  void an_alert_keeps_the_beginning_of_a_very_long_number() {
    ground.arrive("c-1", CALLER, "9".repeat(250), ground.event());

    assertThat(ask("SELECT subject FROM alert")).containsExactly("9".repeat(63) + "\u2026");
  }

  @Test
  void a_live_caller_gets_no_error_whatever_the_carrier_sends() {
    int calls = 0;
    for (var from : List.of("", "\u0000", "'; --", "sip:\u00e9@", "x".repeat(10_000))) {
      var answer = ground.arrive("c-" + ++calls, from, from, ground.event());

      assertThat(answer.result()).isEqualTo(Result.ACCEPTED);
    }
  }

  @Test
  void the_time_of_an_arrival_is_not_in_the_future_and_not_long_ago() {
    var now = IntakeGround.micros(ground.desk.clock.instant());
    var intake = ground.intake(ground.ground.database(), () -> now);

    var held = intake.tell("native", "1", arrived("c-1", now.minusSeconds(60))).await();
    var ahead = intake.tell("native", "2", arrived("c-2", now.plusSeconds(60))).await();
    var old = intake
        .tell("native", "3", arrived("c-3", now.minus(Duration.ofDays(1))))
        .await();

    assertThat(ground.onFloor(held.contact()).orElseThrow().arrived())
        .isEqualTo(now.minusSeconds(60));
    assertThat(ground.onFloor(ahead.contact()).orElseThrow().arrived()).isEqualTo(now);
    assertThat(ground.onFloor(old.contact()).orElseThrow().arrived())
        .isEqualTo(now.minus(Intake.ARRIVED_EARLIER_MAX));
  }

  @Test
  void a_hang_up_that_arrives_before_its_call_leaves_no_open_contact() {
    var left = ground.tell(new CallEvent.Ended("c-1", "hangup"));
    var arrived = ground.arrive("c-1", CALLER);

    assertThat(left.result()).isEqualTo(Result.ACCEPTED);
    assertThat(arrived.result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.onFloor(arrived.contact())).isEmpty();
    assertThat(ask("SELECT state FROM contact")).containsExactly("closed");
  }

  @Test
  void an_arrival_long_after_its_contact_was_closed_is_ignored_and_stored() {
    var contact = Ids.contact("native", "c-1");
    ground.ground.sql("""
        INSERT INTO contact (id, floor, seq, channel, queue, carrier, reference, state, ended, rank, arrived_at, closed_at,
                             offers)
        VALUES ('%s', 'main', 1, 'call', 'care', 'native', 'c-1', 'closed', 'abandoned', now(), now(), now(), 0)
        """.formatted(contact));

    var first = ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1");
    var again = ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1");

    assertThat(first.result()).isEqualTo(Result.IGNORED);
    assertThat(first.why()).contains("the contact has ended");
    assertThat(again).isEqualTo(first);
    assertThat(ground.onFloor(contact)).isEmpty();
    assertThat(ask("SELECT event FROM hook_event")).containsExactly("e-1 arrived c-1");
    assertThat(ask("SELECT count(*) FROM customer")).containsExactly("0");
  }

  @Test
  void a_repeat_of_the_first_event_gets_the_first_answer_after_the_contact_was_closed_too() {
    var first = ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1");
    ground.tell(new CallEvent.Ended("c-1", "hangup"));

    assertThat(ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1")).isEqualTo(first);
  }

  @Test
  void a_repeat_gets_the_first_answer_when_no_queue_takes_calls_any_more() {
    var first = ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1");
    ground.closeQueues();

    assertThat(ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1")).isEqualTo(first);
    assertThatThrownBy(() -> ground.arrive("c-2", CALLER, OUR_NUMBER, "e-2"))
        .isInstanceOf(Failure.Unavailable.class)
        .hasMessage("no queue takes calls");
    assertThat(ask("SELECT event FROM hook_event")).containsExactly("e-1 arrived c-1");
  }

  @Test
  void
      an_arrival_that_is_sent_again_under_another_id_is_a_repeat_when_no_queue_takes_calls_any_more() {
    ground.arrive("c-1", CALLER, OUR_NUMBER, "e-1");
    ground.arrive("c-2", CALLER, OUR_NUMBER, "e-2");
    ground.tell(new CallEvent.Ended("c-2", "hangup"));
    var repeated = ground.arrive("c-1", CALLER, OUR_NUMBER, "e-3");
    var gone = ground.arrive("c-2", CALLER, OUR_NUMBER, "e-4");
    ground.closeQueues();

    assertThat(ground.arrive("c-1", CALLER, OUR_NUMBER, "e-5")).isEqualTo(repeated);
    assertThat(ground.arrive("c-2", CALLER, OUR_NUMBER, "e-6")).isEqualTo(gone);

    assertThat(repeated.result()).isEqualTo(Result.REPEATED);
    assertThat(gone.result()).isEqualTo(Result.IGNORED);
    ground.hangUp("c-1");
    assertThat(ground.arrive("c-1", CALLER, OUR_NUMBER, "e-5"))
        .as("the answer is stored with its event")
        .isEqualTo(repeated);
    assertThat(ask("SELECT count(*) FROM fact WHERE kind = 'queued'")).containsExactly("2");
  }

  @Test
  void every_event_about_a_closed_contact_is_stored_also_when_they_come_at_once() {
    var contact = Ids.contact("native", "c-1");
    ground.ground.sql("""
        INSERT INTO contact (id, floor, seq, channel, queue, carrier, reference, state, ended, rank, arrived_at, closed_at,
                             offers)
        VALUES ('%s', 'main', 1, 'call', 'care', 'native', 'c-1', 'closed', 'abandoned', now(), now(), now(), 0)
        """.formatted(contact));
    ground.ground.sql("INSERT INTO hook_event (source, event, received_at, body, answer) VALUES"
        + " ('native', 'e-9 arrived c-1', now(), '{}', '{\"accepted\": true}')");

    var arriving = IntStream.range(0, 20)
        .mapToObj(i -> ground.arriving("c-1", CALLER, OUR_NUMBER, "e-" + i / 2))
        .toList();

    for (int i = 0; i < arriving.size(); i++) {
      assertThat(arriving.get(i).await().result())
          .as("e-" + i / 2)
          .isEqualTo(i / 2 == 9 ? Result.ACCEPTED : Result.IGNORED);
    }
    assertThat(ask("SELECT count(*) FROM hook_event")).containsExactly("10");
    assertThat(ask("SELECT count(*) FROM fact WHERE contact IS NOT NULL")).containsExactly("0");
  }

  @Test
  void events_of_a_call_go_to_routing_and_an_unknown_call_is_not_an_error() {
    var contact = ground.talk("c-1", CALLER, ANA);
    var held = ground.tell(new CallEvent.Held("c-1"));
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Held.class);
    var resumed = ground.tell(new CallEvent.Resumed("c-1"));
    var twice = ground.tell(new CallEvent.Resumed("c-1"));
    var ended = ground.tell(new CallEvent.Ended("c-1", "hangup"));

    assertThat(List.of(held.result(), resumed.result(), twice.result(), ended.result()))
        .containsExactly(Result.ACCEPTED, Result.ACCEPTED, Result.REPEATED, Result.ACCEPTED);
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.WrapUp.class);
    for (var unknown : List.of(
        new CallEvent.Held("c-9"),
        new CallEvent.Resumed("c-9"),
        new CallEvent.Bridged("c-9", Optional.empty()),
        new CallEvent.BridgeFailed("c-9", Optional.empty(), "busy"))) {
      assertThat(ground.tell(unknown).result()).isEqualTo(Result.IGNORED);
    }
  }

  @Test
  void a_caller_whom_the_agent_did_not_take_back_at_once_is_on_hold_again() {
    var contact = ground.talk("c-1", CALLER, ANA);
    ground.desk.tell(new Signal.HoldAsked(contact, ANA));
    ground.desk.tell(new Signal.ResumeAsked(contact, ANA));

    var late = ground.tell(new CallEvent.Held("c-1"));
    assertThat(late.result()).isEqualTo(Result.REPEATED);

    var failed = ground.tell(new CallEvent.ResumeFailed("c-1", Optional.of(ANA)));
    assertThat(failed.result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Held.class);
  }

  @Test
  void a_failed_resume_that_is_reported_twice_has_one_effect() {
    var contact = ground.talk("c-1", CALLER, ANA);
    ground.desk.tell(new Signal.HoldAsked(contact, ANA));
    ground.desk.tell(new Signal.ResumeAsked(contact, ANA));
    var failed = new CallEvent.ResumeFailed("c-1", Optional.of(ANA), since(contact));

    assertThat(ground.tell(failed).result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.tell(failed).result()).isEqualTo(Result.REPEATED);

    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Held.class);
    assertThat(ask("SELECT count(*) FROM fact WHERE kind = 'held'")).containsExactly("2");
  }

  @Test
  void a_failed_resume_does_not_hold_a_caller_whom_the_agent_has_since_taken_back() {
    var contact = ground.talk("c-1", CALLER, ANA);
    ground.desk.tell(new Signal.HoldAsked(contact, ANA));
    ground.desk.tell(new Signal.ResumeAsked(contact, ANA));
    var first = since(contact);
    ground.tell(new CallEvent.ResumeFailed("c-1", Optional.of(ANA), first));
    ground.desk.tell(new Signal.ResumeAsked(contact, ANA));
    ground.tell(new CallEvent.Resumed("c-1"));

    var late = ground.tell(new CallEvent.ResumeFailed("c-1", Optional.of(ANA), first));

    assertThat(late.result()).isEqualTo(Result.REPEATED);
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Connected.class);
    var now = new CallEvent.ResumeFailed("c-1", Optional.of(ANA), since(contact));
    assertThat(ground.tell(now).result()).isEqualTo(Result.ACCEPTED);
  }

  @Test
  void a_failed_hold_does_not_show_a_caller_as_talking_who_has_since_been_put_on_hold() {
    var contact = ground.talk("c-1", CALLER, ANA);
    ground.desk.tell(new Signal.HoldAsked(contact, ANA));
    var first = since(contact);
    ground.tell(new CallEvent.HoldFailed("c-1", Optional.of(ANA), first));
    ground.desk.tell(new Signal.HoldAsked(contact, ANA));

    var late = ground.tell(new CallEvent.HoldFailed("c-1", Optional.of(ANA), first));

    assertThat(late.result()).isEqualTo(Result.REPEATED);
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Held.class);
  }

  @Test
  void a_failed_hold_changes_nothing_when_the_caller_has_hung_up() {
    var contact = ground.talk("c-1", CALLER, ANA);
    ground.desk.tell(new Signal.HoldAsked(contact, ANA));
    var asked = since(contact);
    ground.hangUp("c-1");

    for (var at : List.of(asked, Optional.<Instant>empty())) {
      assertThat(
              ground.tell(new CallEvent.HoldFailed("c-1", Optional.of(ANA), at)).result())
          .isNotEqualTo(Result.ACCEPTED);
    }

    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.WrapUp.class);
  }

  @Test
  void a_failed_resume_of_another_agent_is_ignored_and_an_unknown_agent_counts_as_missing() {
    var contact = ground.talk("c-1", CALLER, ANA);
    ground.desk.tell(new Signal.HoldAsked(contact, ANA));
    ground.desk.tell(new Signal.ResumeAsked(contact, ANA));

    var other = ground.tell(new CallEvent.ResumeFailed("c-1", Optional.of(TOM)));
    assertThat(other.result()).isEqualTo(Result.IGNORED);
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Connected.class);

    var nobody = ground.tell(new CallEvent.ResumeFailed("c-1", Optional.of(new AgentId("nobody"))));
    assertThat(nobody.result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Held.class);
  }

  private Optional<Instant> since(ContactId contact) {
    return Optional.of(ground.onFloor(contact).orElseThrow().since());
  }

  @Test
  void a_call_without_a_reference_is_refused_by_name() {
    for (var bad : List.of("", " ", "\n\t")) {
      assertThatThrownBy(() -> ground.tell(new CallEvent.Held(bad)))
          .isInstanceOf(Failure.Invalid.class)
          .hasMessage("call is missing");
    }
  }

  @Test
  void a_call_of_any_reference_is_one_caller_and_its_end_frees_them() {
    var calls = List.of(
        "c\0",
        "c",
        "c\u0010",
        "c\u00100000",
        "half \ud83d",
        "half \ud83e",
        "half ?",
        "half \ufffd",
        " c ",
        "Zo\u00eb \ud83d\ude00\n",
        "x".repeat(201),
        random(100_000));

    for (var call : calls) {
      assertThat(ground.arrive(call, CALLER).result()).as(call).isEqualTo(Result.ACCEPTED);
    }
    assertThat(ask("SELECT count(*) FROM contact WHERE state = 'queued'"))
        .containsExactly(Integer.toString(calls.size()));
    assertThat(ground.arrive(calls.getLast(), CALLER).result()).isEqualTo(Result.REPEATED);
    for (var call : calls) {
      assertThat(ground.intake.waits("native", call).await()).isTrue();
      assertThat(ground.tell(new CallEvent.Ended(call, "hangup")).result())
          .isEqualTo(Result.ACCEPTED);
      assertThat(ground.intake.waits("native", call).await()).isFalse();
    }

    assertThat(ask("SELECT count(*) FROM contact WHERE state <> 'closed'")).containsExactly("0");
  }

  /** Text that cannot be made shorter by compressing it. */
  private static String random(int length) {
    return new Random(6)
        .ints(length, '!', '~')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Test
  void an_event_of_any_id_is_stored_and_gets_its_first_answer_again() {
    for (var id : List.of("x".repeat(201), "x".repeat(256), random(5_000), "a\0b", "\ud83d", " ")) {
      var call = "c-" + id.hashCode();
      var first = ground.arrive(call, CALLER, OUR_NUMBER, id);

      assertThat(first.result()).isEqualTo(Result.ACCEPTED);
      assertThat(ground.arrive(call, CALLER, OUR_NUMBER, id)).isEqualTo(first);
      assertThat(ground.arrive(call, CALLER, OUR_NUMBER, id + "2").result())
          .isEqualTo(Result.REPEATED);
    }
  }

  @Test
  void an_end_frees_the_caller_whatever_its_cause_is() {
    for (var cause :
        List.of("", "x".repeat(269), "hang\0up", "\ud83d", "\ud83d\ude00".repeat(300))) {
      var contact = ground.arrive("c" + cause, CALLER).contact();

      assertThat(ground.tell(new CallEvent.Ended("c" + cause, cause)).result())
          .isEqualTo(Result.ACCEPTED);
      assertThat(ground.onFloor(contact)).isEmpty();
    }

    assertThat(ask("SELECT body->>'cause' FROM fact WHERE kind = 'abandoned' ORDER BY seq"))
        .containsExactly(
            "",
            "x".repeat(249) + "\u2026",
            "hangup",
            "\ufffd",
            "\ud83d\ude00".repeat(249) + "\u2026");
  }

  @Test
  void a_bridge_to_an_unknown_agent_connects_the_agent_who_accepted() {
    ground.desk.tell(new Signal.PresenceAsked(ANA, new Presence.Ready()));
    var contact = ground.arrive("c-1", CALLER).contact();
    ground.desk.tell(new Signal.OfferAccepted(new OfferId(contact, 1), ANA));

    var answer = ground.tell(new CallEvent.Bridged("c-1", Optional.of(new AgentId("31102"))));

    assertThat(answer.result()).isEqualTo(Result.ACCEPTED);
    assertThat(ground.onFloor(contact).orElseThrow().phase()).isInstanceOf(Phase.Connected.class);
  }

  @ParameterizedTest
  @CsvSource({
    "7042, 7042",
    "+3361234567, +3361234567",
    "bob, bob",
    "sip:bob@pbx, sip:bob@pbx",
    "020 1234567, 020 1234567",
    "+10000000000, +10000000000",
    "'', ",
    "' ', ",
    "anonymous, ",
    "Restricted, ",
    "+266696687, ",
    "sip:anonymous@anonymous.invalid, ",
    "\"Anonymous\" <sip:anonymous@pbx>, "
  })
  void a_number_is_kept_and_shown_unchanged_unless_it_is_withheld(
      String from, @Nullable String shown) {
    var contact = ground.arrive("c-1", from).contact();

    var cameFrom = ground.pops.of(contact).await().from().orElseThrow();
    assertThat(cameFrom.asCame()).isEqualTo(Optional.ofNullable(shown));
    assertThat(cameFrom.unread()).isEmpty();
    assertThat(ask("SELECT came_as FROM contact_origin")).containsExactly(String.valueOf(shown));
  }

  @Test
  void a_readable_number_is_shown_in_e164_too() {
    var contact = ground.arrive("c-1", "020 1234567").contact();

    assertThat(ground.pops.of(contact).await().from())
        .contains(new CameFrom(Optional.of(CALLER), Optional.of("020 1234567"), Map.of()));
  }

  @Test
  void unreadable_fields_of_an_arrival_are_shortened_kept_and_shown() {
    var contact = ground
        .intake
        .tell(
            "native",
            "e-1",
            new CallEvent.Arrived(
                "c-1",
                "",
                OUR_NUMBER,
                ground.desk.clock.instant(),
                Map.of("from", "{\"user\":7}", "at", "yes\0terday " + "\ud83d\ude00".repeat(300))))
        .await()
        .contact();

    assertThat(ground.pops.of(contact).await().from())
        .contains(new CameFrom(
            Optional.empty(),
            Optional.of("{\"user\":7}"),
            Map.of(
                "from",
                "{\"user\":7}",
                "at",
                "yesterday " + "\ud83d\ude00".repeat(239) + "\u2026")));
  }

  @Test
  void a_number_among_a_lot_of_other_text_is_read_and_less_of_it_is_shown() {
    var anna = ground.create("Anna", Optional.empty(), CALLER);
    var from = "\"" + "A very long name ".repeat(20) + "\" <sip:" + CALLER + "@pbx.example;tag="
        + "x".repeat(300) + ">";
    var to = "<sip:" + OUR_NUMBER + "@pbx.example;" + "y".repeat(400) + ">";

    var contact = ground.arrive("c-1", from, to, ground.event()).contact();

    var waiting = ground.onFloor(contact).orElseThrow();
    assertThat(waiting.customer()).isEqualTo(anna.id());
    assertThat(waiting.queue()).isEqualTo(CARE);
    assertThat(ground.pops.of(contact).await().from().flatMap(CameFrom::asCame).orElseThrow())
        .hasSize(250);
    assertThat(ask("SELECT called FROM contact_origin").getFirst()).hasSize(250);
    assertThat(ask("SELECT count(*) FROM alert")).containsExactly("0");
  }

  @Test
  void a_number_that_is_too_long_is_not_read_as_its_beginning() {
    var contact = ground.arrive("c-1", CALLER + " ".repeat(1_300) + "9").contact();

    var cameFrom = ground.pops.of(contact).await().from().orElseThrow();
    assertThat(cameFrom.point()).isEmpty();
    assertThat(cameFrom.asCame().orElseThrow())
        .startsWith(CALLER)
        .endsWith("\u2026")
        .hasSize(250);
  }

  @Test
  void a_carrier_is_asked_to_repeat_an_event_while_the_database_cannot_be_reached() {
    var address = new DatabaseAddress("127.0.0.1", 1, "tandem", "tandem", "");
    var away = new Database(vertx, address, 1);

    var arriving = ground
        .intake(away, ground.desk.clock)
        .tell("native", "e-1", arrived("c-1", ground.desk.clock.instant()));

    assertThatThrownBy(() -> arriving.await()).isInstanceOf(Failure.Unavailable.class);
    away.close().await();
  }

  @Test
  void no_phone_number_reaches_a_log() {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var level = root.getLevel();
    var log = new ListAppender<ILoggingEvent>();
    log.list = new CopyOnWriteArrayList<>(); // threads may still log while the test reads the list
    log.start();
    root.addAppender(log);
    root.setLevel(Level.DEBUG);
    try {
      ground.arrive("c-1", CALLER);
      ground.arrive("c-2", "sip:" + CALLER + "@pbx", "+31209999999", ground.event());
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }

    assertThat(log.list)
        .noneSatisfy(line -> assertThat(line.getFormattedMessage()).contains("201234567"));
  }

  private static CallEvent arrived(String call, Instant at) {
    return new CallEvent.Arrived(call, CALLER, OUR_NUMBER, at);
  }

  private List<String> ask(String query) {
    return ground.ground.ask(query);
  }
}
