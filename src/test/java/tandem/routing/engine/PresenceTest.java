package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.ReasonId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Fact.OfferEnd;

class PresenceTest {

  private static final ContactId CALL = contact(1);

  private final Scene scene = new Scene();

  @Test
  void agents_begin_offline() {
    assertThat(scene.engine.floor().agents()).allSatisfy(agent -> {
      assertThat(agent.presence()).isEqualTo(OFFLINE);
      assertThat(agent.since()).isEqualTo(NINE);
    });
  }

  @Test
  void a_free_agent_has_the_presence_at_once_that_they_ask_for() {
    assertThat(scene.asks(ANA, LUNCH)).containsExactly(new Fact.PresenceChanged(ANA, LUNCH, NINE));
    assertThat(scene.asks(ANA, READY)).containsExactly(new Fact.PresenceChanged(ANA, READY, NINE));
    assertThat(scene.asks(ANA, OFFLINE))
        .containsExactly(new Fact.PresenceChanged(ANA, OFFLINE, NINE));
  }

  @Test
  void a_presence_that_is_asked_for_twice_makes_no_facts() {
    scene.ready(ANA);

    assertThat(scene.after(5).asks(ANA, READY)).isEmpty();
    assertThat(scene.agentOf(ANA).since()).isEqualTo(NINE);
  }

  @Test
  void unknown_agents_and_reasons_and_inactive_agents_are_refused() {
    scene.does(new Signal.FloorPlanned(change(inactive(CLEO))));

    assertThat(scene.refuses(new Signal.PresenceAsked(new AgentId("zoe"), READY)))
        .isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(
            new Signal.PresenceAsked(ANA, new Presence.NotReady(new ReasonId("golf")))))
        .isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(new Signal.PresenceAsked(ANA, MISSED_OFFER))).isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(new Signal.PresenceAsked(CLEO, READY))).isEqualTo(No.NOT_NOW);
  }

  @Test
  void a_reason_that_follows_from_what_happens_cannot_be_chosen() {
    scene.does(new Signal.FloorPlanned(new FloorPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Stream.of(Presence.MISSED_OFFER, Presence.BRIDGE_FAILED)
            .map(id -> new FloorPlan.Reason(id, id.value(), false, false, Optional.empty()))
            .toList(),
        List.of(),
        Optional.empty())));

    assertThat(scene.refuses(new Signal.PresenceAsked(ANA, MISSED_OFFER))).isEqualTo(No.INVALID);
    assertThat(scene.refuses(new Signal.PresenceAsked(ANA, UNREACHABLE))).isEqualTo(No.INVALID);
  }

  @Test
  void an_agent_who_is_ready_has_been_free_since_their_last_contact() {
    scene.talking(ANA, CALL, CALLS);
    scene.after(300).leaves(CALL);

    scene.after(10).finishes(ANA, CALL);

    assertThat(scene.agentOf(ANA).seenSince()).isEqualTo(NINE.plusSeconds(310));
    scene.after(5).asks(ANA, LUNCH);
    assertThat(scene.agentOf(ANA).seenSince()).isEqualTo(NINE.plusSeconds(315));
  }

  @Test
  void lunch_asked_for_in_a_call_begins_when_the_call_is_written_up() {
    scene.talking(ANA, CALL, CALLS);

    var asked = scene.asks(ANA, LUNCH);
    scene.leaves(CALL);
    var finished = scene.after(9).finishes(ANA, CALL);

    assertThat(asked).containsExactly(new Fact.PresenceDeferred(ANA, LUNCH, NINE));
    assertThat(finished)
        .last()
        .isEqualTo(new Fact.PresenceChanged(ANA, LUNCH, NINE.plusSeconds(9)));
    assertThat(scene.agentOf(ANA).next()).isEmpty();
  }

  @Test
  void lunch_waits_for_the_last_of_several_chats() {
    scene.talking(ANA, contact(2), CHATS).talking(ANA, contact(3), CHATS).asks(ANA, LUNCH);

    scene.finishes(ANA, contact(2));

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
    scene.finishes(ANA, contact(3));
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(LUNCH);
  }

  @Test
  void an_agent_who_goes_to_lunch_after_this_contact_is_offered_nothing_more() {
    scene.talking(ANA, contact(2), CHATS).asks(ANA, LUNCH);

    scene.arrives(contact(3), CHATS);

    assertThat(scene.offeredTo(contact(3))).isEmpty();
  }

  @Test
  void asking_for_ready_takes_the_lunch_back() {
    scene.talking(ANA, contact(2), CHATS).asks(ANA, LUNCH);
    scene.arrives(contact(3), CHATS);

    var facts = scene.after(3).asks(ANA, READY);

    assertThat(facts).first().isEqualTo(new Fact.PresenceChanged(ANA, READY, NINE.plusSeconds(3)));
    assertThat(scene.offeredTo(contact(3))).contains(ANA);
    assertThat(scene.agentOf(ANA).since()).isEqualTo(NINE);
  }

  @Test
  void the_last_wish_counts() {
    scene.talking(ANA, contact(2), CHATS).asks(ANA, LUNCH);

    scene.asks(ANA, OFFLINE);
    assertThat(scene.asks(ANA, OFFLINE)).isEmpty();
    scene.finishes(ANA, contact(2));

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(OFFLINE);
  }

  @Test
  void going_away_gives_a_pending_offer_back_at_once() {
    scene.ready(ANA, BEN).arrives(CALL, CALLS);

    var facts = scene.asks(ANA, LUNCH);

    assertThat(facts)
        .contains(
            new Fact.OfferClosed(offer(CALL, 1), ANA, OfferEnd.AGENT_LEFT, NINE),
            new Fact.PresenceChanged(ANA, LUNCH, NINE));
    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void going_away_next_gives_a_pending_offer_back_at_once_too() {
    scene.talking(ANA, contact(2), CHATS).arrives(contact(3), CHATS);

    var facts = scene.asks(ANA, LUNCH);

    assertThat(facts)
        .containsExactly(
            new Fact.OfferClosed(offer(contact(3), 1), ANA, OfferEnd.AGENT_LEFT, NINE),
            new Fact.PresenceDeferred(ANA, LUNCH, NINE));
  }

  @Test
  void an_agent_who_is_no_longer_active_is_sent_home_after_the_last_contact() {
    scene.talking(ANA, CALL, CALLS).ready(BEN);

    scene.does(new Signal.FloorPlanned(change(inactive(ANA), inactive(BEN))));

    assertThat(scene.agentOf(ANA).next()).contains(OFFLINE);
    assertThat(scene.agentOf(BEN).presence()).isEqualTo(OFFLINE);
    assertThat(scene.refuses(new Signal.PresenceAsked(ANA, READY))).isEqualTo(No.NOT_NOW);
  }
}
