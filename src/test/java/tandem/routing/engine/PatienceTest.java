package tandem.routing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.routing.engine.Scene.*;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.routing.engine.Decision.No;

/** Live customers leave; patient ones wait for their answer. */
class PatienceTest {

  private final Scene scene = new Scene();

  @Test
  void the_customer_of_a_mail_cannot_abandon_it() {
    scene.arrives(contact(1), MAILS);

    assertThat(scene.refuses(new Signal.ContactLeft(contact(1), "hung_up"))).isEqualTo(No.NOT_NOW);
    scene.clockAfter((int) Duration.ofDays(3).toSeconds());
    assertThat(scene.contactOf(contact(1)).phase()).isInstanceOf(Phase.Queued.class);
  }

  @Test
  void a_mail_waits_although_its_end_was_reported_before_its_arrival() {
    scene.leaves(contact(1));

    scene.arrives(contact(1), MAILS);

    assertThat(scene.contactOf(contact(1)).phase()).isInstanceOf(Phase.Queued.class);
  }

  @Test
  void a_chat_that_is_silent_for_long_is_over() {
    scene.arrives(contact(1), CHATS);
    scene.talking(ANA, contact(2), CHATS);

    var facts = scene.clockAfter((int) Rules.STANDARD.silenceMax().toSeconds());

    assertThat(facts)
        .hasAtLeastOneElementOfType(Fact.WrapUpBegan.class)
        .filteredOn(fact -> !(fact instanceof Fact.PresenceChanged))
        .isNotEmpty();
    assertThat(scene.contactOf(contact(2)).phase()).isEqualTo(new Phase.WrapUp(ANA));
  }

  @Test
  void a_chat_of_a_lost_agent_goes_on_with_a_colleague() {
    scene.talking(ANA, contact(1), CHATS).ready(BEN);
    scene.does(new Signal.AgentLost(ANA));

    scene.clockAfter(60);

    assertThat(scene.offeredTo(contact(1))).contains(BEN);
  }
}
