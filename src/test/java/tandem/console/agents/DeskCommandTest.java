package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.base.ContactId;
import tandem.base.Failure;
import tandem.base.OfferId;
import tandem.base.ReasonId;

class DeskCommandTest {

  private static final ContactId CALL = new ContactId(new UUID(1, 2));

  @Test
  void a_hello_names_the_session_to_resume() {
    assertThat(DeskCommand.parse("{\"type\":\"hello\",\"resume\":{\"session\":\"s\",\"seq\":12}}"))
        .isEqualTo(new DeskCommand.Hello(Optional.of(new DeskCommand.Resume("s", 12))));
    assertThat(DeskCommand.parse("{\"type\":\"hello\"}"))
        .isEqualTo(new DeskCommand.Hello(Optional.empty()));
  }

  @Test
  void a_hello_without_a_session_begins_a_new_one() {
    for (var resume :
        List.of("7", "{}", "{\"session\":\"s\"}", "{\"session\":\"s\",\"seq\":\"1\"}")) {
      assertThat(DeskCommand.parse("{\"type\":\"hello\",\"resume\":" + resume + "}"))
          .isEqualTo(new DeskCommand.Hello(Optional.empty()));
    }
  }

  @Test
  void a_painted_offer_says_in_how_many_milliseconds() {
    assertThat(DeskCommand.parse("{\"type\":\"painted\",\"offer\":\"x\",\"ms\":12.5}"))
        .isEqualTo(new DeskCommand.Painted(Duration.ofNanos(12_500_000)));
    for (var ms : List.of("-1", "60001", "\"7\"", "null", "1e99")) {
      assertThatThrownBy(() -> DeskCommand.parse("{\"type\":\"painted\",\"ms\":" + ms + "}"))
          .as(ms)
          .isInstanceOf(Failure.Invalid.class)
          .hasMessageStartingWith("ms ");
    }
  }

  @Test
  void additional_fields_of_a_command_are_ignored() {
    assertThat(act("\"do\":\"ready\",\"offer\":7,\"sent_at\":\"noon\""))
        .isEqualTo(new DeskCommand.Ready());
    assertThat(act("\"do\":\"hold\",\"contact\":\"" + CALL + "\",\"offer\":7"))
        .isEqualTo(new DeskCommand.Hold(CALL));
  }

  @Test
  void a_value_that_cannot_be_stored_or_read_is_refused_by_its_name() {
    for (var value : List.of("1e131071", "1e-20000", "\"\\u0000\"", "\"\\ud800\"")) {
      assertThat(act("\"do\":\"ready\",\"more\":[" + value + "]"))
          .isInstanceOfSatisfying(
              DeskCommand.Misspoken.class,
              no -> assertThat(no.why()).hasMessageStartingWith("more[0] must "));
    }
    assertThatThrownBy(() -> act("\"do\":\"ready\",\"more\":1e99999999999"))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageStartingWith("more must be a number");
  }

  @Test
  void every_act_has_its_word() {
    assertThat(act("\"do\":\"ready\"")).isEqualTo(new DeskCommand.Ready());
    assertThat(act("\"do\":\"offline\"")).isEqualTo(new DeskCommand.Offline());
    assertThat(act("\"do\":\"not_ready\",\"reason\":\"lunch\""))
        .isEqualTo(new DeskCommand.NotReady(new ReasonId("lunch")));
    assertThat(act("\"do\":\"accept\",\"offer\":\"" + CALL + "/3\""))
        .isEqualTo(new DeskCommand.Accept(new OfferId(CALL, 3)));
    assertThat(act("\"do\":\"decline\",\"offer\":\"" + CALL + "/3\""))
        .isEqualTo(new DeskCommand.Decline(new OfferId(CALL, 3)));
    assertThat(act("\"do\":\"hold\",\"contact\":\"" + CALL + "\""))
        .isEqualTo(new DeskCommand.Hold(CALL));
    assertThat(act("\"do\":\"resume\",\"contact\":\"" + CALL + "\""))
        .isEqualTo(new DeskCommand.Resumed(CALL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"do\":\"dance\"",
        "\"do\":\"accept\"",
        "\"do\":\"accept\",\"offer\":7",
        "\"do\":\"accept\",\"offer\":\"x/1\"",
        "\"do\":\"not_ready\",\"reason\":\"Lunch Break\"",
        "\"nothing\":1"
      })
  void an_unknown_command_with_an_id_can_still_be_answered(String words) {
    assertThat(act(words)).isInstanceOf(DeskCommand.Misspoken.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "null",
        "{\"do\":\"ready\"}",
        "{\"id\":7,\"do\":\"ready\"}",
        "{\"id\":\"\",\"do\":\"ready\"}",
        "{\"id\":\"a\\u0000b\",\"do\":\"ready\"}"
      })
  void a_message_without_an_id_is_not_a_command(String frame) {
    assertThatThrownBy(() -> DeskCommand.parse(frame)).isInstanceOf(Failure.Invalid.class);
  }

  private static DeskCommand.Act act(String words) {
    return ((DeskCommand.Do) DeskCommand.parse("{\"id\":\"c-1\"," + words + "}")).act();
  }
}
