package tandem.rehearsal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tandem.document.Json;
import tandem.rehearsal.day.RealDay;
import tandem.rehearsal.day.RealDay.Agent;
import tandem.rehearsal.day.RealDay.Call;
import tandem.rehearsal.day.RealDay.Run;
import tandem.rehearsal.day.RealDay.Service;
import tandem.routing.engine.FloorPlan;

class CallScriptTest {

  private static final Pace SIXTY = new Pace(60);
  private static final RealDay DAY = new RealDay(
      "990201",
      List.of(
          new Call(2, "24442634", true, "PS", 3600, 5, Optional.of(new Service(3605, 120, "D'OR"))),
          new Call(3, "0", false, "PS", 3660, 30, Optional.empty()),
          new Call(4, "0", false, "NW", 3720, 0, Optional.of(new Service(3720, 60, "D OR"))),
          new Call(5, "x", false, "IN", 3780, 0, Optional.empty())),
      List.of(
          new Agent("D OR", new TreeSet<>(List.of("NW")), List.of(new Run(3720, 3780))),
          new Agent("D'OR", new TreeSet<>(List.of("PS")), List.of(new Run(3540, 3725)))),
      Map.of(),
      List.of());

  private final Floor floor = new Floor(DAY);
  private final List<CallScript> scripts = CallScript.of(DAY, floor, SIXTY, "r1");

  @Test
  void a_served_caller_waits_for_ever_and_talks_as_long_as_that_day() {
    assertThat(scripts.get(0))
        .isEqualTo(new CallScript(
            "replay-r1-1",
            "+88800024442634",
            floor.number("PS", true),
            "PS",
            Duration.ofSeconds(1),
            Optional.empty(),
            Duration.ofSeconds(2)));
  }

  @Test
  void a_caller_who_hung_up_waits_as_long_again_and_would_talk_for_the_mean_time() {
    assertThat(scripts.get(1).from()).isEqualTo("anonymous");
    assertThat(scripts.get(1).patience()).contains(Duration.ofMillis(500));
    assertThat(scripts.get(1).talk()).isEqualTo(Duration.ofSeconds(2));
    assertThat(scripts.get(1).to()).isNotEqualTo(scripts.get(0).to());
  }

  @Test
  void a_kind_of_call_without_an_answer_that_day_takes_the_mean_of_all() {
    assertThat(scripts.get(3).patience()).contains(Duration.ZERO);
    assertThat(scripts.get(3).talk()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void the_floor_has_a_queue_for_each_kind_and_priority_with_its_terms_at_that_speed()
      throws Exception {
    var plan = Json.MAPPER.readValue(floor.document(SIXTY), FloorPlan.class);

    assertThat(plan.queues()).hasSize(6);
    assertThat(plan.queues())
        .filteredOn(queue -> queue.id().value().equals("replay-ps-priority"))
        .singleElement()
        .satisfies(queue -> {
          assertThat(queue.headStart()).isEqualTo(Duration.ofMillis(1500));
          assertThat(queue.offerTimeout()).isEqualTo(Duration.ofSeconds(20));
          assertThat(queue.shortAbandon()).isEqualTo(Duration.ofNanos(83_333_333));
        });
    assertThat(plan.agents())
        .extracting(agent -> agent.id().value())
        .containsExactly("replay-d_or", "replay-d_or.2");
    assertThat(plan.entrances())
        .extracting(FloorPlan.Entrance::address)
        .contains(scripts.get(0).to(), scripts.get(1).to())
        .doesNotHaveDuplicates();
    assertThat(floor.agent("D'OR")).isEqualTo("replay-d_or.2");
  }
}
