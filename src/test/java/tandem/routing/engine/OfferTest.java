package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Fact.OfferEnd;
import tandem.routing.engine.FloorPlan.Strategy;

class OfferTest {

  private static final ContactId CALL = contact(1);

  private final Scene scene = new Scene();

  @Test
  void an_arriving_call_is_offered_to_a_ready_agent_at_once() {
    scene.ready(ANA);

    var facts = scene.after(10).arrives(CALL, CALLS);

    assertThat(facts)
        .containsExactly(
            new Fact.Queued(
                CALL,
                Channel.CALL,
                CALLS,
                Optional.of(new Endpoint("native", CALL.toString())),
                CUSTOMER,
                Duration.ZERO,
                NINE.plusSeconds(10),
                NINE.plusSeconds(10)),
            new Fact.Offered(
                offer(CALL, 1),
                ANA,
                new Fact.Choice(Strategy.LONGEST_IDLE, NINE, 0, 1, Optional.empty()),
                NINE.plusSeconds(30),
                NINE.plusSeconds(10)));
  }

  @Test
  void an_agent_who_becomes_ready_is_offered_a_waiting_contact() {
    scene.arrives(CALL, CALLS);

    scene.after(60).ready(ANA);

    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }

  @Test
  void an_accepted_call_is_bridged_and_an_accepted_chat_is_connected() {
    scene.ready(ANA, BEN).arrives(CALL, CALLS);
    scene.arrives(contact(2), CHATS);

    var call = scene.accepts(ANA, offer(CALL, 1));
    var chat = scene.accepts(BEN, offer(contact(2), 1));

    assertThat(call)
        .containsExactly(
            new Fact.Accepted(offer(CALL, 1), ANA, Optional.of(NINE.plusSeconds(30)), NINE));
    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Connecting.class);
    assertThat(chat)
        .containsExactly(
            new Fact.Accepted(offer(contact(2), 1), BEN, Optional.empty(), NINE),
            new Fact.Connected(contact(2), BEN, NINE));
    assertThat(scene.contactOf(contact(2)).phase()).isInstanceOf(Phase.Connected.class);
  }

  @Test
  void a_declined_offer_goes_to_the_next() {
    scene.ready(ANA, BEN).arrives(CALL, CALLS);

    var facts = scene.declines(ANA, offer(CALL, 1));

    assertThat(facts)
        .first()
        .isEqualTo(new Fact.OfferClosed(offer(CALL, 1), ANA, OfferEnd.DECLINED, NINE));
    assertThat(scene.offeredTo(CALL)).contains(BEN);
    assertThat(scene.contactOf(CALL).offers()).isEqualTo(2);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
  }

  @Test
  void an_offer_not_answered_in_time_goes_back_and_its_agent_is_not_ready() {
    scene.ready(ANA).arrives(CALL, CALLS);
    assertThat(scene.engine.nextDeadline()).contains(NINE.plusSeconds(20));

    var facts = scene.clockAfter(20);

    assertThat(facts)
        .containsExactly(
            new Fact.OfferClosed(offer(CALL, 1), ANA, OfferEnd.EXPIRED, NINE.plusSeconds(20)),
            new Fact.PresenceChanged(ANA, MISSED_OFFER, NINE.plusSeconds(20)));
    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Queued.class);
  }

  @Test
  void a_missed_offer_takes_the_agents_other_offers_back() {
    scene.ready(ANA).arrives(contact(2), CHATS);
    scene.after(5).arrives(contact(3), CHATS);

    var facts = scene.clockAfter(15);

    assertThat(facts)
        .contains(new Fact.OfferClosed(
            offer(contact(3), 1), ANA, OfferEnd.AGENT_LEFT, NINE.plusSeconds(20)));
    assertThat(scene.agentOf(ANA).offers()).isEmpty();
  }

  @Test
  void an_offer_that_was_never_shown_runs_out_without_blame() {
    scene.ready(ANA).after(1).arrives(CALL, CALLS);

    scene.after(20);
    var facts = scene.does(new Signal.ClockReached(NINE));

    assertThat(facts)
        .first()
        .isEqualTo(
            new Fact.OfferClosed(offer(CALL, 1), ANA, OfferEnd.UNSHOWN, NINE.plusSeconds(21)));
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
    assertThat(scene.offeredTo(CALL)).contains(ANA);
    assertThat(scene.contactOf(CALL).offers()).isEqualTo(2);
  }

  @Test
  void an_answer_at_the_deadline_is_too_late_even_before_the_clock_says_so() {
    scene.ready(ANA).arrives(CALL, CALLS);

    scene.after(20);

    assertThat(scene.refuses(new Signal.OfferAccepted(offer(CALL, 1), ANA))).isEqualTo(No.GONE);
    assertThat(scene.refuses(new Signal.OfferDeclined(offer(CALL, 1), ANA))).isEqualTo(No.GONE);
  }

  @Test
  void an_answer_just_before_the_deadline_is_in_time() {
    scene.ready(ANA).arrives(CALL, CALLS);

    scene.now = NINE.plusSeconds(20).minusNanos(1);

    assertThat(scene.accepts(ANA, offer(CALL, 1))).isNotEmpty();
  }

  @Test
  void an_offer_is_withdrawn_when_the_customer_leaves() {
    scene.ready(ANA).arrives(CALL, CALLS);

    var facts = scene.after(7).leaves(CALL);

    assertThat(facts)
        .containsExactly(
            new Fact.OfferClosed(offer(CALL, 1), ANA, OfferEnd.CUSTOMER_LEFT, NINE.plusSeconds(7)),
            new Fact.Abandoned(CALL, Optional.empty(), "hung_up", false, NINE.plusSeconds(7)));
  }

  @Test
  void an_answer_after_the_hang_up_finds_nobody() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.leaves(CALL);

    assertThat(scene.refuses(new Signal.OfferAccepted(offer(CALL, 1), ANA))).isEqualTo(No.GONE);
    assertThat(scene.engine.floor().contacts()).isEmpty();
    assertThat(scene.agentOf(ANA).contacts()).isEmpty();
  }

  @Test
  void only_the_agent_it_is_held_out_to_can_answer() {
    scene.ready(ANA, BEN).arrives(CALL, CALLS);

    assertThat(scene.refuses(new Signal.OfferAccepted(offer(CALL, 1), BEN))).isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(new Signal.OfferDeclined(offer(CALL, 1), BEN))).isEqualTo(No.UNKNOWN);
  }

  @Test
  void answers_to_earlier_later_and_unheard_of_offers_are_told_apart() {
    scene.ready(ANA, BEN).arrives(CALL, CALLS);
    scene.declines(ANA, offer(CALL, 1));

    assertThat(scene.refuses(new Signal.OfferAccepted(offer(CALL, 1), ANA))).isEqualTo(No.GONE);
    assertThat(scene.refuses(new Signal.OfferAccepted(offer(CALL, 3), BEN))).isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(new Signal.OfferAccepted(offer(contact(9), 1), BEN)))
        .isEqualTo(No.UNKNOWN);
    scene.accepts(BEN, offer(CALL, 2));
    assertThat(scene.refuses(new Signal.OfferAccepted(offer(CALL, 2), BEN))).isEqualTo(No.REPEATED);
  }

  @Test
  void taking_a_call_gives_back_the_mails_that_were_held_out() {
    scene.ready(ANA).arrives(contact(2), MAILS);
    scene.arrives(CALL, CALLS);

    var facts = scene.accepts(ANA, offer(CALL, 1));

    assertThat(facts)
        .contains(new Fact.OfferClosed(offer(contact(2), 1), ANA, OfferEnd.AGENT_LEFT, NINE));
    assertThat(scene.contactOf(contact(2)).phase()).isInstanceOf(Phase.Queued.class);
  }
}
