package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Fact.OfferEnd;

/** An agent whose last screen is gone. */
class LostAgentTest {

  private static final ContactId CALL = contact(1);
  private static final ContactId CHAT = contact(2);

  private final Scene scene = new Scene();

  @Test
  void an_offer_is_taken_back_at_once() {
    scene.ready(ANA, BEN).arrives(CALL, CALLS);

    var facts = scene.does(new Signal.AgentLost(ANA));

    assertThat(facts)
        .startsWith(
            new Fact.AgentLost(ANA, NINE.plusSeconds(60), NINE),
            new Fact.OfferClosed(offer(CALL, 1), ANA, OfferEnd.AGENT_LEFT, NINE));
    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void nothing_is_offered_to_a_lost_agent() {
    scene.ready(ANA).does(new Signal.AgentLost(ANA));

    scene.arrives(CALL, CALLS);

    assertThat(scene.offeredTo(CALL)).isEmpty();
    scene.does(new Signal.AgentFound(ANA));
    assertThat(scene.offeredTo(CALL)).contains(ANA);
  }

  @Test
  void an_agent_who_returns_in_time_has_everything_as_before() {
    scene.talking(ANA, CHAT, CHATS).does(new Signal.AgentLost(ANA));

    scene.after(59).does(new Signal.AgentFound(ANA));
    scene.clockAfter(10);

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
    assertThat(scene.engine.floor().heldBy(ANA)).extracting(Contact::id).containsExactly(CHAT);
    assertThat(scene.engine.nextDeadline())
        .as("only the end of a long silence")
        .contains(NINE.plus(Rules.STANDARD.silenceMax()));
  }

  @Test
  void an_agent_who_does_not_return_is_offline() {
    scene.ready(ANA).does(new Signal.AgentLost(ANA));

    var facts = scene.clockAfter(60);

    assertThat(facts).containsExactly(new Fact.PresenceChanged(ANA, OFFLINE, NINE.plusSeconds(60)));
    assertThat(scene.agentOf(ANA).lost()).isFalse();
    assertThat(scene.engine.nextDeadline()).isEmpty();
  }

  @Test
  void the_wrap_up_of_an_agent_who_does_not_return_ends_without_an_outcome() {
    scene.talking(ANA, CALL, CALLS).leaves(CALL);
    scene.does(new Signal.AgentLost(ANA));

    var facts = scene.clockAfter(60);

    assertThat(facts)
        .containsExactly(
            new Fact.Finished(CALL, ANA, Optional.empty(), false, NINE.plusSeconds(60)),
            new Fact.PresenceChanged(ANA, OFFLINE, NINE.plusSeconds(60)));
  }

  @Test
  void a_call_goes_on_until_the_carrier_ends_it() {
    scene.talking(ANA, CALL, CALLS).does(new Signal.AgentLost(ANA));

    var graceOver = scene.clockAfter(60);
    assertThat(scene.engine.nextDeadline()).contains(NINE.plus(Rules.STANDARD.silenceMax()));
    var ended = scene.after(100).leaves(CALL);

    assertThat(graceOver)
        .containsExactly(new Fact.PresenceDeferred(ANA, OFFLINE, NINE.plusSeconds(60)));
    assertThat(ended)
        .containsExactly(
            new Fact.Finished(CALL, ANA, Optional.empty(), false, NINE.plusSeconds(160)),
            new Fact.PresenceChanged(ANA, OFFLINE, NINE.plusSeconds(160)));
  }

  @Test
  void an_agent_who_returns_late_to_a_call_writes_it_up() {
    scene.talking(ANA, CALL, CALLS).does(new Signal.AgentLost(ANA));
    scene.clockAfter(60);

    scene.does(new Signal.AgentFound(ANA));
    scene.leaves(CALL);

    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.WrapUp.class);
    assertThat(scene.agentOf(ANA).next()).contains(OFFLINE);
  }

  @Test
  void a_chat_waits_again_in_its_place_and_goes_to_another() {
    scene.talking(ANA, CHAT, CHATS).does(new Signal.AgentLost(ANA));
    scene.ready(BEN);

    var facts = scene.clockAfter(60);

    assertThat(facts).first().isEqualTo(new Fact.CameBack(CHAT, ANA, NINE.plusSeconds(60)));
    assertThat(scene.contactOf(CHAT).rank()).isEqualTo(NINE);
    assertThat(scene.offeredTo(CHAT)).contains(BEN);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(OFFLINE);
  }

  @Test
  void a_mail_of_an_agent_who_has_gone_home_comes_first_in_the_morning() {
    scene.talking(ANA, contact(3), MAILS).does(new Signal.AgentLost(ANA));
    scene.clockAfter(60);
    scene.after(14 * 3_600).arrives(contact(4), MAILS);

    scene.does(new Signal.FloorPlanned(change(new FloorPlan.Agent(
        BEN,
        "Ben",
        SERVICE,
        Map.of(),
        Set.of(Channel.EMAIL),
        Map.of(Channel.EMAIL, 1),
        Optional.empty(),
        true))));
    scene.ready(BEN);

    assertThat(scene.offeredTo(contact(3))).as("it has its old place").contains(BEN);
    assertThat(scene.offeredTo(contact(4))).isEmpty();
    assertThat(scene.contactOf(contact(3)).arrived()).isEqualTo(NINE);
  }

  @Test
  void a_call_that_was_being_bridged_is_put_back_by_its_own_deadline() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.accepts(ANA, offer(CALL, 1));
    scene.does(new Signal.AgentLost(ANA));

    scene.clockAfter(60);

    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Queued.class);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(OFFLINE);
  }

  @Test
  void an_agent_is_lost_and_found_once_and_an_unknown_agent_is_refused() {
    assertThat(scene.does(new Signal.AgentLost(ANA))).isEmpty();
    assertThat(scene.does(new Signal.AgentFound(ANA))).isEmpty();
    scene.ready(ANA).does(new Signal.AgentLost(ANA));
    assertThat(scene.does(new Signal.AgentLost(ANA))).isEmpty();
    assertThat(scene.refuses(new Signal.AgentLost(new AgentId("zoe")))).isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(new Signal.AgentFound(new AgentId("zoe")))).isEqualTo(No.UNKNOWN);
  }
}
