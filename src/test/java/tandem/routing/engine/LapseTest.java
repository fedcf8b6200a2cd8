package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.ContactId;
import tandem.document.Json;

/** Time in which nothing could be written counts against nobody. */
class LapseTest {

  private static final ContactId CALL = Scene.contact(1);
  private static final Duration REPEAT = Rules.STANDARD.repeatWithin();

  @Test
  void a_caller_whose_bridge_was_reported_in_vain_stays_with_the_agent() {
    var scene = new Scene();
    var call = bridging(scene);
    scene.now = scene.now.plusSeconds(33);

    lose(scene, Duration.ofSeconds(33));
    scene.does(new Signal.ClockReached(scene.now));
    scene.now = scene.now.plusSeconds(5);
    scene.does(new Signal.Bridged(call));

    assertThat(contact(scene, call).phase()).isEqualTo(new Phase.Connected(Scene.ANA));
  }

  @Test
  void a_bridge_that_nobody_reports_after_the_outage_is_given_up() {
    var scene = new Scene();
    var call = bridging(scene);
    scene.now = scene.now.plusSeconds(33);
    lose(scene, Duration.ofSeconds(33));

    scene.now = scene.now.plus(Rules.STANDARD.bridgeWithin());
    scene.does(new Signal.ClockReached(scene.now));

    assertThat(contact(scene, call).agent()).isNotEqualTo(Optional.of(Scene.ANA));
  }

  @Test
  void what_runs_out_soon_after_an_outage_leaves_time_to_repeat_what_was_said() {
    var scene = new Scene();
    var call = bridging(scene);
    scene.now = scene.now.plus(Rules.STANDARD.bridgeWithin()).minusMillis(1);

    lose(scene, Duration.ofMillis(1));

    assertThat(((Phase.Connecting) contact(scene, call).phase()).bridgeBy())
        .contains(scene.now.plus(REPEAT));
  }

  @Test
  void an_offer_has_what_was_left_of_it_and_nobody_has_missed_it() {
    var scene = new Scene();
    scene.ready(Scene.ANA);
    var call = call(scene);
    var before = contact(scene, call).offer().orElseThrow();
    scene.now = scene.now.plusSeconds(60);

    lose(scene, Duration.ofSeconds(55));
    scene.does(new Signal.ClockReached(scene.now));

    assertThat(contact(scene, call).offer().map(Offer::expiresAt))
        .contains(before.expiresAt().plusSeconds(55));
    assertThat(scene.engine.floor().agent(Scene.ANA).orElseThrow().presence())
        .isEqualTo(Scene.READY);
  }

  @Test
  void nobody_gets_more_than_the_whole_time_again() {
    var scene = new Scene();
    scene.ready(Scene.ANA);
    var call = call(scene);
    var offer = contact(scene, call).offer().orElseThrow();
    var whole = Duration.between(offer.offeredAt(), offer.expiresAt());

    lose(scene, Duration.ofDays(1));

    assertThat(contact(scene, call).offer().map(Offer::expiresAt)).contains(scene.now.plus(whole));
  }

  @Test
  void who_waits_keeps_the_rank_and_has_waited_all_the_time() {
    var scene = new Scene();
    var call = call(scene);
    var before = contact(scene, call);
    scene.now = scene.now.plusSeconds(60);

    lose(scene, Duration.ofSeconds(60));

    assertThat(contact(scene, call)).isEqualTo(before);
  }

  @Test
  void a_lost_agent_has_the_time_to_come_back() {
    var scene = new Scene();
    bridging(scene);
    scene.does(new Signal.AgentLost(Scene.ANA));
    var until = scene.engine.floor().agent(Scene.ANA).orElseThrow().lostUntil().orElseThrow();
    scene.now = scene.now.plusSeconds(90);

    lose(scene, Duration.ofSeconds(90));
    scene.does(new Signal.ClockReached(scene.now));

    assertThat(scene.engine.floor().agent(Scene.ANA).orElseThrow().lostUntil())
        .contains(until.plusSeconds(90));
  }

  @Test
  void a_floor_on_which_nothing_runs_notes_nothing() {
    var scene = new Scene();

    assertThat(scene.engine.handle(new Signal.TimeLost(Duration.ofSeconds(9)), scene.now))
        .isEqualTo(new Decision.Decided(List.of()));
  }

  @Test
  void a_snapshot_keeps_the_lapse_and_one_of_an_earlier_version_has_none() {
    var scene = new Scene();
    call(scene);
    lose(scene, Duration.ofSeconds(9));
    var snapshot = scene.engine.floor().snapshot();

    var read = Json.read(Json.write(snapshot), FloorSnapshot.class);
    var earlier =
        Json.read(Json.write(snapshot).replace("\"lapse\"", "\"unknown\""), FloorSnapshot.class);

    assertThat(Floor.of(read)).isEqualTo(scene.engine.floor());
    assertThat(Floor.of(earlier).lapse()).isEmpty();
  }

  private static ContactId bridging(Scene scene) {
    scene.ready(Scene.ANA);
    var call = call(scene);
    scene.accepts(Scene.ANA, Scene.offer(call, 1));
    return call;
  }

  private static void lose(Scene scene, Duration lost) {
    scene.does(new Signal.TimeLost(lost));
  }

  private static Contact contact(Scene scene, ContactId id) {
    return scene.contactOf(id);
  }

  private static ContactId call(Scene scene) {
    scene.arrives(CALL, Scene.CALLS);
    return CALL;
  }
}
