package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.OfferId;

class DeskSessionTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");

  private final DeskSession session = new DeskSession("s", new AgentId("ana"));

  @Test
  void messages_are_numbered_from_one_without_gaps() {
    told(3, NINE);

    assertThat(session.last()).isEqualTo(3);
    assertThat(session.after(0)).map(DeskSession.Numbered::seq).hasValue(1L);
    assertThat(session.after(2)).map(DeskSession.Numbered::seq).hasValue(3L);
    assertThat(session.after(3)).isEmpty();
  }

  @Test
  void a_screen_that_missed_nothing_goes_on() {
    told(3, NINE);

    assertThat(session.canGoOnFrom(3)).isTrue();
  }

  @Test
  void a_screen_that_missed_what_is_still_kept_goes_on() {
    told(DeskSession.MESSAGES_MAX + 10, NINE);

    assertThat(session.canGoOnFrom(10)).isTrue();
    assertThat(session.after(10)).map(DeskSession.Numbered::seq).hasValue(11L);
  }

  @Test
  void a_screen_that_missed_more_than_is_kept_begins_anew() {
    told(DeskSession.MESSAGES_MAX + 10, NINE);

    assertThat(session.canGoOnFrom(9)).isFalse();
  }

  @Test
  void what_is_older_than_a_minute_is_not_kept() {
    told(5, NINE);
    told(1, NINE.plus(DeskSession.KEPT_FOR).plusMillis(1));

    assertThat(session.canGoOnFrom(4)).isFalse();
    assertThat(session.canGoOnFrom(5)).isTrue();
  }

  @Test
  void a_number_from_the_future_is_no_place_to_go_on_from() {
    told(3, NINE);

    assertThat(session.canGoOnFrom(4)).isFalse();
    assertThat(session.canGoOnFrom(-1)).isFalse();
  }

  private void told(int messages, Instant now) {
    for (int i = 0; i < messages; i++) {
      var offer = new OfferId(new ContactId(new java.util.UUID(0, i)), 1);
      session.append(new DeskMessage.OfferClosed(offer, "expired"), now);
    }
  }
}
