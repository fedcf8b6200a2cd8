package tandem.rehearsal.calling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import tandem.base.Failure;
import tandem.document.Json;

/** The choice of the number to call, and the sentences about the call. */
class CalledFloorTest {

  private static final CalledFloor FLOOR = new CalledFloor(json("""
      {"queues": [{"id": "delivery", "name": "Where is my order"}, {"id": "returns", "name": "Returns"}],
       "agents": [{"id": "ana", "name": "Ana de Wit"}],
       "entrances": [
         {"channel": "chat", "address": "shop", "queue": "delivery"},
         {"channel": "call", "address": "+31201234500", "queue": "delivery"},
         {"channel": "call", "address": "+31201234501", "queue": "delivery"},
         {"channel": "call", "address": "+31201234505", "queue": "returns"}]}
      """));

  private static JsonNode json(String text) {
    return Json.read(text, JsonNode.class);
  }

  @Test
  void without_a_wish_the_first_number_is_called() {
    assertThat(FLOOR.number()).isEqualTo("+31201234500");
    assertThat(FLOOR.numberOf("returns")).isEqualTo("+31201234505");
  }

  @Test
  void a_queue_that_no_number_leads_to_is_refused_with_those_that_have_one() {
    assertThatThrownBy(() -> FLOOR.numberOf("chats"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessage(
            "--queue must be a queue that a number leads to (delivery, returns), not chats");
  }

  @Test
  void a_floor_without_numbers_needs_one_from_the_caller() {
    assertThatThrownBy(() -> new CalledFloor(json("{}")).number())
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageStartingWith("the server's floor has no number for calls: give one by --to");
  }

  @Test
  void each_event_of_a_call_is_a_sentence_with_names() {
    var words = new CallWords(FLOOR);

    assertThat(words.sentence(event("queued", "\"queue\":\"delivery\"")))
        .isEqualTo("The caller waits in the queue Where is my order.");
    assertThat(words.sentence(event("moved", "\"queue\":\"returns\",\"agent\":\"ana\"")))
        .isEqualTo("The caller is passed on to the queue Returns.");
    assertThat(words.sentence(event("moved", "\"agent\":\"ana\"")))
        .isEqualTo("The caller is passed on to Ana de Wit.");
    assertThat(words.sentence(event("offered", "\"agent\":\"new-one\"")))
        .isEqualTo("It rings at new-one.");
    assertThat(words.sentence(event("bridge_failed", "\"agent\":\"ana\",\"cause\":\"no answer\"")))
        .isEqualTo("The caller cannot be joined with Ana de Wit (no answer).");
    assertThat(words.sentence(event("closed", "\"agent\":\"ana\"")))
        .isEqualTo("Ana de Wit ends the call.");
    assertThat(words.sentence(event("scheduled", "\"queue\":\"delivery\""))).isEqualTo("scheduled");
  }

  @Test
  void a_line_says_how_long_after_the_first_event_it_happened() {
    var words = new CallWords(FLOOR);
    var first = event("queued", "\"queue\":\"delivery\"");
    var later = json("{\"at\":\"2026-03-02T09:01:04.250Z\",\"event\":\"held\",\"agent\":\"ana\"}");

    assertThat(words.line(first, first))
        .isEqualTo("   0.0 s  The caller waits in the queue Where is my order.");
    assertThat(words.line(later, first)).isEqualTo("  64.3 s  Ana de Wit puts the caller on hold.");
  }

  private static JsonNode event(String kind, String more) {
    return json("{\"at\":\"2026-03-02T09:00:00Z\",\"event\":\"" + kind + "\"," + more + "}");
  }
}
