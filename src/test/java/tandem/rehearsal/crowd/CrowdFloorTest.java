package tandem.rehearsal.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.QueueId;
import tandem.customers.PhoneNumbers;
import tandem.desk.floor.FloorDocument;
import tandem.desk.floor.FloorSetup;
import tandem.routing.engine.FloorPlan;

/** The demo's change of the sample floor, read as the server reads it. */
class CrowdFloorTest {

  private static final PhoneNumbers NL = new PhoneNumbers("NL");
  private static final AgentId ANA = new AgentId("ana");
  private static final AgentId DAAN = new AgentId("daan");

  private final CrowdFloor crowd = new CrowdFloor();
  private final FloorSetup sample;
  private final FloorPlan floor;

  CrowdFloorTest() throws IOException {
    sample = FloorDocument.read(
        "config/floor.yaml",
        Files.readString(Path.of("config", "floor.yaml")),
        FloorPlan.EMPTY,
        NL);
    var change = FloorDocument.read("demo-floor.yaml", crowd.document(), sample.plan(), NL)
        .plan();
    floor = sample.plan().with(change);
  }

  private List<AgentId> able(FloorPlan.Queue queue) {
    return floor.agents().stream()
        .filter(agent -> agent.channels().isEmpty() || agent.channels().contains(queue.channel()))
        .filter(agent -> queue.skills().entrySet().stream()
            .allMatch(need -> agent.skills().getOrDefault(need.getKey(), 0) >= need.getValue()))
        .map(FloorPlan.Agent::id)
        .toList();
  }

  private FloorPlan.Queue queue(QueueId id) {
    return floor.queues().stream()
        .filter(queue -> queue.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private FloorPlan.Queue queueOf(Channel channel, String address) {
    return queue(floor.entrances().stream()
        .filter(entrance -> entrance.channel() == channel && entrance.address().equals(address))
        .findFirst()
        .orElseThrow()
        .queue());
  }

  @Test
  void there_are_enough_agents_for_the_largest_crowd_and_each_is_there_once() {
    assertThat(crowd.seats()).hasSize(Crowd.AGENTS_MAX).doesNotHaveDuplicates();
    assertThat(crowd.seats()).doesNotContainAnyElementsOf(CrowdFloor.STORY);
    assertThat(floor.agents().stream().map(agent -> agent.id().value()))
        .containsAll(crowd.seats())
        .hasSize(Crowd.AGENTS_MAX + CrowdFloor.STORY.size());
  }

  @Test
  void a_person_of_the_story_has_a_front_desk_and_nothing_of_the_crowd() {
    for (var queue : floor.queues()) {
      var able = able(queue);
      switch (queue.id().value()) {
        case "front_calls" -> assertThat(able).containsExactly(ANA);
        case "front_chat", "front_mail" -> assertThat(able).containsExactly(DAAN);
        default -> assertThat(able).as("%s", queue.id()).doesNotContain(ANA, DAAN);
      }
    }
    assertThat(queueOf(Channel.CALL, "+31201234500").id()).isEqualTo(new QueueId("front_calls"));
    assertThat(queueOf(Channel.CHAT, "shop").id()).isEqualTo(new QueueId("front_chat"));
    assertThat(queueOf(Channel.EMAIL, "service@shop.example").id())
        .isEqualTo(new QueueId("front_mail"));
  }

  @Test
  void even_a_small_crowd_serves_every_entrance_at_which_its_customers_come() {
    var small = crowd.seats().subList(0, 3).stream().map(AgentId::new).toList();
    for (var topic : Script.TOPICS) {
      assertThat(able(queueOf(Channel.CALL, topic.number()))).containsAll(small);
      assertThat(able(queueOf(Channel.CHAT, topic.site()))).containsAll(small);
      assertThat(able(queueOf(Channel.EMAIL, topic.mailbox()))).containsAll(small);
      assertThat(CrowdFloor.MAILBOXES).contains(topic.mailbox());
    }
    assertThat(able(queueOf(Channel.MESSAGE, Script.TEXTS))).containsAll(small);
  }

  @Test
  void the_words_of_the_script_are_words_of_the_floor() {
    var catalogues = sample.catalogues();
    var outcomes = catalogues.outcomes().stream().map(kind -> kind.id().value()).toList();
    var remedies = catalogues.remedies().stream().map(kind -> kind.id().value()).toList();
    var reasons = floor.reasons().stream().map(reason -> reason.id().value()).toList();

    assertThat(Script.TOPICS)
        .allSatisfy(topic -> assertThat(outcomes).containsAll(topic.outcomes()));
    assertThat(remedies).containsAll(Script.REMEDIES);
    assertThat(reasons).containsAll(Script.BREAKS);
  }
}
