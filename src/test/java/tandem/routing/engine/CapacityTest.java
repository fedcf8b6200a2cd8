package tandem.routing.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.routing.engine.Scene.*;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.Failure;
import tandem.base.QueueId;
import tandem.routing.engine.Decision.No;

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
  void a_chat_blocks_calls_but_no_chats_and_mails() {
    scene.talking(ANA, contact(1), CHATS);

    scene.arrives(contact(2), CALLS);
    scene.arrives(contact(3), CHATS);
    scene.arrives(contact(4), MAILS);

    assertThat(scene.offeredTo(contact(2))).isEmpty();
    assertThat(scene.offeredTo(contact(3))).contains(ANA);
    assertThat(scene.offeredTo(contact(4))).contains(ANA);
  }

  @Test
  void an_agent_with_two_chats_gets_a_third_and_a_call_only_after_the_last_one() {
    scene.ready(ANA);
    for (int n = 1; n <= 3; n++) {
      scene.arrives(contact(n), CHATS);
      scene.accepts(ANA, offer(contact(n), 1));
    }
    scene.arrives(contact(4), CALLS);
    assertThat(scene.agentOf(ANA).contacts()).containsExactly(contact(1), contact(2), contact(3));

    for (int n = 1; n <= 3; n++) {
      assertThat(scene.offeredTo(contact(4))).as("before chat " + n + " ends").isEmpty();
      scene.leaves(contact(n));
      scene.finishes(ANA, contact(n));
    }

    assertThat(scene.offeredTo(contact(4))).contains(ANA);
  }

  @Test
  void mails_that_are_open_stay_with_their_agent_while_a_call_comes_and_goes() {
    var open = new Phase.Connected(ANA);
    scene.talking(ANA, contact(1), MAILS).talking(ANA, contact(2), MAILS);
    scene.arrives(contact(3), CALLS);

    scene.accepts(ANA, offer(contact(3), 1));
    scene.does(new Signal.Bridged(contact(3)));

    assertThat(scene.contactOf(contact(1)).phase()).isEqualTo(open);
    scene.finishes(ANA, contact(2));
    scene.arrives(contact(4), MAILS);
    assertThat(scene.offeredTo(contact(4))).as("nothing new beside a call").isEmpty();
    scene.leaves(contact(3));
    assertThat(scene.offeredTo(contact(4))).as("nor while it is written up").isEmpty();
    scene.finishes(ANA, contact(3));
    assertThat(scene.contactOf(contact(1)).phase()).isEqualTo(open);
    assertThat(scene.contactOf(contact(1)).since()).isEqualTo(NINE);
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
  void an_agent_may_have_other_slots_than_the_channel() {
    scene.does(new Signal.FloorPlanned(
        change(takes(ANA, Set.of(Channel.CHAT, Channel.EMAIL), Map.of(Channel.CHAT, 2)))));
    scene.ready(ANA);
    for (int n = 1; n <= 3; n++) {
      scene.arrives(contact(n), CHATS);
    }

    assertThat(scene.agentOf(ANA).offers()).hasSize(2);
  }

  @Test
  void an_agent_is_offered_only_contacts_of_their_channels() {
    scene.does(new Signal.FloorPlanned(change(takes(ANA, Set.of(Channel.EMAIL), Map.of()))));
    scene.ready(ANA);
    scene.arrives(contact(1), CALLS);
    scene.arrives(contact(2), CHATS);
    scene.arrives(contact(3), MAILS);

    assertThat(scene.agentOf(ANA).offers()).containsExactly(offer(contact(3), 1));
  }

  @Test
  void an_agent_who_does_not_take_the_channel_causes_no_pause() {
    scene.does(new Signal.FloorPlanned(change(takes(BEN, Set.of(Channel.EMAIL), Map.of()))));
    scene.ready(ANA, BEN).arrives(contact(1), CHATS);

    scene.declines(ANA, offer(contact(1), 1));

    assertThat(scene.offeredTo(contact(1))).as("nobody else could take it").contains(ANA);
  }

  @Test
  void the_terms_of_a_channel_are_data() {
    scene.does(new Signal.FloorPlanned(change(new FloorPlan.ChannelTerms(
        Channel.EMAIL,
        2,
        Set.of(Channel.CALL, Channel.CHAT),
        FloorPlan.Link.IMMEDIATE,
        FloorPlan.Customer.PATIENT))));
    scene.ready(ANA);
    for (int n = 1; n <= 3; n++) {
      scene.arrives(contact(n), MAILS);
    }
    scene.arrives(contact(4), CHATS);
    scene.arrives(contact(5), CALLS);

    assertThat(scene.agentOf(ANA).offers())
        .containsExactly(offer(contact(1), 1), offer(contact(2), 1));
  }

  @Test
  void an_offer_of_a_channel_that_the_agent_no_longer_takes_is_withdrawn_without_blame() {
    scene.ready(ANA).arrives(contact(1), CALLS);
    scene.ready(BEN).after(5);

    var facts = scene.does(new Signal.FloorPlanned(change(new FloorPlan.Agent(
        ANA, "Ana", SERVICE, Map.of(), Set.of(Channel.CHAT), Map.of(), Optional.empty(), true))));

    assertThat(facts)
        .contains(
            new Fact.OfferClosed(offer(contact(1), 1), ANA, Fact.OfferEnd.AGENT_LEFT, scene.now));
    assertThat(scene.agentOf(ANA).presence()).isEqualTo(READY);
    assertThat(scene.contactOf(contact(1)).rank()).isEqualTo(NINE);
    assertThat(scene.contactOf(contact(1)).passed()).isEmpty();
    assertThat(scene.offeredTo(contact(1))).contains(BEN);
    assertThat(scene.refuses(new Signal.OfferAccepted(offer(contact(1), 1), ANA)))
        .isEqualTo(No.GONE);
  }

  @Test
  void an_assigned_contact_is_open_to_all_when_its_offer_is_withdrawn_with_the_channel() {
    scene.asks(ANA, LUNCH);
    scene.arrives(contact(1), MAILS);
    scene.does(new Signal.ContactMoved(
        contact(1), new Destination.ToAgent(ANA), Fact.MoveReason.ASSIGNED, Optional.empty()));
    scene.ready(ANA, BEN);
    assertThat(scene.offeredTo(contact(1))).contains(ANA);

    scene.does(new Signal.FloorPlanned(change(takes(ANA, Set.of(Channel.CALL), Map.of()))));

    assertThat(scene.contactOf(contact(1)).assigned()).isEmpty();
    assertThat(scene.offeredTo(contact(1))).contains(BEN);
  }

  @Test
  void offers_beyond_fewer_slots_are_withdrawn_and_the_longest_waiting_contact_stays() {
    scene.talking(ANA, contact(1), MAILS);
    for (int n = 4; n >= 2; n--) {
      scene.after(1).arrives(contact(n), MAILS);
    }

    scene.does(new Signal.FloorPlanned(change(new FloorPlan.ChannelTerms(
        Channel.EMAIL, 2, Set.of(), FloorPlan.Link.IMMEDIATE, FloorPlan.Customer.PATIENT))));

    assertThat(scene.agentOf(ANA).offers()).containsExactly(offer(contact(4), 1));
    assertThat(scene.contactOf(contact(3)).phase()).isInstanceOf(Phase.Queued.class);

    scene.does(new Signal.FloorPlanned(
        change(takes(ANA, Set.of(Channel.EMAIL), Map.of(Channel.EMAIL, 1)))));

    assertThat(scene.agentOf(ANA).offers()).isEmpty();
  }

  @Test
  void an_offer_that_a_held_contact_blocks_under_new_terms_is_withdrawn() {
    scene.talking(ANA, contact(1), CHATS);
    scene.arrives(contact(2), MAILS);
    scene.arrives(contact(3), CHATS);

    scene.does(new Signal.FloorPlanned(change(new FloorPlan.ChannelTerms(
        Channel.CHAT,
        3,
        Set.of(Channel.EMAIL),
        FloorPlan.Link.IMMEDIATE,
        FloorPlan.Customer.LIVE))));

    assertThat(scene.agentOf(ANA).offers()).containsExactly(offer(contact(3), 1));
    assertThat(scene.agentOf(ANA).contacts()).containsExactly(contact(1));
  }

  @Test
  void a_change_that_leaves_room_for_an_offer_leaves_it_open() {
    scene.ready(ANA).arrives(contact(1), MAILS);
    scene.arrives(contact(2), CALLS);

    var facts = scene.does(new Signal.FloorPlanned(
        change(takes(ANA, Set.of(Channel.CALL, Channel.EMAIL), Map.of(Channel.EMAIL, 1)))));

    assertThat(facts).hasOnlyElementsOfType(Fact.FloorPlanned.class);
    assertThat(scene.agentOf(ANA).offers())
        .containsExactlyInAnyOrder(offer(contact(1), 1), offer(contact(2), 1));
  }

  @Test
  void a_channel_that_is_bridged_has_one_slot_for_the_agent_has_one_line() {
    assertThatThrownBy(() -> new FloorPlan.ChannelTerms(
            Channel.CALL, 2, Set.of(), FloorPlan.Link.BRIDGED, FloorPlan.Customer.LIVE))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("slots of call must be 1");
    assertThat(scene.refuses(new Signal.FloorPlanned(
            change(takes(ANA, Set.of(Channel.CALL), Map.of(Channel.CALL, 2))))))
        .isEqualTo(No.INVALID);
  }

  @Test
  void an_agent_who_takes_a_bridged_channel_needs_an_address() {
    assertThat(refusal(change(withoutAddress(Set.of()))))
        .isEqualTo("agent ana takes call contacts and needs an address: a carrier bridges to it");
    assertThat(scene.does(
            new Signal.FloorPlanned(change(withoutAddress(Set.of(Channel.CHAT, Channel.EMAIL))))))
        .isNotEmpty();
  }

  @Test
  void a_channel_that_becomes_bridged_needs_the_addresses_of_its_agents() {
    scene.does(new Signal.FloorPlanned(change(withoutAddress(Set.of(Channel.CHAT)))));

    assertThat(refusal(change(linked(Channel.CHAT, FloorPlan.Link.BRIDGED))))
        .isEqualTo("agent ana takes chat contacts and needs an address: a carrier bridges to it");
  }

  @Test
  void every_channel_may_be_bridged_and_calls_may_be_immediate() {
    scene.does(new Signal.FloorPlanned(change(linked(Channel.CALL, FloorPlan.Link.IMMEDIATE))));
    scene.does(new Signal.FloorPlanned(change(linked(Channel.CHAT, FloorPlan.Link.BRIDGED))));
    scene.does(new Signal.FloorPlanned(change(withoutAddress(Set.of(Channel.CALL)))));
    scene.ready(ANA).ready(BEN).arrives(contact(1), CALLS);
    scene.accepts(ANA, offer(contact(1), 1));
    scene.arrives(contact(2), CHATS);
    scene.accepts(BEN, offer(contact(2), 1));

    assertThat(scene.contactOf(contact(1)).phase()).isEqualTo(new Phase.Connected(ANA));
    assertThat(scene.contactOf(contact(2)).phase()).isInstanceOf(Phase.Connecting.class);
  }

  /** Only the standard terms name channels, as data. */
  @Test
  void no_rule_of_the_engine_names_a_channel() {
    var named = DescribedPredicate.<JavaFieldAccess>describe(
        "channels, except in the standard terms",
        access -> access.getTargetOwner().isEquivalentTo(Channel.class)
            && !(access.getOriginOwner().isEquivalentTo(FloorPlan.class)
                && access.getOrigin().getName().equals("<clinit>")));
    noClasses()
        .should()
        .accessFieldWhere(named)
        .check(new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("tandem.routing.engine"));
  }

  private static FloorPlan.ChannelTerms linked(Channel channel, FloorPlan.Link link) {
    return new FloorPlan.ChannelTerms(channel, 1, Set.of(), link, FloorPlan.Customer.LIVE);
  }

  private static FloorPlan.Agent withoutAddress(Set<Channel> channels) {
    return new FloorPlan.Agent(
        ANA, "Ana", SERVICE, Map.of(), channels, Map.of(), Optional.empty(), true);
  }

  private String refusal(FloorPlan plan) {
    var decision = scene.engine.handle(new Signal.FloorPlanned(plan), scene.now);
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused) decision).why();
  }

  private static FloorPlan.Agent takes(
      AgentId id, Set<Channel> channels, Map<Channel, Integer> slots) {
    return new FloorPlan.Agent(
        id,
        id.value(),
        SERVICE,
        Map.of(DUTCH, 5, REPAIR, 5),
        channels,
        slots,
        Optional.of("+31201234567"),
        true);
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
