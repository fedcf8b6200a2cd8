package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.document.Json;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Destination.ToAgent;
import tandem.routing.engine.Destination.ToQueue;
import tandem.routing.engine.Fact.MoveReason;
import tandem.routing.engine.FloorPlan.Strategy;

/** Contacts that are moved to another queue or given to one agent. */
class MoveTest {

  private static final ContactId CALL = contact(1);
  private static final QueueId REPAIRS = new QueueId("repairs");

  private static final DepartmentId SHIPPING = new DepartmentId("shipping");

  private final Scene scene = new Scene();

  MoveTest() {
    scene.does(new Signal.FloorPlanned(change(queue(
        REPAIRS, Channel.CALL, Map.of(), Strategy.LONGEST_IDLE, Duration.ofSeconds(40), true))));
  }

  @Test
  void a_contact_that_waits_moves_to_another_queue_and_keeps_its_arrival() {
    scene.arrives(CALL, CALLS);

    var facts = scene.after(30).does(move(new ToQueue(REPAIRS), MoveReason.OVERFLOW));

    assertThat(facts)
        .containsExactly(new Fact.Moved(
            CALL,
            new ToQueue(REPAIRS),
            MoveReason.OVERFLOW,
            Optional.empty(),
            Optional.of(new Fact.Left(CALLS, Optional.empty())),
            Optional.empty(),
            Duration.ofSeconds(40),
            scene.now));
    assertThat(scene.contactOf(CALL))
        .satisfies(
            contact -> assertThat(contact.queue()).isEqualTo(REPAIRS),
            contact -> assertThat(contact.arrived()).isEqualTo(NINE),
            contact -> assertThat(contact.rank()).isEqualTo(NINE.minusSeconds(40)),
            contact -> assertThat(contact.phase()).isInstanceOf(Phase.Queued.class));
  }

  @Test
  void a_customers_own_head_start_moves_along() {
    scene.does(new Signal.ContactArrived(
        CALL,
        Channel.CALL,
        CALLS,
        new tandem.base.Endpoint("native", "1"),
        CUSTOMER,
        Duration.ofSeconds(90),
        NINE));

    scene.does(move(new ToQueue(REPAIRS), MoveReason.OVERFLOW));

    assertThat(scene.contactOf(CALL).rank()).isEqualTo(NINE.minusSeconds(130));
  }

  @Test
  void a_contact_that_moves_to_another_department_is_handed_over() {
    inShipping();
    scene.arrives(CALL, CALLS);

    var facts = scene.does(move(new ToQueue(REPAIRS), MoveReason.HOURS));

    assertThat(facts)
        .extracting(fact -> ((Fact.Moved) fact).handOver())
        .containsExactly(Optional.of(new Fact.HandOver(SERVICE, SHIPPING)));
  }

  @Test
  void a_contact_that_is_given_to_a_colleague_of_another_department_is_not_handed_over() {
    inShipping();
    scene.does(new Signal.FloorPlanned(
        change(new FloorPlan.Agent(CLEO, "Cleo", SHIPPING, Map.of(), "+31201234567", true))));
    scene.talking(ANA, CALL, CALLS).ready(CLEO);

    var facts = scene.does(pass(ANA, new ToAgent(CLEO)));

    assertThat(facts)
        .filteredOn(Fact.Moved.class::isInstance)
        .as("it waits in its own queue")
        .extracting(fact -> ((Fact.Moved) fact).handOver())
        .containsExactly(Optional.empty());
  }

  @Test
  void a_scheduled_contact_waits_for_no_department_and_is_not_handed_over() {
    inShipping();
    scene.does(new Signal.ContactScheduled(
        CALL, Channel.CALL, CALLS, CUSTOMER, Duration.ZERO, NINE.plusSeconds(60)));

    var facts = scene.does(move(new ToQueue(REPAIRS), MoveReason.ASSIGNED));

    assertThat(facts)
        .extracting(fact -> ((Fact.Moved) fact).handOver())
        .containsExactly(Optional.empty());
  }

  @Test
  void a_move_in_the_journal_of_an_earlier_version_names_no_place_that_was_left() {
    var fact = Json.read("""
        {"kind": "moved", "contact": "%s", "to": {"kind": "to_queue", "queue": "repairs"}, "why": "overflow",
         "head_start": 40, "at": "2026-02-02T09:00:00Z"}""".formatted(CALL), Fact.class);

    assertThat(fact)
        .isEqualTo(new Fact.Moved(
            CALL,
            new ToQueue(REPAIRS),
            MoveReason.OVERFLOW,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(40),
            NINE));
  }

  private void inShipping() {
    scene.does(new Signal.FloorPlanned(Plans.plan(
        List.of(new FloorPlan.Department(SHIPPING, "Shipping")),
        List.of(Plans.queue(
            REPAIRS,
            "Repairs",
            SHIPPING,
            Channel.CALL,
            Map.of(),
            Strategy.LONGEST_IDLE,
            Duration.ZERO,
            true)),
        List.of())));
  }

  @Test
  void a_contact_that_has_left_its_line_is_offered_by_the_new_one_alone() {
    scene.does(new Signal.FloorPlanned(
        change(queue(REPAIRS, Channel.CALL, Map.of(REPAIR, 7), Strategy.LONGEST_IDLE))));
    scene.arrives(CALL, CALLS);
    scene.does(move(new ToQueue(REPAIRS), MoveReason.OVERFLOW));

    scene.ready(ANA);

    assertThat(scene.offeredTo(CALL)).as("ana knows too little of repairs").isEmpty();
    scene.does(new Signal.FloorPlanned(change(agent(BEN, Map.of(REPAIR, 7)))));
    scene.ready(BEN);
    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void an_offer_is_withdrawn_without_blame_when_its_contact_moves() {
    scene.does(new Signal.FloorPlanned(
        change(queue(REPAIRS, Channel.CALL, Map.of(REPAIR, 7), Strategy.LONGEST_IDLE))));
    scene.ready(ANA).arrives(CALL, CALLS);

    var facts = scene.does(move(new ToQueue(REPAIRS), MoveReason.ASSIGNED));

    assertThat(facts.getFirst())
        .isEqualTo(new Fact.OfferClosed(offer(CALL, 1), ANA, Fact.OfferEnd.MOVED, NINE));
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
    assertThat(scene.contactOf(CALL).passed()).isEmpty();
  }

  @Test
  void an_agent_passes_a_call_on_and_is_free() {
    scene.talking(ANA, CALL, CALLS).ready(BEN);

    var facts = scene.after(60).does(pass(ANA, new ToQueue(REPAIRS)));

    assertThat(facts)
        .contains(new Fact.Moved(
            CALL,
            new ToQueue(REPAIRS),
            MoveReason.TRANSFER,
            Optional.of(ANA),
            Optional.of(new Fact.Left(CALLS, Optional.empty())),
            Optional.empty(),
            Duration.ofSeconds(40),
            scene.now));
    assertThat(scene.agentOf(ANA).contacts()).isEmpty();
    assertThat(scene.offeredTo(CALL)).as("not to ana, who passed it on").contains(BEN);
    assertThat(scene.contactOf(CALL).arrived()).isEqualTo(NINE);
  }

  @Test
  void a_deferred_presence_takes_effect_when_the_last_contact_is_passed_on() {
    scene.talking(ANA, CALL, CALLS).asks(ANA, LUNCH);

    scene.does(pass(ANA, new ToQueue(REPAIRS)));

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(LUNCH);
  }

  @Test
  void an_agent_moves_no_contact_of_a_colleague() {
    scene.talking(ANA, CALL, CALLS);

    assertThat(scene.refuses(pass(BEN, new ToQueue(REPAIRS)))).isEqualTo(No.NOT_NOW);
  }

  @Test
  void a_contact_given_to_an_agent_waits_for_that_agent_alone_whatever_their_skills() {
    scene.does(new Signal.FloorPlanned(
        change(queue(REPAIRS, Channel.CALL, Map.of(REPAIR, 9), Strategy.LONGEST_IDLE))));
    scene.arrives(CALL, REPAIRS);
    scene.talking(BEN, contact(2), CALLS);

    scene.does(move(new ToAgent(BEN), MoveReason.ASSIGNED));
    scene.does(new Signal.FloorPlanned(change(agent(CLEO, Map.of(REPAIR, 9)))));
    scene.ready(ANA, CLEO);

    assertThat(scene.offeredTo(CALL))
        .as("ben is busy and the others wait in vain")
        .isEmpty();
    scene.leaves(contact(2));
    scene.finishes(BEN, contact(2));
    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void a_contact_given_to_a_free_agent_is_offered_at_once() {
    scene.talking(ANA, CALL, CALLS).ready(BEN, CLEO);

    scene.does(pass(ANA, new ToAgent(CLEO)));

    assertThat(scene.offeredTo(CALL)).contains(CLEO);
  }

  @Test
  void an_assigned_contact_keeps_its_place_among_the_contacts_of_its_queue() {
    scene.arrives(contact(2), CALLS);
    scene.after(1).arrives(CALL, CALLS);
    scene.after(1).arrives(contact(3), CALLS);
    scene.asks(BEN, LUNCH);
    scene.does(move(new ToAgent(BEN), MoveReason.ASSIGNED));

    scene.ready(BEN);
    assertThat(scene.offeredTo(contact(2))).contains(BEN);
    scene.accepts(BEN, offer(contact(2), 1));
    scene.does(new Signal.Bridged(contact(2)));
    scene.leaves(contact(2));
    scene.finishes(BEN, contact(2));

    assertThat(scene.offeredTo(CALL)).contains(BEN);
    assertThat(scene.offeredTo(contact(3))).isEmpty();
  }

  @Test
  void an_assigned_contact_that_is_declined_or_missed_is_open_to_all_again() {
    scene.asks(CLEO, LUNCH);
    scene.arrives(CALL, CALLS);
    scene.does(move(new ToAgent(CLEO), MoveReason.ASSIGNED));
    scene.ready(CLEO, BEN);

    var facts = scene.declines(CLEO, offer(CALL, 1));

    assertThat(facts)
        .contains(new Fact.Moved(
            CALL,
            new ToQueue(CALLS),
            MoveReason.REQUEUED,
            Optional.empty(),
            Optional.of(new Fact.Left(CALLS, Optional.of(CLEO))),
            Optional.empty(),
            Duration.ZERO,
            NINE));
    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void an_assigned_contact_is_open_to_all_when_its_agent_goes_home() {
    scene.asks(CLEO, LUNCH);
    scene.arrives(CALL, CALLS);
    scene.does(move(new ToAgent(CLEO), MoveReason.ASSIGNED));
    scene.ready(BEN);
    assertThat(scene.offeredTo(CALL)).isEmpty();

    scene.asks(CLEO, OFFLINE);

    assertThat(scene.offeredTo(CALL)).contains(BEN);
    assertThat(scene.contactOf(CALL).assigned()).isEmpty();
  }

  @Test
  void an_assigned_contact_of_a_lost_agent_is_open_to_all_after_the_grace() {
    scene.asks(CLEO, LUNCH);
    scene.arrives(CALL, CALLS);
    scene.does(move(new ToAgent(CLEO), MoveReason.ASSIGNED));
    scene.ready(BEN).does(new Signal.AgentLost(CLEO));

    scene.clockAfter(60);

    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void an_assigned_contact_is_open_to_all_when_its_agent_no_longer_takes_the_channel() {
    scene.asks(CLEO, LUNCH);
    scene.arrives(CALL, CALLS);
    scene.does(move(new ToAgent(CLEO), MoveReason.ASSIGNED));
    scene.ready(BEN);

    scene.does(new Signal.FloorPlanned(change(new FloorPlan.Agent(
        CLEO, "Cleo", SERVICE, Map.of(), Set.of(Channel.CHAT), Map.of(), Optional.empty(), true))));

    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void an_unshown_offer_to_an_agent_who_no_longer_takes_the_channel_is_open_to_all() {
    scene.asks(CLEO, LUNCH);
    scene.arrives(CALL, CALLS);
    scene.does(move(new ToAgent(CLEO), MoveReason.ASSIGNED));
    scene.ready(CLEO);
    assertThat(scene.offeredTo(CALL)).contains(CLEO);
    scene.does(new Signal.FloorPlanned(change(new FloorPlan.Agent(
        CLEO, "Cleo", SERVICE, Map.of(), Set.of(Channel.CHAT), Map.of(), Optional.empty(), true))));

    scene.after(20).does(new Signal.ClockReached(NINE.minusSeconds(1)));

    assertThat(scene.contactOf(CALL).assigned()).isEmpty();
    scene.ready(BEN);
    assertThat(scene.offeredTo(CALL)).contains(BEN);
  }

  @Test
  void the_contacts_of_an_agent_are_released_by_rank_over_all_queues() {
    var later = contact(2);
    scene.asks(CLEO, LUNCH);
    scene.after(60).arrives(later, CALLS);
    scene.does(
        new Signal.ContactMoved(later, new ToAgent(CLEO), MoveReason.ASSIGNED, Optional.empty()));
    scene.does(scene.arrival(CALL, REPAIRS, NINE));
    scene.does(move(new ToAgent(CLEO), MoveReason.ASSIGNED));

    var facts = scene.asks(CLEO, OFFLINE);

    assertThat(facts)
        .filteredOn(Fact.Moved.class::isInstance)
        .extracting(fact -> ((Fact.Moved) fact).contact())
        .containsExactly(CALL, later);
  }

  @Test
  void an_assignment_outlives_a_changed_plan_and_a_new_owner() {
    scene.asks(CLEO, LUNCH);
    scene.arrives(CALL, CALLS);
    scene.does(move(new ToAgent(CLEO), MoveReason.ASSIGNED));
    scene.does(new Signal.FloorPlanned(change(agent(new AgentId("dirk")))));
    var successor =
        new RoutingEngine(Rules.STANDARD, Floor.of(scene.engine.floor().snapshot()));

    for (var engine : List.of(scene.engine, successor)) {
      engine.handle(new Signal.PresenceAsked(BEN, READY), NINE);
      assertThat(engine.floor().contact(CALL).orElseThrow().offer()).isEmpty();
      engine.handle(new Signal.PresenceAsked(CLEO, READY), NINE);
      assertThat(engine.floor().contact(CALL).orElseThrow().offer())
          .map(Offer::agent)
          .contains(CLEO);
    }
    assertThat(successor.floor()).isEqualTo(scene.engine.floor());
  }

  @Test
  void an_assignment_ends_when_a_late_bridge_connects_another_agent() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.accepts(ANA, offer(CALL, 1));
    scene.does(new Signal.BridgeFailed(CALL, "busy"));
    scene.asks(BEN, LUNCH);
    scene.does(move(new ToAgent(BEN), MoveReason.ASSIGNED));

    scene.does(new Signal.Bridged(CALL, Optional.of(ANA)));

    assertThat(scene.contactOf(CALL).phase()).isEqualTo(new Phase.Connected(ANA));
    assertThat(scene.contactOf(CALL).assigned()).isEmpty();
  }

  @Test
  void a_move_that_cannot_be_is_refused() {
    scene.arrives(CALL, CALLS);
    scene.ready(ANA);
    scene.does(new Signal.FloorPlanned(change(
        queue(REPAIRS, Channel.CALL, Map.of(), Strategy.LONGEST_IDLE, Duration.ZERO, false))));

    assertThat(scene.refuses(move(new ToQueue(new QueueId("nowhere")), MoveReason.OVERFLOW)))
        .isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(move(new ToQueue(CHATS), MoveReason.OVERFLOW))).isEqualTo(No.INVALID);
    assertThat(scene.refuses(move(new ToQueue(REPAIRS), MoveReason.OVERFLOW)))
        .as("it takes no contacts")
        .isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(move(new ToQueue(CALLS), MoveReason.OVERFLOW))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(move(new ToAgent(new AgentId("nobody")), MoveReason.ASSIGNED)))
        .isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(move(new ToAgent(BEN), MoveReason.ASSIGNED)))
        .as("ben is offline")
        .isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.ContactMoved(
            contact(9), new ToQueue(CALLS), MoveReason.OVERFLOW, Optional.empty())))
        .isEqualTo(No.UNKNOWN);
    scene.accepts(ANA, offer(CALL, 1));
    assertThat(scene.refuses(move(new ToAgent(ANA), MoveReason.ASSIGNED))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(pass(ANA, new ToQueue(CALLS))))
        .as("it is being bridged")
        .isEqualTo(No.NOT_NOW);
    scene.does(new Signal.Bridged(CALL));
    assertThat(scene.refuses(move(new ToQueue(CALLS), MoveReason.ASSIGNED)))
        .as("who moves it does not know that ana has it")
        .isEqualTo(No.NOT_NOW);
    scene.leaves(CALL);
    assertThat(scene.refuses(pass(ANA, new ToQueue(CALLS))))
        .as("the customer has left")
        .isEqualTo(No.NOT_NOW);
    scene.finishes(ANA, CALL);
    assertThat(scene.refuses(pass(ANA, new ToQueue(CALLS)))).isEqualTo(No.GONE);
  }

  @Test
  void a_chat_is_passed_on_and_taken_up_by_a_colleague() {
    scene.talking(ANA, contact(2), CHATS).ready(BEN);

    scene.does(new Signal.ContactMoved(
        contact(2), new ToAgent(BEN), MoveReason.TRANSFER, Optional.of(ANA)));
    scene.accepts(BEN, offer(contact(2), 2));

    assertThat(scene.contactOf(contact(2)).phase()).isEqualTo(new Phase.Connected(BEN));
    assertThat(scene.contactOf(contact(2)).assigned()).isEmpty();
  }

  @Test
  void a_mail_is_passed_on_to_a_colleague_and_taken_up() {
    scene.talking(ANA, contact(2), MAILS).ready(BEN);

    var facts = scene.does(new Signal.ContactMoved(
        contact(2), new ToAgent(BEN), MoveReason.TRANSFER, Optional.of(ANA)));
    var accepted = scene.accepts(BEN, offer(contact(2), 2));

    assertThat(facts).last().isInstanceOf(Fact.Offered.class);
    assertThat(accepted)
        .containsExactly(
            new Fact.Accepted(offer(contact(2), 2), BEN, Optional.empty(), NINE),
            new Fact.Connected(contact(2), BEN, NINE));
    assertThat(scene.agentOf(ANA).contacts()).isEmpty();
  }

  @Test
  void chats_and_mails_are_passed_on_to_a_queue_of_their_channel_alone() {
    var lateChats = new QueueId("late_chats");
    var claims = new QueueId("claims");
    scene.does(new Signal.FloorPlanned(
        change(queue(lateChats, Channel.CHAT), queue(claims, Channel.EMAIL))));
    scene.talking(ANA, contact(2), CHATS).talking(ANA, contact(3), MAILS).ready(BEN);

    assertThat(scene.refuses(passing(contact(2), ANA, claims))).isEqualTo(No.INVALID);
    assertThat(scene.refuses(passing(contact(3), ANA, lateChats))).isEqualTo(No.INVALID);
    scene.does(passing(contact(2), ANA, lateChats));
    scene.does(passing(contact(3), ANA, claims));
    scene.accepts(BEN, offer(contact(2), 2));
    scene.accepts(BEN, offer(contact(3), 2));

    assertThat(scene.contactOf(contact(2)).phase()).isEqualTo(new Phase.Connected(BEN));
    assertThat(scene.contactOf(contact(3)).phase()).isEqualTo(new Phase.Connected(BEN));
    assertThat(scene.contactOf(contact(2)).queue()).isEqualTo(lateChats);
    assertThat(scene.contactOf(contact(3)).queue()).isEqualTo(claims);
  }

  private static Signal passing(ContactId contact, AgentId by, QueueId to) {
    return new Signal.ContactMoved(contact, new ToQueue(to), MoveReason.TRANSFER, Optional.of(by));
  }

  @Test
  void a_caller_who_asks_again_and_again_is_not_taken_for_gone_after_a_transfer() {
    scene.ready(ANA).arrives(CALL, CALLS);
    scene.does(new Signal.ContactHeard(CALL));
    scene.accepts(ANA, offer(CALL, 1));
    scene.does(new Signal.Bridged(CALL));
    scene.after(600).does(pass(ANA, new ToQueue(REPAIRS)));

    scene.clockAfter(0);

    assertThat(scene.engine.floor().contact(CALL)).isPresent();
  }

  private static Signal move(Destination to, MoveReason why) {
    return new Signal.ContactMoved(CALL, to, why, Optional.empty());
  }

  private static Signal pass(AgentId by, Destination to) {
    return new Signal.ContactMoved(CALL, to, MoveReason.TRANSFER, Optional.of(by));
  }
}
