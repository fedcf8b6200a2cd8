package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.base.ContactId;

/**
 * Who declined or missed a contact is not asked again for 30 seconds, unless nobody else can come.
 */
class PauseTest {

  private static final ContactId CALL = contact(1);

  private final Scene scene = new Scene();

  @Test
  void an_agent_who_declined_is_not_asked_again_while_another_agent_is_signed_in() {
    scene.talking(BEN, contact(2), CALLS).ready(ANA).arrives(CALL, CALLS);

    scene.declines(ANA, offer(CALL, 1));

    assertThat(scene.offeredTo(CALL)).isEmpty();
    assertThat(scene.engine.nextDeadline()).contains(NINE.plusSeconds(30));
  }

  @Test
  void the_pause_runs_out() {
    scene.talking(BEN, contact(2), CALLS).ready(ANA).arrives(CALL, CALLS);
    scene.declines(ANA, offer(CALL, 1));

    assertThat(scene.clockAfter(29)).isEmpty();
    scene.clockAfter(1);

    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }

  @Test
  void the_only_agent_is_asked_again_at_once() {
    scene.ready(ANA).arrives(CALL, CALLS);

    scene.declines(ANA, offer(CALL, 1));

    assertThat(scene.offeredTo(CALL)).contains(ANA);
    assertThat(scene.contactOf(CALL).offers()).isEqualTo(2);
  }

  @Test
  void an_agent_who_becomes_the_only_one_is_asked_again_at_that_moment() {
    for (var leaving : List.<Signal>of(
        new Signal.PresenceAsked(BEN, LUNCH),
        new Signal.PresenceAsked(BEN, OFFLINE),
        new Signal.AgentLost(BEN),
        new Signal.FloorPlanned(change(inactive(BEN))))) {
      var fresh = new Scene();
      fresh.talking(BEN, contact(2), CALLS).ready(ANA).arrives(CALL, CALLS);
      fresh.declines(ANA, offer(CALL, 1));

      fresh.after(3).does(leaving);

      assertThat(fresh.offeredTo(CALL)).as(leaving.toString()).contains(ANA);
    }
  }

  @Test
  void two_agents_who_declined_both_have_their_pause() {
    scene.ready(ANA, BEN).arrives(CALL, CALLS);
    scene.declines(ANA, offer(CALL, 1));
    scene.after(5).declines(BEN, offer(CALL, 2));

    assertThat(scene.offeredTo(CALL)).isEmpty();
    scene.clockAfter(25);
    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }

  @Test
  void an_agent_who_declined_a_contact_is_offered_the_next_one() {
    scene.talking(BEN, contact(2), CALLS).ready(ANA).arrives(CALL, CALLS);
    scene.arrives(contact(3), CALLS);

    scene.declines(ANA, offer(CALL, 1));

    assertThat(scene.offeredTo(contact(3))).contains(ANA);
    assertThat(scene.offeredTo(CALL)).isEmpty();
  }

  @Test
  void an_agent_who_missed_an_offer_and_is_back_has_a_pause_too() {
    scene.talking(BEN, contact(2), CALLS).ready(ANA).arrives(CALL, CALLS);
    scene.clockAfter(20);

    scene.ready(ANA);

    assertThat(scene.offeredTo(CALL)).isEmpty();
    scene.clockAfter(30);
    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }

  @Test
  void a_pause_that_is_over_is_noticed_by_any_signal() {
    scene.talking(BEN, contact(2), CALLS).ready(ANA).arrives(CALL, CALLS);
    scene.declines(ANA, offer(CALL, 1));

    scene.after(31).arrives(contact(3), MAILS);

    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }

  @Test
  void a_refused_signal_does_not_lose_the_end_of_a_pause() {
    scene.talking(BEN, contact(2), CALLS).ready(ANA).arrives(CALL, CALLS);
    scene.declines(ANA, offer(CALL, 1));

    scene.after(31).refuses(new Signal.Held(contact(9)));

    assertThat(scene.engine.nextDeadline())
        .hasValueSatisfying(deadline -> assertThat(deadline).isBeforeOrEqualTo(scene.now));
    scene.clockAfter(0);
    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }
}
