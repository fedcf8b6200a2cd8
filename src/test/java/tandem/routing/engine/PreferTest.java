package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.Endpoint;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.document.Json;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Destination.ToAgent;
import tandem.routing.engine.Destination.ToQueue;
import tandem.routing.engine.Fact.MoveReason;
import tandem.routing.engine.FloorPlan.Strategy;

/** New contacts of known conversations, which prefer the agent who had the last one. */
class PreferTest {

  private static final ContactId CHAT = contact(1);
  private static final ContactId OTHER = contact(2);

  /** How long a chat waits for its last agent alone. */
  private static final int ALONE = 90;

  private final Scene scene = new Scene();

  PreferTest() {
    scene.does(new Signal.FloorPlanned(change(preferring(CHATS, Channel.CHAT, ALONE))));
  }

  @Test
  void the_last_agent_gets_the_contact_although_another_has_been_free_for_longer() {
    scene.ready(BEN).after(60).ready(ANA);

    var facts = returns(CHAT, ANA);

    assertThat(facts)
        .containsExactly(
            new Fact.Queued(
                CHAT,
                Channel.CHAT,
                CHATS,
                Optional.of(new Endpoint("native", CHAT.toString())),
                CUSTOMER,
                Duration.ZERO,
                scene.now,
                Optional.of(new Fact.Preferred(ANA, scene.now.plusSeconds(ALONE))),
                scene.now),
            new Fact.Offered(
                offer(CHAT, 1),
                ANA,
                new Fact.Choice(
                    Strategy.LONGEST_IDLE,
                    scene.now,
                    0,
                    1,
                    Optional.empty(),
                    Optional.of(scene.now.plusSeconds(ALONE))),
                scene.now.plusSeconds(20),
                scene.now));
  }

  @Test
  void the_choice_of_another_agent_names_no_preference() {
    scene.ready(BEN);

    returns(CHAT, ANA);

    assertThat(scene.contactOf(CHAT).offer().orElseThrow().choice().preferredUntil())
        .as("ana is offline")
        .isEmpty();
    assertThat(scene.offeredTo(CHAT)).contains(BEN);
  }

  @Test
  void the_contact_waits_for_an_agent_whose_slots_are_taken_and_gets_the_next_one() {
    full(ANA).ready(BEN);
    returns(CHAT, ANA);
    assertThat(scene.offeredTo(CHAT)).isEmpty();

    scene.after(ALONE - 1).finishes(ANA, contact(11));

    assertThat(scene.offeredTo(CHAT)).contains(ANA);
  }

  @Test
  void after_the_time_every_able_agent_may_take_it() {
    full(ANA).ready(BEN);
    var before = scene.now;
    returns(CHAT, ANA);
    assertThat(scene.engine.nextDeadline()).contains(before.plusSeconds(ALONE));

    var facts = scene.clockAfter(ALONE);

    assertThat(facts.getFirst())
        .isEqualTo(new Fact.Moved(
            CHAT,
            new ToQueue(CHATS),
            MoveReason.REQUEUED,
            Optional.empty(),
            Optional.of(new Fact.Left(CHATS, Optional.of(ANA))),
            Optional.empty(),
            Duration.ZERO,
            scene.now));
    assertThat(scene.offeredTo(CHAT)).contains(BEN);
    assertThat(scene.contactOf(CHAT).preferredUntil()).isEmpty();
    assertThat(scene.contactOf(CHAT).arrived()).isEqualTo(before);
  }

  @Test
  void the_time_counts_from_the_arrival() {
    full(ANA).ready(BEN);

    scene.does(arrival(CHAT, CHATS, ANA, scene.now.minusSeconds(ALONE - 10), Duration.ZERO));

    assertThat(scene.contactOf(CHAT).preferredUntil()).contains(scene.now.plusSeconds(10));
    scene.does(arrival(OTHER, CHATS, ANA, scene.now.minusSeconds(ALONE), Duration.ZERO));
    assertThat(scene.offeredTo(OTHER)).as("it has waited for so long already").contains(BEN);
  }

  @Test
  void an_offer_to_the_last_agent_stays_open_beyond_the_time() {
    full(ANA).ready(BEN);
    returns(CHAT, ANA);
    scene.after(ALONE - 5).finishes(ANA, contact(11));

    assertThat(scene.clockAfter(5)).isEmpty();
    scene.accepts(ANA, offer(CHAT, 1));

    assertThat(scene.contactOf(CHAT).phase()).isEqualTo(new Phase.Connected(ANA));
  }

  @Test
  void an_offer_beyond_the_time_that_was_not_shown_is_open_to_all() {
    full(ANA).ready(BEN);
    returns(CHAT, ANA);
    scene.after(ALONE - 5).finishes(ANA, contact(11));
    var said = scene.now.minusSeconds(1);

    scene.after(20).does(new Signal.ClockReached(said));

    assertThat(scene.contactOf(CHAT).assigned()).isEmpty();
    assertThat(scene.offeredTo(CHAT)).as("the longest idle one").contains(BEN);
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
  }

  @Test
  void an_agent_who_declines_is_not_waited_for() {
    scene.ready(ANA, BEN);
    returns(CHAT, ANA);

    scene.declines(ANA, offer(CHAT, 1));

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
  }

  @Test
  void an_agent_who_misses_the_offer_is_not_waited_for_nor_by_other_contacts() {
    scene.does(new Signal.FloorPlanned(change(preferring(MAILS, Channel.EMAIL, 3_600))));
    mailsOf(ANA);
    returns(OTHER, MAILS, ANA);
    returns(CHAT, ANA);
    scene.ready(BEN);
    assertThat(scene.offeredTo(OTHER)).as("it waits for a slot").isEmpty();

    scene.clockAfter(20);

    assertThat(scene.agentOf(ANA).presence()).isEqualTo(MISSED_OFFER);
    assertThat(scene.offeredTo(CHAT)).contains(BEN);
    assertThat(scene.offeredTo(OTHER)).contains(BEN);
  }

  @Test
  void an_agent_at_lunch_is_not_waited_for() {
    scene.asks(ANA, LUNCH);
    scene.ready(BEN);

    returns(CHAT, ANA);

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
  }

  @Test
  void an_agent_who_goes_to_lunch_is_not_waited_for() {
    scene.ready(BEN);
    full(ANA);
    returns(CHAT, ANA);

    var facts = scene.asks(ANA, LUNCH);

    assertThat(facts)
        .as("the presence is deferred, and nothing more is offered")
        .contains(new Fact.PresenceDeferred(ANA, LUNCH, scene.now));
    assertThat(scene.offeredTo(CHAT)).contains(BEN);
    returns(OTHER, ANA);
    assertThat(scene.offeredTo(OTHER)).contains(BEN);
  }

  @Test
  void an_agent_who_goes_home_is_not_waited_for() {
    scene.ready(BEN);
    full(ANA);
    returns(CHAT, ANA);

    scene.asks(ANA, OFFLINE);

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
  }

  @Test
  void a_lost_agent_is_not_waited_for() {
    scene.ready(BEN);
    full(ANA);
    returns(CHAT, ANA);

    scene.does(new Signal.AgentLost(ANA));

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
    returns(OTHER, ANA);
    assertThat(scene.offeredTo(OTHER)).contains(BEN);
  }

  @Test
  void an_offer_is_taken_from_a_lost_agent_and_open_to_all() {
    scene.ready(ANA, BEN);
    returns(CHAT, ANA);

    scene.does(new Signal.AgentLost(ANA));

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
  }

  @Test
  void an_agent_who_could_not_be_bridged_is_not_waited_for() {
    scene.ready(BEN).arrives(OTHER, CALLS);
    scene.accepts(BEN, offer(OTHER, 1));
    scene.ready(ANA);
    returns(CHAT, BEN);
    assertThat(scene.offeredTo(CHAT)).as("a call blocks chats").isEmpty();

    scene.does(new Signal.BridgeFailed(OTHER, "busy"));

    assertThat(scene.agentOf(BEN).presence()).isEqualTo(UNREACHABLE);
    assertThat(scene.contactOf(CHAT).assigned()).isEmpty();
    scene.leaves(OTHER);
    assertThat(scene.offeredTo(CHAT)).contains(ANA);
  }

  @Test
  void an_agent_who_no_longer_takes_the_channel_or_is_not_active_is_not_waited_for() {
    scene.ready(CLEO);
    full(ANA);
    full(BEN, 20);
    returns(CHAT, ANA);
    returns(OTHER, BEN);

    scene.does(new Signal.FloorPlanned(change(takingCalls(ANA), inactive(BEN))));

    assertThat(scene.offeredTo(CHAT)).contains(CLEO);
    assertThat(scene.offeredTo(OTHER)).contains(CLEO);
  }

  @Test
  void an_agent_who_does_not_take_the_channel_or_does_not_exist_is_not_preferred() {
    scene.does(new Signal.FloorPlanned(change(takingCalls(ANA))));
    scene.ready(ANA, BEN);

    returns(CHAT, ANA);
    returns(OTHER, new AgentId("nobody"));

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
    assertThat(scene.offeredTo(OTHER)).contains(BEN);
  }

  @Test
  void the_last_agent_needs_no_skill_of_the_queue() {
    scene.does(new Signal.FloorPlanned(change(new FloorPlan.Queue(
        CHATS,
        "Chats",
        SERVICE,
        Channel.CHAT,
        Map.of(REPAIR, 9),
        Strategy.LONGEST_IDLE,
        Duration.ZERO,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Optional.of(Duration.ofSeconds(ALONE)),
        true))));
    scene.ready(ANA);

    returns(CHAT, ANA);

    assertThat(scene.offeredTo(CHAT)).as("ana has written with the customer").contains(ANA);
  }

  @Test
  void a_queue_that_prefers_nobody_does_not_ask_who_had_the_last_contact() {
    scene.ready(BEN).after(60).ready(ANA);

    returns(OTHER, MAILS, ANA);

    assertThat(scene.offeredTo(OTHER)).contains(BEN);
    assertThat(scene.contactOf(OTHER).preferredUntil()).isEmpty();
  }

  @Test
  void a_preference_changes_neither_place_nor_head_start() {
    full(ANA);
    returns(CHAT, ANA);
    scene.after(1);
    scene.does(arrival(OTHER, CHATS, ANA, scene.now, Duration.ofSeconds(30)));
    assertThat(scene.contactOf(OTHER).rank()).isEqualTo(scene.now.minusSeconds(30));

    scene.after(1).finishes(ANA, contact(11));

    assertThat(scene.offeredTo(OTHER)).as("of the more important customer").contains(ANA);
    assertThat(scene.offeredTo(CHAT)).isEmpty();
    scene.clockAfter(ALONE);
    assertThat(scene.contactOf(CHAT).rank()).isEqualTo(scene.contactOf(CHAT).arrived());
    assertThat(Duration.between(
            scene.contactOf(OTHER).rank(), scene.contactOf(OTHER).arrived()))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void a_contact_that_prefers_nobody_and_waits_for_longer_goes_first() {
    full(ANA);
    scene.arrives(OTHER, CHATS);
    scene.after(1);
    returns(CHAT, ANA);

    scene.finishes(ANA, contact(11));

    assertThat(scene.offeredTo(OTHER)).contains(ANA);
  }

  @Test
  void a_queue_that_is_closed_meanwhile_still_serves_the_contact() {
    full(ANA).ready(BEN);
    returns(CHAT, ANA);
    scene.does(new Signal.FloorPlanned(
        change(queue(CHATS, Channel.CHAT, Map.of(), Strategy.LONGEST_IDLE, Duration.ZERO, false))));

    assertThat(scene.contactOf(CHAT).assigned()).as("as it was promised").contains(ANA);
    scene.clockAfter(ALONE);

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
  }

  @Test
  void a_move_ends_the_preference() {
    full(ANA).ready(BEN);
    returns(CHAT, ANA);

    scene.does(
        new Signal.ContactMoved(CHAT, new ToQueue(CHATS), MoveReason.OVERFLOW, Optional.empty()));

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
    assertThat(scene.contactOf(CHAT).preferredUntil()).isEmpty();
  }

  @Test
  void a_contact_that_is_given_to_the_preferred_agent_waits_for_them_without_a_limit() {
    full(ANA).ready(BEN);
    returns(CHAT, ANA);

    scene.does(assign(CHAT, ANA));
    scene.clockAfter(ALONE + 1);

    assertThat(scene.contactOf(CHAT).assigned()).contains(ANA);
    assertThat(scene.offeredTo(CHAT)).isEmpty();
    assertThat(scene.refuses(assign(CHAT, ANA))).isEqualTo(No.REPEATED);
  }

  @Test
  void a_contact_that_comes_back_from_its_agent_prefers_nobody_any_more() {
    scene.ready(ANA, BEN);
    returns(CHAT, ANA);
    scene.accepts(ANA, offer(CHAT, 1));
    scene.does(new Signal.AgentLost(ANA));

    scene.clockAfter(60);

    assertThat(scene.offeredTo(CHAT)).contains(BEN);
  }

  @Test
  void a_customer_who_leaves_while_the_contact_waits_for_one_agent_is_gone() {
    full(ANA);
    returns(CHAT, ANA);

    var facts = scene.after(10).leaves(CHAT);

    assertThat(facts)
        .containsExactly(new Fact.Abandoned(CHAT, Optional.empty(), "hung_up", false, scene.now));
    assertThat(scene.clockAfter(ALONE)).isEmpty();
  }

  @Test
  void an_engine_on_a_rebuilt_floor_keeps_the_deadline() {
    full(ANA).ready(BEN);
    returns(CHAT, ANA);
    var paper = Json.read(Json.write(scene.engine.floor().snapshot()), FloorSnapshot.class);

    var successor = new RoutingEngine(Rules.STANDARD, Floor.of(paper));

    var later = scene.now.plusSeconds(ALONE);
    assertThat(Floor.of(paper)).isEqualTo(scene.engine.floor());
    assertThat(successor.handle(new Signal.ClockReached(later), later))
        .isEqualTo(scene.engine.handle(new Signal.ClockReached(later), later))
        .satisfies(decision -> assertThat(((Decision.Decided) decision).facts()).hasSize(2));
  }

  @Test
  void facts_alone_rebuild_the_preference() {
    var journal = new ArrayList<Fact>();
    var engine = new RoutingEngine(Rules.STANDARD);
    for (var signal : List.of(
        new Signal.FloorPlanned(PLAN.with(change(preferring(CHATS, Channel.CHAT, ALONE)))),
        new Signal.PresenceAsked(ANA, READY),
        new Signal.PresenceAsked(BEN, READY),
        arrival(CHAT, CHATS, ANA, NINE, Duration.ZERO))) {
      journal.addAll(((Decision.Decided) engine.handle(signal, NINE)).facts());
    }

    var replayed = new Floor();
    journal.stream().map(fact -> Json.read(Json.write(fact), Fact.class)).forEach(replayed::apply);

    assertThat(replayed).isEqualTo(engine.floor());
    assertThat(replayed.contact(CHAT).orElseThrow().preferredUntil())
        .contains(NINE.plusSeconds(ALONE));
  }

  @Test
  void what_an_earlier_version_wrote_prefers_nobody() {
    var signal = Json.read(Json.write(scene.arrival(CHAT, CHATS, NINE)), Signal.class);
    var queued = Json.read("""
        {"kind": "queued", "contact": "%s", "channel": "chat", "queue": "chats",
         "endpoint": {"carrier": "native", "reference": "1"}, "customer": "%s", "head_start": 0,
         "arrived": "2026-02-02T09:00:00Z", "at": "2026-02-02T09:00:00Z"}""".formatted(CHAT, CUSTOMER), Fact.class);
    var queue = Json.read("""
        {"id": "chats", "name": "Chats", "department": "service", "channel": "chat", "skills": {},
         "strategy": "longest_idle", "head_start": 0, "offer_timeout": 20, "wrap_up": 60, "short_abandon": 5,
         "answer_within": 20, "active": true}""", FloorPlan.Queue.class);
    var phase = Json.read("{\"kind\": \"queued\", \"assigned\": \"ana\"}", Phase.class);

    assertThat(((Signal.ContactArrived) signal).lastAgent()).isEmpty();
    assertThat(((Fact.Queued) queued).preferred()).isEmpty();
    assertThat(queue.preferLastAgent()).isEmpty();
    assertThat(phase).isEqualTo(new Phase.Queued(Optional.of(ANA), Optional.empty()));
  }

  /** An earlier version reads the rest and does not know the new parts: their text is left out. */
  @Test
  void nothing_new_is_written_where_nobody_is_preferred() {
    scene.ready(ANA);
    var facts = scene.arrives(CHAT, CHATS);

    assertThat(Json.write(facts)).doesNotContain("preferred");
    assertThat(Json.write(scene.engine.floor().snapshot())).doesNotContain("preferred");
    assertThat(Json.write(scene.arrival(CHAT, CHATS, NINE))).doesNotContain("last_agent");
    assertThat(Json.write(queue(CHATS, Channel.CHAT))).doesNotContain("prefer_last_agent");
  }

  @Test
  void no_time_is_the_same_as_no_preference_and_a_time_has_limits() {
    assertThat(preferring(CHATS, Channel.CHAT, 0)).isEqualTo(queue(CHATS, Channel.CHAT));
    assertThatThrownBy(() -> preferring(CHATS, Channel.CHAT, -1))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("prefer_last_agent of queue chats");
  }

  private List<Fact> returns(ContactId contact, AgentId lastAgent) {
    return returns(contact, CHATS, lastAgent);
  }

  private List<Fact> returns(ContactId contact, QueueId queue, AgentId lastAgent) {
    return scene.does(arrival(contact, queue, lastAgent, scene.now, Duration.ZERO));
  }

  private Signal arrival(
      ContactId contact, QueueId queue, AgentId lastAgent, Instant arrived, Duration headStart) {
    return new Signal.ContactArrived(
        contact,
        queue.equals(MAILS) ? Channel.EMAIL : Channel.CHAT,
        queue,
        new Endpoint("native", contact.toString()),
        CUSTOMER,
        headStart,
        arrived,
        Optional.of(lastAgent));
  }

  private static Signal assign(ContactId contact, AgentId agent) {
    return new Signal.ContactMoved(
        contact, new ToAgent(agent), MoveReason.ASSIGNED, Optional.empty());
  }

  /** The agent has as many chats as they can. */
  private Scene full(AgentId agent) {
    return full(agent, 10);
  }

  private Scene full(AgentId agent, int from) {
    scene.ready(agent);
    for (int n = from + 1; n <= from + 3; n++) {
      gives(contact(n), CHATS, agent);
    }
    return scene;
  }

  /** The agent has as many emails as they can. */
  private void mailsOf(AgentId agent) {
    scene.ready(agent);
    for (int n = 31; n <= 35; n++) {
      gives(contact(n), MAILS, agent);
    }
  }

  private void gives(ContactId contact, QueueId queue, AgentId agent) {
    scene.arrives(contact, queue);
    if (!scene.offeredTo(contact).equals(Optional.of(agent))) {
      scene.does(assign(contact, agent));
    }
    scene.accepts(agent, scene.contactOf(contact).offer().orElseThrow().id());
  }

  private static FloorPlan.Queue preferring(QueueId id, Channel channel, int seconds) {
    var queue = queue(id, channel);
    return new FloorPlan.Queue(
        id,
        queue.name(),
        queue.department(),
        channel,
        queue.skills(),
        queue.strategy(),
        queue.headStart(),
        queue.offerTimeout(),
        queue.wrapUp(),
        queue.shortAbandon(),
        queue.answerWithin(),
        Optional.of(Duration.ofSeconds(seconds)),
        queue.active());
  }

  private static FloorPlan.Agent takingCalls(AgentId id) {
    return new FloorPlan.Agent(
        id,
        id.value(),
        SERVICE,
        Map.of(),
        Set.of(Channel.CALL),
        Map.of(),
        Optional.of("+31201234567"),
        true);
  }
}
