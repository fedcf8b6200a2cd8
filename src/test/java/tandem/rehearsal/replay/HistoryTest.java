package tandem.rehearsal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.base.ContactId;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.document.Json;

class HistoryTest {

  private static final ContactId ONE = Ids.contact("native", "one");
  private static final ContactId TWO = Ids.contact("native", "two");
  private static final OfferId OFFER = new OfferId(ONE, 1);

  private final History history = new History();

  HistoryTest() {
    history.placed("one");
    history.placed("two");
  }

  private void take(String type, long now) {
    history.taken(
        "one",
        type,
        Json.MAPPER.createObjectNode().put("contact", ONE.toString()).put("result", "accepted"),
        now);
  }

  @Test
  void an_ordinary_call_contradicts_nothing() {
    take("call.arrived", 1);
    history.offered("ana", OFFER);
    history.accepted("ana", OFFER, 2, true);
    history.bridged("one", "ana");
    history.shown("ana", ONE, "connected");
    history.ended("one");
    take("call.ended", 3);
    history.shown("ana", ONE, "wrap_up");
    history.shown("ana", ONE, "closed");
    history.offered("ana", new OfferId(TWO, 1));

    history.closeBooks();

    assertThat(history.firstContradictions()).isEmpty();
    assertThat(history.offers()).isEqualTo(2);
    assertThat(history.duplicates()).isZero();
  }

  @Test
  void a_call_bridged_to_two_agents_is_a_duplicate_and_a_contradiction() {
    history.bridged("one", "ana");
    history.bridgedAgain("one", "ben");

    assertThat(history.duplicates()).isEqualTo(1);
    assertThat(history.firstContradictions()).containsExactly("one was bridged to ana and to ben");
  }

  @Test
  void an_agent_with_two_live_calls_is_a_contradiction() {
    history.bridged("one", "ana");
    history.offered("ana", new OfferId(TWO, 1));
    history.bridged("two", "ana");

    assertThat(history.contradictions()).isEqualTo(2);
  }

  @Test
  void an_offer_shown_to_two_agents_is_a_contradiction_and_shown_again_is_none() {
    history.offered("ana", OFFER);
    history.offered("ana", OFFER);
    assertThat(history.contradictions()).isZero();

    history.offered("ben", OFFER);
    assertThat(history.contradictions()).isEqualTo(1);
  }

  @Test
  void an_accepted_offer_of_a_caller_known_to_have_left_is_a_contradiction() {
    take("call.ended", 10);

    history.accepted("ana", OFFER, 9, true);
    history.accepted("ana", OFFER, 11, false);
    assertThat(history.contradictions()).isZero();

    history.accepted("ana", OFFER, 11, true);
    assertThat(history.contradictions()).isEqualTo(1);
  }

  @Test
  void an_accepted_event_that_never_became_visible_is_found_at_the_end() {
    history.bridged("one", "ana");
    history.ended("one");
    take("call.ended", 1);

    history.closeBooks();

    assertThat(history.firstContradictions())
        .containsExactly(
            "one was bridged to ana, whose accept was never confirmed",
            "one has ended and is still on the desk of ana");
  }
}
