package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.QueueId;
import tandem.document.Json;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.FloorPlan.Strategy;

/** How contacts come, talk and end. */
class ContactTest {

  private static final ContactId CALL = contact(1);

  private final Scene scene = new Scene();

  @Test
  void a_contact_for_no_such_queue_or_a_closed_one_or_of_another_kind_is_refused() {
    scene.does(new Signal.FloorPlanned(change(queue(
        MAILS, Channel.EMAIL, java.util.Map.of(), Strategy.LONGEST_IDLE, Duration.ZERO, false))));

    assertThat(scene.refuses(scene.arrival(CALL, new QueueId("nowhere"), NINE)))
        .isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(scene.arrival(CALL, MAILS, NINE))).isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.ContactArrived(
            CALL, Channel.CALL, CHATS, new Endpoint("native", "1"), CUSTOMER, Duration.ZERO, NINE)))
        .isEqualTo(No.INVALID);
  }

  @Test
  void a_repeated_arrival_is_refused_while_it_is_here_and_after_its_end() {
    scene.arrives(CALL, CALLS);
    assertThat(scene.refuses(scene.arrival(CALL, CALLS, NINE))).isEqualTo(No.REPEATED);

    scene.leaves(CALL);

    assertThat(scene.after(599).refuses(scene.arrival(CALL, CALLS, NINE))).isEqualTo(No.GONE);
  }

  @Test
  void an_ended_contact_is_forgotten_after_ten_minutes() {
    scene.arrives(CALL, CALLS);
    scene.leaves(CALL);

    scene.after(600).arrives(CALL, CALLS);

    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Queued.class);
  }

  @Test
  void a_late_report_of_an_arrival_keeps_its_time_and_a_future_one_counts_as_now() {
    scene.does(scene.arrival(CALL, CALLS, NINE.minusSeconds(40)));
    scene.does(scene.arrival(contact(2), CALLS, NINE.plusSeconds(40)));

    assertThat(scene.contactOf(CALL).rank()).isEqualTo(NINE.minusSeconds(40));
    assertThat(scene.contactOf(contact(2)).arrived()).isEqualTo(NINE);
  }

  @Test
  void a_customer_who_leaves_before_the_threshold_is_counted_apart() {
    scene.arrives(CALL, CALLS);
    scene.arrives(contact(2), CALLS);

    scene.now = NINE.plusMillis(4_999);
    var early = scene.leaves(CALL);
    scene.now = NINE.plusSeconds(5);
    var late = scene.leaves(contact(2));

    assertThat(((Fact.Abandoned) early.getFirst()).isShort()).isTrue();
    assertThat(((Fact.Abandoned) late.getFirst()).isShort()).isFalse();
  }

  @Test
  void a_customer_who_left_before_the_report_of_the_arrival_never_waits() {
    scene.ready(ANA);
    var left = scene.leaves(CALL);

    scene.after(300);
    var came = scene.does(scene.arrival(CALL, CALLS, NINE.minusSeconds(2)));

    assertThat(left).containsExactly(new Fact.LeftEarly(CALL, "hung_up", NINE));
    assertThat(came)
        .hasSize(2)
        .last()
        .isEqualTo(
            new Fact.Abandoned(CALL, Optional.empty(), "hung_up", true, NINE.plusSeconds(300)));
    assertThat(scene.engine.floor().contacts()).isEmpty();
    assertThat(scene.agentOf(ANA).offers()).isEmpty();
  }

  @Test
  void leaving_twice_is_a_repeat() {
    scene.leaves(contact(2));
    scene.arrives(CALL, CALLS);
    scene.leaves(CALL);
    scene.talking(ANA, contact(3), CALLS).leaves(contact(3));

    assertThat(scene.refuses(new Signal.ContactLeft(contact(2), "x"))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.ContactLeft(CALL, "x"))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.ContactLeft(contact(3), "x"))).isEqualTo(No.REPEATED);
  }

  @Test
  void when_the_customer_hangs_up_the_agent_writes_it_up_and_finishes() {
    scene.talking(ANA, CALL, CALLS);

    var left = scene.after(60).leaves(CALL);
    var finished = scene.after(30).finishes(ANA, CALL);

    assertThat(left)
        .containsExactly(new Fact.WrapUpBegan(CALL, ANA, "hung_up", NINE.plusSeconds(60)));
    assertThat(finished)
        .containsExactly(
            new Fact.Finished(CALL, ANA, Optional.of("solved"), false, NINE.plusSeconds(90)));
  }

  @Test
  void an_agent_who_finishes_while_the_call_goes_on_hangs_up() {
    scene.talking(ANA, CALL, CALLS).does(new Signal.Held(CALL));

    var facts = scene.finishes(ANA, CALL);

    assertThat(facts)
        .containsExactly(new Fact.Finished(CALL, ANA, Optional.of("solved"), true, NINE));
  }

  @Test
  void only_its_own_agent_finishes_a_contact_and_only_once() {
    scene.talking(ANA, CALL, CALLS).arrives(contact(2), CALLS);

    assertThat(scene.refuses(new Signal.ContactFinished(CALL, BEN, Optional.empty())))
        .isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.ContactFinished(contact(2), ANA, Optional.empty())))
        .isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.ContactFinished(contact(9), ANA, Optional.empty())))
        .isEqualTo(No.UNKNOWN);
    scene.finishes(ANA, CALL);
    assertThat(scene.refuses(new Signal.ContactFinished(CALL, ANA, Optional.empty())))
        .isEqualTo(No.REPEATED);
  }

  @Test
  void only_a_customer_in_a_conversation_can_be_held() {
    scene.talking(ANA, CALL, CALLS).arrives(contact(2), CALLS);

    assertThat(scene.refuses(new Signal.Resumed(CALL))).isEqualTo(No.REPEATED);
    assertThat(scene.does(new Signal.Held(CALL)))
        .containsExactly(new Fact.Held(CALL, ANA, false, NINE));
    assertThat(scene.refuses(new Signal.Held(CALL))).isEqualTo(No.REPEATED);
    assertThat(scene.does(new Signal.Resumed(CALL)))
        .containsExactly(new Fact.Resumed(CALL, ANA, false, NINE));
    assertThat(scene.refuses(new Signal.Held(contact(2)))).isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.Resumed(contact(9)))).isEqualTo(No.UNKNOWN);
  }

  @Test
  void only_the_agent_who_has_a_contact_may_ask_for_hold() {
    scene.talking(ANA, CALL, CALLS).ready(BEN);

    assertThat(scene.refuses(new Signal.HoldAsked(CALL, BEN))).isEqualTo(No.NOT_NOW);
    assertThat(scene.does(new Signal.HoldAsked(CALL, ANA)))
        .containsExactly(new Fact.Held(CALL, ANA, true, NINE));
    assertThat(scene.refuses(new Signal.ResumeAsked(CALL, BEN))).isEqualTo(No.NOT_NOW);
    assertThat(scene.does(new Signal.ResumeAsked(CALL, ANA)))
        .containsExactly(new Fact.Resumed(CALL, ANA, true, NINE));
  }

  @Test
  void a_report_of_a_hold_that_the_agent_has_ended_since_changes_nothing() {
    scene.talking(ANA, CALL, CALLS).does(new Signal.HoldAsked(CALL, ANA));
    scene.after(1).does(new Signal.ResumeAsked(CALL, ANA));

    assertThat(scene.after(2).refuses(new Signal.Held(CALL))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.Resumed(CALL))).isEqualTo(No.REPEATED);

    scene.does(new Signal.HoldAsked(CALL, ANA));
    assertThat(scene.after(4).refuses(new Signal.Resumed(CALL))).isEqualTo(No.REPEATED);
    // much later it is news: the agent has used the telephone's own button
    scene.after(2).does(new Signal.Resumed(CALL));
    scene.does(new Signal.Held(CALL));
  }

  @Test
  void a_hold_in_an_older_journal_is_read_as_one_that_the_carrier_has_reported() {
    var held = """
        {"kind": "held", "contact": "%s", "agent": "ana", "at": "%s"}
        """.formatted(CALL, NINE);

    assertThat(Json.read(held, Fact.class)).isEqualTo(new Fact.Held(CALL, ANA, false, NINE));
  }

  @Test
  void a_hold_that_the_carrier_cannot_make_is_taken_back_at_once() {
    scene.talking(ANA, CALL, CALLS).ready(BEN).does(new Signal.HoldAsked(CALL, ANA));

    assertThat(scene.refuses(new Signal.HoldFailed(CALL, Optional.of(BEN)))).isEqualTo(No.NOT_NOW);
    assertThat(scene.does(new Signal.HoldFailed(CALL, Optional.of(ANA))))
        .containsExactly(new Fact.Resumed(CALL, ANA, false, NINE));

    scene.does(new Signal.HoldAsked(CALL, ANA));
    scene.does(new Signal.ResumeAsked(CALL, ANA));
    assertThat(scene.does(new Signal.ResumeFailed(CALL, Optional.of(ANA))))
        .containsExactly(new Fact.Held(CALL, ANA, false, NINE));
  }

  @Test
  void an_agent_who_hangs_up_keeps_the_contact_to_write_it_up() {
    scene.talking(ANA, CALL, CALLS);

    var facts = scene.after(30).does(new Signal.HangUpAsked(CALL, ANA));

    assertThat(facts)
        .containsExactly(new Fact.WrapUpBegan(CALL, ANA, Rules.HUNG_UP_BY_AGENT, scene.now));
    assertThat(scene.refuses(new Signal.ContactLeft(CALL, "completed"))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.HangUpAsked(CALL, ANA))).isEqualTo(No.REPEATED);
    assertThat(scene.finishes(ANA, CALL))
        .contains(new Fact.Finished(CALL, ANA, Optional.of("solved"), false, scene.now));
  }

  @Test
  void a_held_caller_can_be_hung_up_but_nobody_hangs_up_the_call_of_another_or_a_chat() {
    scene.talking(ANA, CALL, CALLS).talking(BEN, contact(2), CHATS);
    scene.does(new Signal.HoldAsked(CALL, ANA));

    assertThat(scene.refuses(new Signal.HangUpAsked(CALL, BEN))).isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.HangUpAsked(contact(2), BEN))).isEqualTo(No.INVALID);
    assertThat(scene.refuses(new Signal.HangUpAsked(contact(3), ANA))).isEqualTo(No.UNKNOWN);
    assertThat(scene.does(new Signal.HangUpAsked(CALL, ANA))).hasSize(1);
  }

  @Test
  void nobody_hangs_up_before_customer_and_agent_talk() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.accepts(ANA, offer(CALL, 1));

    assertThat(scene.refuses(new Signal.HangUpAsked(CALL, ANA))).isEqualTo(No.NOT_NOW);
  }

  @Test
  void a_conversation_goes_on_through_its_holds() {
    scene.talking(ANA, CALL, CALLS);
    scene.after(60).does(new Signal.HoldAsked(CALL, ANA));
    assertThat(scene.contactOf(CALL).seenSince()).isEqualTo(NINE.plusSeconds(60));

    scene.after(20).does(new Signal.ResumeAsked(CALL, ANA));

    assertThat(scene.contactOf(CALL).seenSince()).isEqualTo(NINE);
    assertThat(scene.contactOf(CALL).since()).isEqualTo(NINE.plusSeconds(80));
    scene.leaves(CALL);
    assertThat(scene.contactOf(CALL).seenSince()).isEqualTo(NINE.plusSeconds(80));
  }

  @Test
  void a_conversation_with_the_next_agent_begins_anew() {
    scene.talking(ANA, CALL, CALLS).ready(BEN);
    scene
        .after(60)
        .does(new Signal.ContactMoved(
            CALL, new Destination.ToAgent(BEN), Fact.MoveReason.TRANSFER, Optional.of(ANA)));
    scene.accepts(BEN, offer(CALL, 2));

    scene.after(5).does(new Signal.Bridged(CALL));

    assertThat(scene.contactOf(CALL).seenSince()).isEqualTo(NINE.plusSeconds(65));
  }

  @Test
  void what_an_agent_asked_for_too_long_ago_is_refused_and_changes_nothing() {
    scene.talking(ANA, CALL, CALLS);

    assertThat(scene.refuses(new Signal.CameLate(ANA, Duration.ofSeconds(6)))).isEqualTo(No.LATE);
  }

  @Test
  void a_contact_gets_the_customer_it_turned_out_to_be() {
    var known = new CustomerId(new UUID(9, 1));
    scene.arrives(CALL, CALLS);

    var facts = scene.does(new Signal.ContactIdentified(CALL, known));

    assertThat(facts).containsExactly(new Fact.Identified(CALL, known, NINE));
    assertThat(scene.contactOf(CALL).customer()).isEqualTo(known);
    assertThat(scene.does(new Signal.ContactIdentified(CALL, known))).isEmpty();
    scene.leaves(CALL);
    assertThat(scene.refuses(new Signal.ContactIdentified(CALL, known))).isEqualTo(No.GONE);
  }
}
