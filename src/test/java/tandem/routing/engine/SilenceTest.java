package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.ANA;
import static tandem.routing.engine.Scene.CALLS;
import static tandem.routing.engine.Scene.NINE;
import static tandem.routing.engine.Scene.contact;
import static tandem.routing.engine.Scene.offer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.ContactId;

/** A call whose end nobody tells is over one day all the same. */
class SilenceTest {

  private static final ContactId CALL = contact(1);
  private static final int ASKING = (int) Rules.STANDARD.askingSilenceMax().toSeconds();
  private static final int EVER = (int) Rules.STANDARD.silenceMax().toSeconds();

  private final Scene scene = new Scene();

  @Test
  void a_waiting_caller_whose_carrier_stops_asking_has_left() {
    scene.arrives(CALL, CALLS);
    scene.after(30).does(new Signal.ContactHeard(CALL));
    assertThat(scene.clockAfter(ASKING - 1)).isEmpty();

    var facts = scene.clockAfter(1);

    assertThat(facts)
        .containsExactly(
            new Fact.Abandoned(CALL, Optional.empty(), Rules.SILENT, false, scene.now));
  }

  @Test
  void a_caller_whose_carrier_goes_on_asking_waits_and_it_is_written_down_now_and_then() {
    scene.arrives(CALL, CALLS);
    int written = 0;
    for (int i = 0; i < 60; i++) {
      written += scene.after(30).does(new Signal.ContactHeard(CALL)).size();
      assertThat(scene.clockAfter(0)).isEmpty();
    }

    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Queued.class);
    assertThat(written).isEqualTo(30);
  }

  @Test
  void offers_are_no_news_of_the_caller() {
    scene.arrives(CALL, CALLS);
    scene.does(new Signal.ContactHeard(CALL));
    scene.after(ASKING - 5).ready(ANA);

    var facts = scene.clockAfter(5);

    assertThat(facts)
        .containsExactly(
            new Fact.OfferClosed(offer(CALL, 1), ANA, Fact.OfferEnd.CUSTOMER_LEFT, scene.now),
            new Fact.Abandoned(CALL, Optional.empty(), Rules.SILENT, false, scene.now));
  }

  @Test
  void a_failed_bridge_is_a_sign_of_life_of_the_caller() {
    scene.ready(ANA);
    scene.arrives(CALL, CALLS);
    scene.does(new Signal.ContactHeard(CALL));
    scene.accepts(ANA, offer(CALL, 1));
    scene.after(20).does(new Signal.BridgeFailed(CALL, "busy"));

    assertThat(scene.clockAfter(ASKING - 1)).isEmpty();
    assertThat(scene.clockAfter(1)).hasSize(1);
  }

  @Test
  void a_caller_whose_carrier_never_asks_waits_for_long_but_not_for_ever() {
    scene.arrives(CALL, CALLS);

    assertThat(scene.clockAfter(EVER - 1)).isEmpty();
    assertThat(scene.clockAfter(1)).hasSize(1).allMatch(Fact.Abandoned.class::isInstance);
  }

  @Test
  void a_talk_that_never_ends_is_written_up_one_day() {
    scene.talking(ANA, CALL, CALLS);

    assertThat(scene.clockAfter(EVER - 1)).isEmpty();
    assertThat(scene.clockAfter(1))
        .containsExactly(new Fact.WrapUpBegan(CALL, ANA, Rules.SILENT, scene.now));
  }

  @Test
  void a_silent_call_of_an_agent_who_is_gone_ends_and_is_hung_up() {
    scene.talking(ANA, CALL, CALLS);
    scene.does(new Signal.AgentLost(ANA));
    scene.clockAfter(60);

    var facts = scene.clockAfter(EVER);

    assertThat(facts).contains(new Fact.Finished(CALL, ANA, Optional.empty(), true, scene.now));
    assertThat(scene.agentOf(ANA).contacts()).isEmpty();
  }

  @Test
  void an_agent_who_finishes_closes_the_contact_whatever_the_carrier_says() {
    scene.talking(ANA, CALL, CALLS);

    var facts = scene.finishes(ANA, CALL);

    assertThat(facts)
        .contains(new Fact.Finished(CALL, ANA, Optional.of("solved"), true, scene.now));
    assertThat(scene.engine.floor().contact(CALL)).isEmpty();
  }

  @Test
  void while_nobody_was_there_to_hear_silence_means_nothing() {
    scene.arrives(CALL, CALLS);
    scene.does(new Signal.ContactHeard(CALL));
    scene.after(ASKING * 3);
    var successor =
        new RoutingEngine(Rules.STANDARD, Floor.of(scene.engine.floor().snapshot()));
    var _ = successor.handle(new Signal.TimeLost(Duration.ofSeconds(ASKING * 3L)), scene.now);

    var first = successor.handle(new Signal.ClockReached(NINE), scene.now);
    var heard = successor.handle(new Signal.ContactHeard(CALL), scene.now.plusSeconds(30));
    var gone = scene.now.plusSeconds(30L + ASKING);

    assertThat(first).isEqualTo(new Decision.Decided(List.of()));
    assertThat(heard)
        .isEqualTo(new Decision.Decided(List.of(new Fact.Heard(CALL, scene.now.plusSeconds(30)))));
    assertThat(successor.nextDeadline()).contains(gone);
  }

  @Test
  void a_status_of_a_call_that_never_came_is_forgotten_after_a_while() {
    scene.leaves(CALL);
    assertThat(scene.engine.floor().ended(CALL, scene.now)).isPresent();

    scene.after((int) Floor.MEMORY.toSeconds());

    assertThat(scene.engine.floor().ended(CALL, scene.now)).isEmpty();
    assertThat(scene.arrives(contact(2), CALLS)).hasSize(1);
    assertThat(scene.engine.floor().remembered()).isZero();
  }

  @Test
  void a_chat_that_comes_back_from_a_lost_agent_after_a_long_silence_is_over_at_once() {
    var chat = contact(2);
    scene.arrives(chat, Scene.CHATS);
    scene.clockAfter(EVER - 60);
    scene.ready(ANA).accepts(ANA, offer(chat, 1));
    scene.after(30).does(new Signal.AgentLost(ANA));

    var facts = scene.clockAfter(60);

    assertThat(facts)
        .contains(
            new Fact.CameBack(chat, ANA, scene.now),
            new Fact.Abandoned(chat, Optional.empty(), Rules.SILENT, false, scene.now));
  }
}
