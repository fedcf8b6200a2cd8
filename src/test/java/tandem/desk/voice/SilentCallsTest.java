package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.Ids;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.Rules;
import tandem.storage.outbox.OutboxMessage;

/** The commands for calls whose end the carrier never reported. */
class SilentCallsTest {

  private static final Instant NINE = Instant.parse("2026-02-01T09:00:00Z");
  private static final ContactId CALL = Ids.contact("twilio", "CA1");
  private static final AgentId ANA = new AgentId("ana");

  private final Floor floor = new Floor();
  private final CarrierCommands commands = new CarrierCommands("main");

  SilentCallsTest() {
    floor.apply(new Fact.Queued(
        CALL,
        Channel.CALL,
        new QueueId("care"),
        Optional.of(new Endpoint("twilio", "CA1")),
        new CustomerId(new UUID(1, 2)),
        Duration.ZERO,
        NINE,
        NINE));
  }

  @Test
  void a_silent_call_gets_the_command_to_hang_up_and_an_ended_one_does_not() {
    assertThat(kinds(new Fact.Abandoned(CALL, Optional.empty(), Rules.SILENT, false, NINE)))
        .containsExactly("call.hangup");
    assertThat(kinds(new Fact.WrapUpBegan(CALL, ANA, Rules.SILENT, NINE)))
        .containsExactly("call.hangup");
    assertThat(kinds(new Fact.Abandoned(CALL, Optional.empty(), "hangup", false, NINE)))
        .isEmpty();
    assertThat(kinds(new Fact.WrapUpBegan(CALL, ANA, "hangup", NINE))).isEmpty();
  }

  private List<String> kinds(Fact fact) {
    return commands.meantBy(7, fact, floor).stream().map(OutboxMessage::kind).toList();
  }
}
