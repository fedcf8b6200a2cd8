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
  void a_screen_whose_missed_messages_are_kept_resumes() {
    told(DeskSession.MESSAGES_MAX + 10, NINE);

    assertThat(session.canGoOnFrom(10)).isTrue();
    assertThat(session.after(10)).map(DeskSession.Numbered::seq).hasValue(11L);
  }

  @Test
  void a_screen_that_missed_more_than_is_kept_gets_a_snapshot() {
    told(DeskSession.MESSAGES_MAX + 10, NINE);

    assertThat(session.canGoOnFrom(9)).isFalse();
  }

  @Test
  void messages_older_than_a_minute_are_not_kept() {
    told(5, NINE);
    told(1, NINE.plus(DeskSession.KEPT_FOR).plusMillis(1));

    assertThat(session.canGoOnFrom(4)).isFalse();
    assertThat(session.canGoOnFrom(5)).isTrue();
  }

  @Test
  void a_session_cannot_be_resumed_after_a_number_not_yet_sent() {
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
