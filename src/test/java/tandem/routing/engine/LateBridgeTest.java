package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.document.Json;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Fact.OfferEnd;

/** The carrier says that caller and agent talk when their bridge has been given up. */
class LateBridgeTest {

  private static final ContactId CALL = contact(1);
  private static final ContactId OTHER = contact(2);

  private final Scene scene = new Scene();

  @Test
  void a_caller_who_waits_again_is_connected_with_the_agent_they_talk_to() {
    overdue();

    var facts = scene.after(3).does(new Signal.Bridged(CALL));

    assertThat(facts)
        .containsExactly(
            new Fact.Connected(CALL, ANA, NINE.plusSeconds(33)),
            new Fact.PresenceChanged(ANA, READY, NINE.plusSeconds(33)));
    assertThat(scene.contactOf(CALL).agent()).contains(ANA);
    assertThat(scene.agentOf(ANA).contacts()).containsExactly(CALL);
    scene.ready(BEN);
    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Connected.class);
  }

  @Test
  void the_call_goes_on_as_any_other() {
    overdue();
    scene.does(new Signal.Bridged(CALL, Optional.of(ANA)));

    scene.does(new Signal.Held(CALL));
    scene.does(new Signal.Resumed(CALL));
    scene.leaves(CALL);
    scene.finishes(ANA, CALL);

    assertThat(scene.engine.floor().contacts()).isEmpty();
    scene.arrives(OTHER, CALLS);
    assertThat(scene.offeredTo(OTHER)).contains(ANA);
  }

  @Test
  void an_offer_of_the_caller_to_somebody_else_is_withdrawn_and_nobody_is_blamed() {
    overdue();
    scene.ready(BEN);
    assertThat(scene.offeredTo(CALL)).contains(BEN);
    scene.arrives(OTHER, CALLS);

    var facts = scene.after(1).does(new Signal.Bridged(CALL));

    assertThat(facts)
        .startsWith(
            new Fact.OfferClosed(offer(CALL, 2), BEN, OfferEnd.JOINED, scene.now),
            new Fact.Connected(CALL, ANA, scene.now));
    assertThat(scene.agentOf(BEN).presence()).isEqualTo(READY);
    assertThat(scene.contactOf(CALL).passed()).containsOnlyKeys(ANA);
    assertThat(scene.offeredTo(OTHER)).contains(BEN);
    assertThat(scene.refuses(new Signal.OfferAccepted(offer(CALL, 2), BEN))).isEqualTo(No.GONE);
  }

  @Test
  void another_call_that_is_offered_to_the_agent_is_withdrawn_whatever_calls_block() {
    scene.does(new Signal.FloorPlanned(change(new FloorPlan.ChannelTerms(
        Channel.CALL, 1, Set.of(), FloorPlan.Link.BRIDGED, FloorPlan.Customer.LIVE))));
    overdue();
    scene.arrives(OTHER, CALLS);
    scene.ready(BEN).ready(ANA);
    assertThat(scene.offeredTo(OTHER)).contains(ANA);

    var facts = scene.does(new Signal.Bridged(CALL, Optional.of(ANA)));

    assertThat(facts)
        .contains(new Fact.OfferClosed(offer(OTHER, 1), ANA, OfferEnd.AGENT_LEFT, scene.now));
    assertThat(scene.agentOf(ANA).contacts()).containsExactly(CALL);
    assertThat(scene.agentOf(ANA).offers()).isEmpty();
    assertThat(scene.offeredTo(OTHER)).contains(BEN);
  }

  @Test
  void an_offer_of_the_caller_to_the_same_agent_is_withdrawn() {
    overdue();
    scene.ready(ANA);
    assertThat(scene.offeredTo(CALL)).contains(ANA);

    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.agentOf(ANA).offers()).isEmpty();
    assertThat(scene.agentOf(ANA).contacts()).containsExactly(CALL);
  }

  @Test
  void other_offers_to_the_agent_are_withdrawn() {
    overdue();
    scene.arrives(OTHER, MAILS);
    scene.arrives(contact(3), CHATS);
    scene.ready(BEN, ANA);
    scene.does(new Signal.OfferDeclined(offer(CALL, 2), BEN));
    var offered = scene.agentOf(ANA).offers();
    assertThat(offered).isNotEmpty();

    scene.does(new Signal.Bridged(CALL, Optional.of(ANA)));

    assertThat(scene.agentOf(ANA).offers()).isEmpty();
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
  }

  @Test
  void a_carrier_that_takes_back_its_no_is_believed() {
    connecting();
    scene.does(new Signal.BridgeFailed(CALL, "busy"));

    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Connected.class);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
  }

  @Test
  void the_agent_whom_the_carrier_names_counts_or_the_one_who_was_tried_last() {
    triedWithAnaAndBen();
    scene.does(new Signal.Bridged(CALL, Optional.of(ANA)));
    assertThat(scene.contactOf(CALL).agent()).contains(ANA);

    var again = new LateBridgeTest();
    again.triedWithAnaAndBen();
    again.scene.does(new Signal.Bridged(CALL));
    assertThat(again.scene.contactOf(CALL).agent()).contains(BEN);
  }

  @Test
  void an_agent_who_was_tried_again_was_tried_last() {
    triedWithAnaAndBen();
    scene.after(31).ready(ANA);
    scene.accepts(ANA, offer(CALL, 3));
    scene.clockAfter(30);

    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.contactOf(CALL).agent()).contains(ANA);
  }

  @Test
  void an_agent_who_never_accepted_the_caller_is_not_joined() {
    overdue();

    assertThat(scene.refuses(new Signal.Bridged(CALL, Optional.of(BEN)))).isEqualTo(No.GONE);
    scene.arrives(OTHER, CALLS);
    assertThat(scene.refuses(new Signal.Bridged(OTHER))).isEqualTo(No.GONE);
    assertThat(scene.refuses(new Signal.Bridged(OTHER, Optional.of(ANA)))).isEqualTo(No.GONE);
  }

  @Test
  void another_agent_who_has_the_caller_by_then_keeps_them() {
    overdue();
    scene.ready(BEN).accepts(BEN, offer(CALL, 2));

    assertThat(scene.refuses(new Signal.Bridged(CALL, Optional.of(ANA)))).isEqualTo(No.GONE);
    scene.does(new Signal.Bridged(CALL, Optional.of(BEN)));
    assertThat(scene.refuses(new Signal.Bridged(CALL, Optional.of(ANA)))).isEqualTo(No.GONE);
    assertThat(scene.refuses(new Signal.Bridged(CALL, Optional.of(BEN)))).isEqualTo(No.REPEATED);
  }

  @Test
  void said_again_it_is_a_repeat_and_after_the_end_it_is_too_late() {
    overdue();
    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.refuses(new Signal.Bridged(CALL))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.BridgeFailed(CALL, "overdue"))).isEqualTo(No.REPEATED);
    scene.leaves(CALL);
    scene.finishes(ANA, CALL);
    assertThat(scene.refuses(new Signal.Bridged(CALL))).isEqualTo(No.GONE);
  }

  @Test
  void another_contact_that_was_being_bridged_to_the_agent_waits_again() {
    overdue();
    scene.ready(BEN).arrives(OTHER, CALLS);
    scene.ready(ANA).accepts(ANA, offer(OTHER, 1));

    var facts = scene.does(new Signal.Bridged(CALL, Optional.of(ANA)));

    assertThat(facts)
        .contains(
            new Fact.BridgeFailed(OTHER, ANA, "in_another_call", scene.now),
            new Fact.Connected(CALL, ANA, scene.now));
    assertThat(scene.offeredTo(OTHER)).contains(BEN);
    assertThat(scene.agentOf(ANA).contacts()).containsExactly(CALL);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
    assertThat(scene.refuses(new Signal.Bridged(OTHER))).isEqualTo(No.GONE);
  }

  @Test
  void an_agent_who_talks_in_another_call_is_not_joined() {
    overdueAndTakesAnother();

    assertThat(scene.refuses(new Signal.Bridged(CALL))).isEqualTo(No.GONE);

    scene.does(new Signal.Held(OTHER));
    assertThat(scene.refuses(new Signal.Bridged(CALL))).isEqualTo(No.GONE);
  }

  @Test
  void the_write_up_of_another_call_is_closed_for_it() {
    overdueAndTakesAnother();
    scene.leaves(OTHER);

    var facts = scene.does(new Signal.Bridged(CALL));

    assertThat(facts)
        .containsSubsequence(
            new Fact.Finished(OTHER, ANA, Optional.empty(), false, scene.now),
            new Fact.Connected(CALL, ANA, scene.now));
  }

  @Test
  void an_agent_who_went_to_lunch_is_at_lunch_after_the_call() {
    connecting();
    scene.asks(ANA, LUNCH);
    scene.clockAfter(30);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(LUNCH);

    scene.does(new Signal.Bridged(CALL));
    scene.leaves(CALL);
    scene.finishes(ANA, CALL);

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(LUNCH);
  }

  @Test
  void an_agent_who_went_home_is_here_until_the_call_is_over() {
    overdue();
    scene.asks(ANA, OFFLINE);

    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(UNREACHABLE);
    assertThat(scene.agentOf(ANA).next()).contains(OFFLINE);
    scene.leaves(CALL);
    scene.finishes(ANA, CALL);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(OFFLINE);
  }

  @Test
  void the_call_of_an_agent_who_went_home_without_a_screen_is_not_written_up() {
    overdue();
    scene.asks(ANA, OFFLINE);
    scene.does(new Signal.Bridged(CALL));
    scene.does(new Signal.AgentLost(ANA));
    scene.clockAfter(60);
    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Connected.class);

    scene.leaves(CALL);

    assertThat(scene.engine.floor().contacts()).isEmpty();
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(OFFLINE);
  }

  @Test
  void an_agent_who_has_lost_their_screen_keeps_the_call() {
    overdue();
    scene.does(new Signal.AgentLost(ANA));

    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.agentOf(ANA).contacts()).containsExactly(CALL);
    assertThat(scene.agentOf(ANA).lost()).isTrue();
    scene.clockAfter(61);
    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Connected.class);
  }

  @Test
  void an_agent_whose_grace_ended_during_the_bridge_is_joined() {
    connecting();
    scene.does(new Signal.AgentLost(ANA));
    scene.after(70);
    scene.does(new Signal.ClockReached(NINE)); // the yes was never said to the carrier in time

    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.contactOf(CALL).agent()).contains(ANA);
  }

  @Test
  void an_agent_who_is_no_longer_active_talks_and_does_not_become_ready() {
    overdue();
    scene.does(new Signal.FloorPlanned(change(inactive(ANA))));

    scene.does(new Signal.Bridged(CALL));

    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Connected.class);
    assertThat(scene.agentOf(ANA).signedIn()).isFalse();
  }

  @Test
  void a_new_owner_knows_whose_bridge_was_tried_last() {
    triedWithAnaAndBen();
    var paper = Json.write(scene.engine.floor().snapshot());
    var successor =
        new RoutingEngine(Rules.STANDARD, Floor.of(Json.read(paper, FloorSnapshot.class)));

    successor.handle(new Signal.Bridged(CALL), scene.now);

    assertThat(successor.floor().contact(CALL).flatMap(Contact::agent)).contains(BEN);
  }

  @Test
  void a_floor_made_of_facts_knows_the_agents_who_were_tried_and_joined() {
    var journal = new ArrayList<Fact>();
    var engine = new RoutingEngine(Rules.STANDARD);
    for (var signal : List.of(
        new Signal.FloorPlanned(PLAN),
        new Signal.PresenceAsked(ANA, READY),
        scene.arrival(CALL, CALLS, NINE),
        new Signal.OfferAccepted(offer(CALL, 1), ANA),
        new Signal.BridgeFailed(CALL, "busy"),
        new Signal.PresenceAsked(BEN, READY),
        new Signal.Bridged(CALL))) {
      journal.addAll(((Decision.Decided) engine.handle(signal, NINE)).facts());
    }

    var replayed = new Floor();
    journal.stream().map(fact -> Json.read(Json.write(fact), Fact.class)).forEach(replayed::apply);

    assertThat(replayed).isEqualTo(engine.floor());
    assertThat(replayed.contact(CALL).flatMap(Contact::agent)).contains(ANA);
  }

  @Test
  void a_snapshot_of_an_earlier_version_names_no_tried_agent() throws Exception {
    overdue();
    var paper =
        (ObjectNode) Json.MAPPER.readTree(Json.write(scene.engine.floor().snapshot()));
    paper.path("contacts").forEach(contact -> ((ObjectNode) contact).remove("tried"));

    var floor = Floor.of(Json.read(paper.toString(), FloorSnapshot.class));

    assertThat(floor.contact(CALL).orElseThrow().lastTried()).isEmpty();
    assertThat(new RoutingEngine(Rules.STANDARD, floor).handle(new Signal.Bridged(CALL), scene.now))
        .isInstanceOf(Decision.Refused.class);
  }

  private void connecting() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.accepts(ANA, offer(CALL, 1));
  }

  private void overdue() {
    connecting();
    scene.clockAfter(30);
    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Queued.class);
  }

  private void triedWithAnaAndBen() {
    overdue();
    scene.ready(BEN).accepts(BEN, offer(CALL, 2));
    scene.clockAfter(30);
    assertThat(scene.contactOf(CALL).phase()).isInstanceOf(Phase.Queued.class);
  }

  /** Ben passes the caller on and Ana gets the next one. */
  private void overdueAndTakesAnother() {
    overdue();
    scene.arrives(OTHER, CALLS);
    scene.ready(BEN).ready(ANA);
    assertThat(scene.offeredTo(CALL)).contains(BEN);
    scene.accepts(ANA, offer(OTHER, 1));
    scene.does(new Signal.Bridged(OTHER));
  }
}
