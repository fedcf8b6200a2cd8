package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.document.Json;

/** The floor is the sum of its facts, can be written down, and its time never goes back. */
class ReplayTest {

  private final Scene scene = new Scene();

  @Test
  void a_floor_goes_over_paper_and_stays_the_same() {
    busy();

    var read = Json.read(Json.write(scene.engine.floor().snapshot()), FloorSnapshot.class);

    assertThat(read).isEqualTo(scene.engine.floor().snapshot());
    assertThat(Floor.of(read)).isEqualTo(scene.engine.floor());
    assertThat(Floor.of(read).hashCode()).isEqualTo(scene.engine.floor().hashCode());
  }

  @Test
  void an_engine_on_a_rebuilt_floor_knows_its_deadlines() {
    busy();

    var successor =
        new RoutingEngine(Rules.STANDARD, Floor.of(scene.engine.floor().snapshot()));

    assertThat(successor.nextDeadline().orElseThrow())
        .isBeforeOrEqualTo(scene.engine.nextDeadline().orElseThrow());
    var later = scene.now.plusSeconds(60);
    assertThat(successor.handle(new Signal.ClockReached(later), later))
        .isEqualTo(scene.engine.handle(new Signal.ClockReached(later), later));
  }

  @Test
  void a_call_is_offered_beside_a_chat_once_the_terms_allow_it() {
    scene.talking(ANA, contact(1), CHATS);
    scene.arrives(contact(2), CALLS);
    var chat = FloorPlan.EMPTY.terms(Channel.CHAT);

    scene.does(new Signal.FloorPlanned(change(new FloorPlan.ChannelTerms(
        Channel.CHAT, chat.slots(), Set.of(), chat.link(), chat.customer()))));

    assertThat(scene.offeredTo(contact(2))).contains(ANA);
  }

  @Test
  void facts_alone_rebuild_the_floor() {
    var journal = new ArrayList<Fact>();
    var engine = new RoutingEngine(Rules.STANDARD);
    for (var signal : new Signal[] {
      new Signal.FloorPlanned(PLAN),
      new Signal.PresenceAsked(ANA, READY),
      scene.arrival(contact(1), CALLS, NINE),
      new Signal.OfferAccepted(offer(contact(1), 1), ANA),
      new Signal.Bridged(contact(1)),
      new Signal.ContactLeft(contact(1), "hung_up")
    }) {
      journal.addAll(((Decision.Decided) engine.handle(signal, NINE)).facts());
    }

    var replayed = new Floor();
    journal.forEach(replayed::apply);

    assertThat(replayed).isEqualTo(engine.floor());
    assertThat(new Floor()).isNotEqualTo(engine.floor());
  }

  @Test
  void a_clock_that_goes_back_does_not_take_time_back() {
    scene.after(60).ready(ANA);

    scene.now = NINE;
    var facts = scene.arrives(contact(1), CALLS);

    assertThat(facts).allSatisfy(fact -> assertThat(fact.at()).isEqualTo(NINE.plusSeconds(60)));
  }

  /** Somebody waits with a pause, is offered, connects, talks, writes up, is lost, and has left. */
  private void busy() {
    scene.talking(ANA, contact(1), CHATS).talking(BEN, contact(2), CALLS);
    scene.ready(CLEO).arrives(contact(5), CALLS);
    scene.accepts(CLEO, offer(contact(5), 1));
    scene.arrives(contact(3), CHATS);
    scene.declines(ANA, offer(contact(3), 1));
    scene.arrives(contact(4), MAILS);
    scene.after(1).leaves(contact(2));
    scene.asks(BEN, LUNCH);
    scene.does(new Signal.AgentLost(BEN));
    scene.leaves(contact(6));
    scene.arrives(contact(7), CALLS);
    scene.leaves(contact(7));
  }
}
