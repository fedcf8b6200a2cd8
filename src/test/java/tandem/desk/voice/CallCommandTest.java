package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.TOM;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.Ids;
import tandem.base.OfferId;
import tandem.document.Json;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Rules;
import tandem.storage.outbox.OutboxMessage;

/** The commands of a call from its arrival to its end, and their form in the outbox. */
class CallCommandTest {

  private static final Instant NINE = Instant.parse("2026-02-01T09:00:00.000000007Z");
  private static final Instant LATER = NINE.plusSeconds(30);
  private static final ContactId CALL = Ids.contact("native", "c-1");
  private static final CustomerId CUSTOMER = new CustomerId(new UUID(1, 2));
  private static final OfferId OFFER = new OfferId(CALL, 1);

  private final CarrierCommands commands = new CarrierCommands("main");
  private final Floor floor = new Floor();

  CallCommandTest() {
    floor.apply(new Fact.FloorPlanned(
        Plans.plan(
            List.of(),
            List.of(Plans.calls(PARCELS, "Parcels", new DepartmentId("service"))),
            List.of(new FloorPlan.Agent(
                TOM,
                "Tom",
                new DepartmentId("service"),
                Map.of(),
                Set.of(Channel.CALL),
                Map.of(),
                Optional.of("client:tom"),
                true))),
        NINE));
  }

  @Test
  void each_fact_that_changes_a_carriers_call_is_a_command_and_no_kind_of_command_lacks_a_fact() {
    assertThat(after(queued())).isEmpty();
    assertThat(after(new Fact.Accepted(OFFER, TOM, Optional.of(LATER), NINE)))
        .containsExactly(new CallCommand.Bridge("c-1", CALL, TOM, "client:tom", NINE, LATER));
    assertThat(after(new Fact.Connected(CALL, TOM, NINE))).isEmpty();
    assertThat(after(new Fact.Held(CALL, TOM, true, NINE))).containsExactly(hold());
    assertThat(after(new Fact.Resumed(CALL, TOM, true, LATER)))
        .containsExactly(
            new CallCommand.Resume("c-1", CALL, TOM, Optional.of("client:tom"), LATER));
    assertThat(after(new Fact.Held(CALL, TOM, false, NINE))).isEmpty();
    assertThat(after(new Fact.Resumed(CALL, TOM, false, NINE))).isEmpty();
    assertThat(after(moved())).containsExactly(hold());
    assertThat(after(new Fact.Finished(CALL, TOM, Optional.empty(), false, NINE)))
        .isEmpty();
    assertThat(after(new Fact.Finished(CALL, TOM, Optional.empty(), true, NINE)))
        .containsExactly(new CallCommand.Hangup("c-1", CALL));
    assertThat(after(new Fact.WrapUpBegan(CALL, TOM, Rules.SILENT, NINE)))
        .containsExactly(new CallCommand.Hangup("c-1", CALL));
    assertThat(after(new Fact.WrapUpBegan(CALL, TOM, Rules.HUNG_UP_BY_AGENT, NINE)))
        .containsExactly(new CallCommand.Hangup("c-1", CALL));
    assertThat(after(new Fact.WrapUpBegan(CALL, TOM, "completed", NINE))).isEmpty();

    assertThat(made).containsExactlyInAnyOrder(CallCommand.class.getPermittedSubclasses());
  }

  private final Set<Class<?>> made = new HashSet<>();

  /** Returns the commands of a fact, as a deliverer reads them. */
  private List<CallCommand> after(Fact fact) {
    if (fact instanceof Fact.Queued) {
      floor.apply(fact);
    }
    var read = commands.meantBy(7, fact, floor).stream()
        .map(OutboxMessage::body)
        .map(body -> Json.read(body, CallCommand.class))
        .toList();
    read.forEach(command -> made.add(command.getClass()));
    return read;
  }

  @Test
  void a_command_is_stored_in_the_form_of_earlier_versions() {
    floor.apply(queued());
    var ids = "\"call\":\"c-1\",\"contact\":\"" + CALL + "\"";
    var agent = ",\"agent\":\"tom\",\"address\":\"client:tom\",\"since\":\"" + NINE + "\"";

    assertThat(stored(new Fact.Accepted(OFFER, TOM, Optional.of(LATER), NINE)))
        .isEqualTo("call.bridge {\"kind\":\"call.bridge\"," + ids + agent + ",\"until\":\"" + LATER
            + "\"}");
    assertThat(stored(new Fact.Held(CALL, TOM, true, NINE)))
        .isEqualTo("call.hold {\"kind\":\"call.hold\"," + ids + agent + "}");
    assertThat(stored(new Fact.Resumed(CALL, TOM, true, NINE)))
        .isEqualTo("call.resume {\"kind\":\"call.resume\"," + ids + agent + "}");
    assertThat(stored(new Fact.Finished(CALL, TOM, Optional.empty(), true, NINE)))
        .isEqualTo("call.hangup {\"kind\":\"call.hangup\"," + ids + "}");
  }

  private String stored(Fact fact) {
    var message = commands.meantBy(7, fact, floor).getFirst();
    return message.kind() + " " + message.body();
  }

  @Test
  void a_command_to_hang_up_of_an_earlier_version_is_read_without_its_agent() {
    var stored = """
        {"kind": "call.hangup", "call": "c-1", "contact": "%s", "agent": "tom", "address": "client:tom"}
        """.formatted(CALL);

    assertThat(Json.read(stored, CallCommand.class)).isEqualTo(new CallCommand.Hangup("c-1", CALL));
  }

  private static CallCommand hold() {
    return new CallCommand.Hold("c-1", CALL, TOM, Optional.of("client:tom"), NINE);
  }

  private static Fact queued() {
    return new Fact.Queued(
        CALL,
        Channel.CALL,
        PARCELS,
        Optional.of(new Endpoint("native", "c-1")),
        CUSTOMER,
        Duration.ZERO,
        NINE,
        NINE);
  }

  private static Fact moved() {
    return new Fact.Moved(
        CALL,
        new Destination.ToQueue(PARCELS),
        Fact.MoveReason.TRANSFER,
        Optional.of(TOM),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        NINE);
  }
}
