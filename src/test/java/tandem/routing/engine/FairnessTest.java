package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.Endpoint;
import tandem.base.QueueId;
import tandem.routing.engine.FloorPlan.Strategy;

/** Who comes first, and who is asked first. */
class FairnessTest {

  private static final QueueId REPAIRS = new QueueId("repairs");

  @Test
  void a_freed_agent_takes_the_contact_that_waits_longest_over_all_their_queues() {
    var scene = repairScene(Strategy.LONGEST_IDLE, Duration.ZERO);
    scene.arrives(contact(1), REPAIRS);
    scene.after(1).arrives(contact(2), CALLS);

    scene.after(1).ready(BEN);
    scene.ready(ANA);

    assertThat(scene.offeredTo(contact(2))).as("Ben repairs nothing").contains(BEN);
    assertThat(scene.offeredTo(contact(1))).contains(ANA);
  }

  @Test
  void a_head_start_counts_as_waiting_time() {
    var scene = repairScene(Strategy.LONGEST_IDLE, Duration.ofSeconds(30));
    scene.arrives(contact(1), CALLS);
    scene.after(29).arrives(contact(2), REPAIRS);
    scene.after(2).arrives(contact(3), REPAIRS);

    scene.ready(ANA);
    assertThat(scene.offeredTo(contact(2))).contains(ANA);
    scene.accepts(ANA, offer(contact(2), 1));
    scene.leaves(contact(2));

    assertThat(scene.offeredTo(contact(1))).contains(ANA);
  }

  @Test
  void a_segments_head_start_is_added_to_the_queues() {
    var scene = repairScene(Strategy.LONGEST_IDLE, Duration.ofSeconds(30));

    scene.does(new Signal.ContactArrived(
        contact(1),
        Channel.CALL,
        REPAIRS,
        new Endpoint("native", "1"),
        CUSTOMER,
        Duration.ofSeconds(12),
        NINE));

    assertThat(scene.contactOf(contact(1)).rank()).isEqualTo(NINE.minusSeconds(42));
  }

  @Test
  void equal_ranks_are_told_apart_by_id() {
    var scene = new Scene();
    scene.arrives(contact(2), CALLS);
    scene.arrives(contact(1), CALLS);

    scene.ready(ANA);

    assertThat(scene.offeredTo(contact(1))).contains(ANA);
  }

  @Test
  void a_contact_that_was_put_back_comes_before_later_ones() {
    var scene = new Scene();
    scene.ready(ANA).arrives(contact(1), CALLS);
    scene.after(5).arrives(contact(2), CALLS);
    scene.clockAfter(15);

    scene.ready(BEN);

    assertThat(scene.offeredTo(contact(1))).contains(BEN);
    assertThat(scene.offeredTo(contact(2))).isEmpty();
  }

  @Test
  void the_longest_idle_is_asked_first_and_the_offer_says_so() {
    var scene = new Scene();
    scene.ready(BEN).after(1).ready(ANA).after(1).ready(CLEO);

    scene.after(8).arrives(contact(1), CALLS);

    assertThat(scene.contactOf(contact(1)).offer()).hasValueSatisfying(offer -> {
      assertThat(offer.agent()).isEqualTo(BEN);
      assertThat(offer.choice())
          .isEqualTo(new Fact.Choice(Strategy.LONGEST_IDLE, NINE, 0, 3, Optional.of(ANA)));
    });
  }

  @Test
  void finishing_a_contact_makes_an_agent_the_last_in_the_order() {
    var scene = new Scene();
    scene.talking(ANA, contact(1), CALLS).after(1).ready(BEN).after(1);
    scene.finishes(ANA, contact(1));

    scene.arrives(contact(2), CALLS);

    assertThat(scene.offeredTo(contact(2))).contains(BEN);
  }

  @Test
  void an_offer_that_came_to_nothing_costs_the_agent_no_place() {
    var scene = new Scene();
    scene.ready(ANA).after(1).ready(BEN).arrives(contact(1), CALLS);
    scene.after(1).leaves(contact(1));

    scene.arrives(contact(2), CALLS);

    assertThat(scene.offeredTo(contact(2))).contains(ANA);
  }

  @Test
  void the_most_skilled_is_asked_first_and_the_offer_says_so() {
    var scene = repairScene(Strategy.MOST_SKILLED, Duration.ZERO);
    scene.ready(ANA, BEN).after(5).ready(CLEO);

    scene.arrives(contact(1), REPAIRS);

    assertThat(scene.contactOf(contact(1)).offer()).hasValueSatisfying(offer -> {
      assertThat(offer.agent()).isEqualTo(CLEO);
      assertThat(offer.choice())
          .isEqualTo(
              new Fact.Choice(Strategy.MOST_SKILLED, NINE.plusSeconds(5), 9, 2, Optional.of(ANA)));
    });
  }

  @Test
  void no_agent_is_offered_a_contact_beyond_their_proficiency() {
    var scene = repairScene(Strategy.LONGEST_IDLE, Duration.ZERO);
    scene.ready(BEN).arrives(contact(1), REPAIRS);

    assertThat(scene.offeredTo(contact(1))).isEmpty();
  }

  /** Ana and Cleo (best) can repair, Ben not well enough. */
  private static Scene repairScene(Strategy strategy, Duration headStart) {
    return new Scene(
        Rules.STANDARD,
        plan(
            List.of(
                queue(CALLS, Channel.CALL),
                queue(REPAIRS, Channel.CALL, Map.of(REPAIR, 4), strategy, headStart, true)),
            List.of(
                agent(ANA, Map.of(REPAIR, 4)),
                agent(BEN, Map.of(REPAIR, 3, DUTCH, 10)),
                agent(CLEO, Map.of(REPAIR, 9)))));
  }
}
