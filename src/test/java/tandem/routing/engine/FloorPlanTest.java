package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.routing.engine.FloorPlan.Strategy;

/** The floor document, taken in while the floor is open. */
class FloorPlanTest {

  private final Scene scene = new Scene();

  @Test
  void the_same_document_again_changes_nothing() {
    assertThat(scene.does(new Signal.FloorPlanned(PLAN))).isEmpty();
  }

  @Test
  void the_fact_of_a_plan_contains_only_new_and_different_parts() {
    var dirk = agent(new AgentId("dirk"));
    var calls = queue(CALLS, Channel.CALL, Map.of(DUTCH, 2), Strategy.MOST_SKILLED);

    var facts = scene.does(new Signal.FloorPlanned(new FloorPlan(
        List.of(),
        PLAN.departments(),
        List.of(),
        List.of(calls, queue(CHATS, Channel.CHAT)),
        List.of(agent(ANA), dirk),
        List.of(),
        List.of(new FloorPlan.Entrance(Channel.CALL, "+31201234567", CALLS)),
        Optional.of(CALLS))));

    assertThat(facts)
        .containsExactly(new Fact.FloorPlanned(
            new FloorPlan(
                List.of(),
                List.of(),
                List.of(),
                List.of(calls),
                List.of(dirk),
                List.of(),
                List.of(new FloorPlan.Entrance(Channel.CALL, "+31201234567", CALLS)),
                Optional.of(CALLS)),
            NINE));
    assertThat(scene.engine.floor().plan().agents()).hasSize(4);
    assertThat(scene.engine.floor().plan().queues()).hasSize(3).startsWith(calls);
    assertThat(scene.engine.floor().agent(dirk.id())).isPresent();
  }

  @Test
  void a_document_that_names_missing_parts_is_refused_with_all_its_errors() {
    var nonsense = new FloorPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(
            queue(CALLS, Channel.CHAT),
            queue(
                new QueueId("new"),
                Channel.CALL,
                Map.of(new SkillId("french"), 1),
                Strategy.LONGEST_IDLE)),
        List.of(
            new FloorPlan.Agent(
                ANA, "Ana", new DepartmentId("attic"), Map.of(), "+31201234567", true),
            agent(BEN),
            agent(BEN)),
        List.of(),
        List.of(
            new FloorPlan.Entrance(Channel.CALL, "+31201234567", new QueueId("nowhere")),
            new FloorPlan.Entrance(Channel.CALL, "+31201234568", MAILS)),
        Optional.of(new QueueId("nowhere")));

    var decision = scene.engine.handle(new Signal.FloorPlanned(nonsense), NINE);

    assertThat(decision)
        .isEqualTo(new Decision.Refused(
            Decision.No.INVALID,
            String.join(
                "; ",
                "agent ben is named twice",
                "queue calls is for call contacts and stays so; make a new queue",
                "queue new names skill french, which does not exist",
                "agent ana names department attic, which does not exist",
                "entrance call +31201234567 names queue nowhere, which does not exist",
                "entrance call +31201234568 names queue mails, which takes no call contacts",
                "default_queue names queue nowhere, which does not exist")));
    assertThat(scene.engine.floor().plan()).isEqualTo(PLAN);
  }

  @Test
  void an_agent_who_learns_a_skill_is_offered_a_contact_that_needs_it() {
    scene.does(new Signal.FloorPlanned(
        change(queue(CALLS, Channel.CALL, Map.of(REPAIR, 9), Strategy.LONGEST_IDLE))));
    scene.ready(ANA).arrives(contact(1), CALLS);
    assertThat(scene.offeredTo(contact(1))).isEmpty();

    scene.does(new Signal.FloorPlanned(change(agent(ANA, Map.of(REPAIR, 9)))));

    assertThat(scene.offeredTo(contact(1))).contains(ANA);
  }

  @Test
  void an_agent_who_loses_a_skill_keeps_the_pending_offer_and_gets_no_other() {
    scene.does(new Signal.FloorPlanned(
        change(queue(CHATS, Channel.CHAT, Map.of(REPAIR, 5), Strategy.LONGEST_IDLE))));
    scene.ready(ANA).arrives(contact(1), CHATS);

    scene.does(new Signal.FloorPlanned(change(agent(ANA, Map.of()))));
    scene.arrives(contact(2), CHATS);

    assertThat(scene.accepts(ANA, offer(contact(1), 1))).isNotEmpty();
    assertThat(scene.offeredTo(contact(2))).isEmpty();
  }

  @Test
  void a_queue_that_asks_for_less_reaches_more_agents_in_the_order_of_its_line() {
    scene.does(new Signal.FloorPlanned(
        change(queue(CALLS, Channel.CALL, Map.of(REPAIR, 9), Strategy.LONGEST_IDLE))));
    scene.ready(ANA).arrives(contact(2), CALLS);
    scene.after(1).arrives(contact(1), CALLS);

    scene.does(new Signal.FloorPlanned(change(queue(CALLS, Channel.CALL))));

    assertThat(scene.offeredTo(contact(2))).contains(ANA);
    assertThat(scene.offeredTo(contact(1))).isEmpty();
  }

  @Test
  void an_inactive_queue_takes_no_new_contact_and_serves_the_waiting_ones() {
    scene.arrives(contact(1), CALLS);
    scene.does(new Signal.FloorPlanned(
        change(queue(CALLS, Channel.CALL, Map.of(), Strategy.LONGEST_IDLE, Duration.ZERO, false))));

    scene.ready(ANA);

    assertThat(scene.offeredTo(contact(1))).contains(ANA);
    assertThat(scene.refuses(scene.arrival(contact(2), CALLS, NINE)))
        .isEqualTo(Decision.No.NOT_NOW);
  }

  @Test
  void a_change_of_names_alone_leaves_everybody_where_they_are() {
    scene.talking(ANA, contact(1), CALLS).arrives(contact(2), CALLS);

    var facts = scene.does(new Signal.FloorPlanned(change(new FloorPlan.Agent(
        ANA, "Ana Maria", SERVICE, agent(ANA).skills(), "+31201234568", true))));

    assertThat(facts).hasSize(1);
    assertThat(scene.engine.floor().heldBy(ANA)).hasSize(1);
    assertThat(scene.engine.floor().planned(ANA).orElseThrow().address()).contains("+31201234568");
  }

  @Test
  void durations_of_a_plan_are_neither_negative_nor_without_end() {
    assertThatThrownBy(() -> queue(
            CALLS, Channel.CALL, Map.of(), Strategy.LONGEST_IDLE, Duration.ofSeconds(-1), true))
        .isInstanceOf(Failure.Invalid.class);
  }
}
