package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.QueueId;
import tandem.document.Json;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Destination.ToAgent;
import tandem.routing.engine.Fact.MoveReason;

/** Contacts that are due later, and customers who are reached when they are dialled. */
class ScheduleTest {

  private static final ContactId CALLBACK = contact(1);
  private static final Endpoint DIALLED = new Endpoint("native", "dialled-1");

  private final Scene scene = new Scene();

  @Test
  void a_scheduled_contact_waits_for_nobody_before_it_is_due() {
    scene.ready(ANA);

    var facts = scene.does(callback(NINE.plusSeconds(600)));

    assertThat(facts)
        .containsExactly(new Fact.Scheduled(
            CALLBACK,
            Channel.CALL,
            CALLS,
            CUSTOMER,
            Duration.ofSeconds(15),
            NINE.plusSeconds(600),
            NINE));
    assertThat(scene.contactOf(CALLBACK).endpoint()).isEmpty();
    assertThat(scene.offeredTo(CALLBACK)).isEmpty();
    assertThat(scene.engine.nextDeadline()).contains(NINE.plusSeconds(600));
  }

  @Test
  void it_is_queued_at_its_due_time_and_offered() {
    scene.ready(ANA).does(callback(NINE.plusSeconds(600)));

    var facts = scene.clockAfter(601);

    assertThat(facts.getFirst())
        .isEqualTo(new Fact.Queued(
            CALLBACK,
            Channel.CALL,
            CALLS,
            Optional.empty(),
            CUSTOMER,
            Duration.ofSeconds(15),
            NINE.plusSeconds(600),
            scene.now));
    assertThat(scene.offeredTo(CALLBACK)).contains(ANA);
    assertThat(scene.contactOf(CALLBACK).rank()).isEqualTo(NINE.plusSeconds(585));
  }

  @Test
  void one_that_is_due_already_is_queued_at_once() {
    scene.ready(ANA);

    scene.does(callback(NINE.minusSeconds(5)));

    assertThat(scene.offeredTo(CALLBACK)).contains(ANA);
    assertThat(scene.contactOf(CALLBACK).arrived()).isEqualTo(NINE);
  }

  @Test
  void a_callback_that_was_given_to_an_agent_waits_for_that_agent_when_it_is_due() {
    scene.asks(BEN, LUNCH);
    scene.ready(ANA).does(callback(NINE.plusSeconds(600)));
    scene.does(
        new Signal.ContactMoved(CALLBACK, new ToAgent(BEN), MoveReason.ASSIGNED, Optional.empty()));
    assertThat(scene.contactOf(CALLBACK).phase()).isInstanceOf(Phase.Scheduled.class);

    scene.clockAfter(600);

    assertThat(scene.offeredTo(CALLBACK)).isEmpty();
    scene.ready(BEN);
    assertThat(scene.offeredTo(CALLBACK)).contains(BEN);
  }

  @Test
  void a_callback_is_open_to_all_if_its_agent_is_offline_when_it_is_due() {
    scene.does(callback(NINE.plusSeconds(600)));
    scene.does(
        new Signal.ContactMoved(CALLBACK, new ToAgent(BEN), MoveReason.ASSIGNED, Optional.empty()));
    scene.ready(ANA, BEN).asks(BEN, OFFLINE);
    assertThat(scene.contactOf(CALLBACK).assigned())
        .as("ben comes back tomorrow")
        .contains(BEN);

    scene.clockAfter(600);

    assertThat(scene.offeredTo(CALLBACK)).contains(ANA);
  }

  @Test
  void a_customer_who_is_called_back_is_linked_and_connected() {
    scene.ready(ANA).does(callback(NINE));
    scene.accepts(ANA, offer(CALLBACK, 1));

    var facts = scene.after(100).does(new Signal.ContactLinked(CALLBACK, DIALLED));
    scene.does(new Signal.Bridged(CALLBACK));

    assertThat(facts)
        .containsExactly(
            new Fact.Linked(CALLBACK, DIALLED, Optional.of(scene.now.plusSeconds(30)), scene.now));
    assertThat(scene.contactOf(CALLBACK).endpoint()).contains(DIALLED);
    assertThat(scene.contactOf(CALLBACK).phase()).isEqualTo(new Phase.Connected(ANA));
    assertThat(scene.engine.floor().openAt(DIALLED)).contains(CALLBACK);
  }

  @Test
  void no_bridge_is_expected_before_the_customer_is_reached() {
    scene.ready(ANA).does(callback(NINE));

    var facts = scene.accepts(ANA, offer(CALLBACK, 1));

    assertThat(facts)
        .containsExactly(new Fact.Accepted(offer(CALLBACK, 1), ANA, Optional.empty(), NINE));
    assertThat(scene.clockAfter(3_600)).isEmpty();
    assertThat(scene.contactOf(CALLBACK).phase())
        .isEqualTo(new Phase.Connecting(ANA, Optional.empty()));
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
  }

  @Test
  void the_bridge_is_expected_from_the_moment_that_the_customer_is_reached() {
    scene.ready(ANA).does(callback(NINE));
    scene.accepts(ANA, offer(CALLBACK, 1));
    scene.after(100).does(new Signal.ContactLinked(CALLBACK, DIALLED));
    assertThat(scene.engine.nextDeadline()).contains(scene.now.plusSeconds(30));

    var facts = scene.clockAfter(30);

    assertThat(facts.getFirst())
        .isEqualTo(new Fact.BridgeFailed(CALLBACK, ANA, Bridges.OVERDUE, scene.now));
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(UNREACHABLE);
  }

  @Test
  void nobody_is_blamed_for_a_bridge_that_was_not_asked_for_yet() {
    scene.ready(ANA).does(callback(NINE));
    scene.accepts(ANA, offer(CALLBACK, 1));
    scene.after(100).does(new Signal.ContactLinked(CALLBACK, DIALLED));

    scene.after(30).does(new Signal.ClockReached(NINE.plusSeconds(99)));

    assertThat(scene.contactOf(CALLBACK).phase()).isNotInstanceOf(Phase.Connecting.class);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
  }

  @Test
  void an_agent_stays_ready_when_the_customer_is_not_reached() {
    scene.ready(ANA).does(callback(NINE));
    scene.accepts(ANA, offer(CALLBACK, 1));

    scene.does(new Signal.BridgeFailed(CALLBACK, "no_answer"));

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
    assertThat(scene.agentOf(ANA).contacts()).isEmpty();
    assertThat(scene.contactOf(CALLBACK).waits()).isTrue();
  }

  @Test
  void an_agent_who_reached_nobody_may_finish_the_callback() {
    scene.ready(ANA).does(callback(NINE));
    scene.accepts(ANA, offer(CALLBACK, 1));

    var facts = scene.after(60).finishes(ANA, CALLBACK);

    assertThat(facts)
        .containsExactly(new Fact.Finished(CALLBACK, ANA, Optional.of("solved"), false, scene.now));
    assertThat(scene.agentOf(ANA).contacts()).isEmpty();
    assertThat(scene.engine.floor().contacts()).isEmpty();
  }

  @Test
  void an_agent_does_not_finish_a_callback_whose_customer_is_being_bridged() {
    scene.ready(ANA).does(callback(NINE));
    scene.accepts(ANA, offer(CALLBACK, 1));
    scene.does(new Signal.ContactLinked(CALLBACK, DIALLED));

    assertThat(scene.refuses(new Signal.ContactFinished(CALLBACK, ANA, Optional.of("solved"))))
        .isEqualTo(No.NOT_NOW);
  }

  @Test
  void an_acceptance_without_a_bridge_goes_over_paper() {
    scene.ready(ANA).does(callback(NINE));
    scene.accepts(ANA, offer(CALLBACK, 1));

    var read = Json.read(Json.write(scene.engine.floor().snapshot()), FloorSnapshot.class);

    assertThat(Floor.of(read)).isEqualTo(scene.engine.floor());
    assertThat(new RoutingEngine(Rules.STANDARD, Floor.of(read)).nextDeadline()).isEmpty();
  }

  @Test
  void an_endpoint_has_one_open_contact() {
    scene.arrives(contact(2), CALLS);
    var taken = scene.contactOf(contact(2)).endpoint().orElseThrow();
    scene.does(callback(NINE.plusSeconds(60)));

    assertThat(scene.refuses(new Signal.ContactLinked(CALLBACK, taken))).isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.ContactArrived(
            contact(3), Channel.CALL, CALLS, taken, CUSTOMER, Duration.ZERO, NINE)))
        .isEqualTo(No.REPEATED);
    scene.leaves(contact(2));
    assertThat(scene.does(new Signal.ContactLinked(CALLBACK, taken))).hasSize(1);
  }

  @Test
  void a_link_that_cannot_be_is_refused() {
    scene.does(callback(NINE.plusSeconds(60)));
    scene.does(new Signal.ContactLinked(CALLBACK, DIALLED));

    assertThat(scene.refuses(new Signal.ContactLinked(CALLBACK, DIALLED))).isEqualTo(No.REPEATED);
    assertThat(
            scene.refuses(new Signal.ContactLinked(CALLBACK, new Endpoint("native", "dialled-2"))))
        .isEqualTo(No.NOT_NOW);
    assertThat(scene.refuses(new Signal.ContactLinked(contact(9), DIALLED))).isEqualTo(No.UNKNOWN);
  }

  @Test
  void a_callback_whose_customer_is_not_there_is_not_taken_for_silent() {
    scene.does(callback(NINE));

    scene.clockAfter((int) Duration.ofDays(2).toSeconds());

    assertThat(scene.contactOf(CALLBACK).phase()).isInstanceOf(Phase.Queued.class);
  }

  @Test
  void a_cancelled_contact_is_forgotten_with_its_due_time() {
    scene.ready(ANA).does(callback(NINE.plusSeconds(600)));

    var facts = scene.does(new Signal.ContactCancelled(CALLBACK, "called_before"));

    assertThat(facts).containsExactly(new Fact.Cancelled(CALLBACK, "called_before", NINE));
    assertThat(scene.engine.nextDeadline()).isEmpty();
    assertThat(scene.clockAfter(600)).isEmpty();
    assertThat(scene.engine.floor().contacts()).isEmpty();
  }

  @Test
  void a_contact_that_waits_for_one_agent_when_it_is_due_can_be_cancelled_too() {
    scene.does(callback(NINE.plusSeconds(600)));
    scene.does(
        new Signal.ContactMoved(CALLBACK, new ToAgent(BEN), MoveReason.ASSIGNED, Optional.empty()));

    scene.does(new Signal.ContactCancelled(CALLBACK, "called_before"));

    assertThat(scene.asks(BEN, OFFLINE)).doesNotHaveAnyElementsOfTypes(Fact.Moved.class);
    assertThat(scene.engine.floor().contacts()).isEmpty();
  }

  @Test
  void only_a_contact_that_is_not_due_yet_can_be_cancelled() {
    var cancelled = new Signal.ContactCancelled(CALLBACK, "called_before");
    assertThat(scene.refuses(cancelled)).isEqualTo(No.UNKNOWN);
    scene.does(callback(NINE.plusSeconds(60)));
    scene.clockAfter(60);
    assertThat(scene.refuses(cancelled)).as("it is due").isEqualTo(No.NOT_NOW);
    scene.leaves(CALLBACK);
    assertThat(scene.refuses(cancelled)).isEqualTo(No.GONE);

    var other = contact(2);
    scene.does(new Signal.ContactScheduled(
        other, Channel.CALL, CALLS, CUSTOMER, Duration.ZERO, NINE.plusSeconds(600)));
    scene.does(new Signal.ContactLinked(other, DIALLED));
    assertThat(scene.refuses(new Signal.ContactCancelled(other, "called_before")))
        .as("its customer is there")
        .isEqualTo(No.NOT_NOW);
  }

  @Test
  void a_contact_that_cannot_be_scheduled_is_refused() {
    assertThat(scene.refuses(scheduled(new QueueId("nowhere"), NINE))).isEqualTo(No.UNKNOWN);
    assertThat(scene.refuses(scheduled(CHATS, NINE))).isEqualTo(No.INVALID);
    assertThat(scene.refuses(callback(NINE.plus(Contacts.AHEAD_MAX).plusSeconds(1))))
        .isEqualTo(No.INVALID);
    scene.does(callback(NINE.plusSeconds(60)));
    assertThat(scene.refuses(callback(NINE.plusSeconds(60)))).isEqualTo(No.REPEATED);
    assertThat(scene.refuses(new Signal.ContactLeft(CALLBACK, "hung_up"))).isEqualTo(No.NOT_NOW);
    var small = new Scene(new TestRules().contactsMax(1).rules(), PLAN);
    small.arrives(contact(2), CALLS);
    assertThat(small.refuses(callback(NINE.plusSeconds(60)))).isEqualTo(No.FULL);
  }

  private static Signal callback(Instant dueAt) {
    return scheduled(CALLS, dueAt);
  }

  private static Signal scheduled(QueueId queue, Instant dueAt) {
    return new Signal.ContactScheduled(
        CALLBACK, Channel.CALL, queue, CUSTOMER, Duration.ofSeconds(15), dueAt);
  }
}
