package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.ContactId;
import tandem.routing.engine.Decision.No;

/** Between the agent's yes and the first word of a call. */
class BridgeTest {

  private static final ContactId CALL = contact(1);

  private final Scene scene = new Scene();

  @Test
  void a_bridged_call_is_connected() {
    connecting();

    var facts = scene.after(2).does(new Signal.Bridged(CALL));

    assertThat(facts).containsExactly(new Fact.Connected(CALL, ANA, NINE.plusSeconds(2)));
    assertThat(scene.engine.nextDeadline()).contains(scene.now.plus(Rules.STANDARD.silenceMax()));
  }

  @Test
  void a_failed_bridge_puts_the_call_back_in_its_place_and_the_agent_away() {
    connecting();

    var facts = scene.after(2).does(new Signal.BridgeFailed(CALL, "busy"));

    assertThat(facts)
        .containsExactly(
            new Fact.BridgeFailed(CALL, ANA, "busy", NINE.plusSeconds(2)),
            new Fact.PresenceChanged(ANA, UNREACHABLE, NINE.plusSeconds(2)));
    assertThat(scene.contactOf(CALL).rank()).isEqualTo(NINE);
    assertThat(scene.agentOf(ANA).contacts()).isEmpty();
  }

  @Test
  void a_carrier_that_says_nothing_has_failed_at_the_deadline() {
    connecting();
    assertThat(scene.engine.nextDeadline()).contains(NINE.plusSeconds(30));

    var facts = scene.clockAfter(30);

    assertThat(facts)
        .containsExactly(
            new Fact.BridgeFailed(CALL, ANA, "overdue", NINE.plusSeconds(30)),
            new Fact.PresenceChanged(ANA, UNREACHABLE, NINE.plusSeconds(30)));
  }

  @Test
  void nobody_is_blamed_for_a_bridge_that_was_never_asked_for() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.after(1).accepts(ANA, offer(CALL, 1));

    scene.after(30);
    scene.does(new Signal.ClockReached(NINE));

    assertThat(scene.contactOf(CALL).phase()).isNotInstanceOf(Phase.Connecting.class);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
  }

  @Test
  void an_agent_who_could_not_be_reached_and_is_back_has_a_pause() {
    scene.talking(BEN, contact(2), CALLS);
    connecting();
    scene.does(new Signal.BridgeFailed(CALL, "busy"));

    scene.ready(ANA);

    assertThat(scene.offeredTo(CALL)).isEmpty();
    scene.clockAfter(30);
    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }

  @Test
  void late_news_of_an_earlier_bridge_does_not_connect_the_next_agent() {
    connecting();
    scene.does(new Signal.BridgeFailed(CALL, Optional.of(ANA), "busy"));
    scene.ready(BEN).accepts(BEN, offer(CALL, 2));

    assertThat(scene.refuses(new Signal.Bridged(CALL, Optional.of(ANA)))).isEqualTo(No.GONE);
    assertThat(scene.refuses(new Signal.BridgeFailed(CALL, Optional.of(ANA), "busy")))
        .isEqualTo(No.GONE);
    assertThat(scene.does(new Signal.Bridged(CALL, Optional.of(BEN)))).isNotEmpty();
  }

  @Test
  void repeats_and_unknown_calls_are_refused_quietly() {
    connecting();
    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.refuses(new Signal.Bridged(CALL))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.BridgeFailed(CALL, "busy"))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.Bridged(contact(9)))).isEqualTo(No.UNKNOWN);
    scene.leaves(CALL);
    scene.finishes(ANA, CALL);
    assertThat(scene.refuses(new Signal.Bridged(CALL))).isEqualTo(No.GONE);
  }

  @Test
  void a_bridge_past_its_deadline_counts_as_long_as_nobody_decided_otherwise() {
    connecting();

    scene.after(31).does(new Signal.Bridged(CALL));

    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Connected.class);
  }

  @Test
  void a_customer_who_hangs_up_before_the_bridge_frees_the_agent() {
    connecting();
    scene.arrives(contact(2), CALLS);

    var facts = scene.after(9).leaves(CALL);

    assertThat(facts)
        .first()
        .isEqualTo(
            new Fact.Abandoned(CALL, Optional.of(ANA), "hung_up", false, NINE.plusSeconds(9)));
    assertThat(scene.offeredTo(contact(2))).contains(ANA);
  }

  @Test
  void the_lunch_asked_for_while_connecting_begins_when_the_bridge_fails() {
    connecting();
    scene.asks(ANA, LUNCH);

    scene.does(new Signal.BridgeFailed(CALL, "busy"));

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(LUNCH);
  }

  @Test
  void a_call_that_is_being_bridged_cannot_be_finished() {
    connecting();

    assertThat(scene.refuses(new Signal.ContactFinished(CALL, ANA, Optional.empty())))
        .isEqualTo(No.NOT_NOW);
  }

  private void connecting() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.accepts(ANA, offer(CALL, 1));
  }
}
