package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.routing.engine.Scene.*;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.routing.engine.Outcome.No;

/** How much one agent can have at a time, and how much fits on the floor. */
class CapacityTest {

  private final Scene scene = new Scene();

  @Test
  void one_call_three_chats_five_mails() {
    scene.ready(ANA);
    for (int n = 1; n <= 6; n++) {
      scene.arrives(contact(n), MAILS);
    }
    for (int n = 11; n <= 14; n++) {
      scene.arrives(contact(n), CHATS);
    }
    scene.arrives(contact(21), CALLS);

    assertThat(scene.agentOf(ANA).offers()).hasSize(8);
    assertThat(scene.offeredTo(contact(6))).isEmpty();
    assertThat(scene.offeredTo(contact(14))).isEmpty();
    assertThat(scene.offeredTo(contact(21))).isEmpty();
  }

  @Test
  void a_call_stops_everything_even_while_it_is_only_offered() {
    scene.ready(ANA).arrives(contact(1), CALLS);

    scene.arrives(contact(2), CHATS);
    scene.arrives(contact(3), MAILS);

    assertThat(scene.agentOf(ANA).offers()).containsExactly(offer(contact(1), 1));
    scene.accepts(ANA, offer(contact(1), 1));
    scene.does(new Signal.Bridged(contact(1)));
    scene.does(new Signal.Held(contact(1)));
    assertThat(scene.agentOf(ANA).offers()).isEmpty();
    scene.leaves(contact(1));
    assertThat(scene.agentOf(ANA).offers()).as("still writing up").isEmpty();
    scene.finishes(ANA, contact(1));
    assertThat(scene.agentOf(ANA).offers()).hasSize(2);
  }

  @Test
  void a_chat_stops_calls_but_no_chats_and_mails() {
    scene.talking(ANA, contact(1), CHATS);

    scene.arrives(contact(2), CALLS);
    scene.arrives(contact(3), CHATS);
    scene.arrives(contact(4), MAILS);

    assertThat(scene.offeredTo(contact(2))).isEmpty();
    assertThat(scene.offeredTo(contact(3))).contains(ANA);
    assertThat(scene.offeredTo(contact(4))).contains(ANA);
  }

  @Test
  void a_mail_stops_nothing() {
    scene.talking(ANA, contact(1), MAILS);

    scene.arrives(contact(2), CALLS);

    assertThat(scene.offeredTo(contact(2))).contains(ANA);
  }

  @Test
  void a_full_floor_says_so_and_has_room_again() {
    var small = new Scene(limits(2, 10, 10, 10), PLAN);
    small.arrives(contact(1), CALLS);
    small.arrives(contact(2), CALLS);

    assertThat(small.refuses(small.arrival(contact(3), CALLS, NINE))).isEqualTo(No.FULL);

    small.leaves(contact(1));
    assertThat(small.arrives(contact(3), CALLS)).isNotEmpty();
  }

  @Test
  void agents_queues_and_memory_have_their_limits() {
    var small = new Scene(limits(10, 1, 3, 3), PLAN);

    assertThat(
            small.refuses(new Signal.FloorPlanned(change(agent(new tandem.base.AgentId("dirk"))))))
        .isEqualTo(No.FULL);
    assertThat(small.refuses(
            new Signal.FloorPlanned(change(queue(new QueueId("more"), Channel.CALL)))))
        .isEqualTo(No.FULL);
    small.leaves(contact(1));
    assertThat(small.refuses(new Signal.ContactLeft(contact(2), "x"))).isEqualTo(No.FULL);
  }

  @Test
  void rules_that_would_let_somebody_talk_twice_or_forget_a_channel_are_none() {
    var standard = Rules.STANDARD;
    assertThatThrownBy(() -> rules(Map.of(Channel.CALL, 2, Channel.CHAT, 3, Channel.EMAIL, 5)))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> rules(Map.of(Channel.CALL, 1))).isInstanceOf(Failure.Invalid.class);
    assertThat(rules(standard.slots())).isEqualTo(standard);
  }

  private static Rules rules(Map<Channel, Integer> slots) {
    return new TestRules().slots(slots).rules();
  }

  private static Rules limits(int contacts, int remembered, int agents, int queues) {
    return new TestRules()
        .contactsMax(contacts)
        .rememberedMax(remembered)
        .agentsMax(agents)
        .queuesMax(queues)
        .rules();
  }
}
