package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.console.ConsoleGround.ANA;
import static tandem.console.ConsoleGround.TOM;
import static tandem.console.ConsoleGround.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.auth.WebhookSignature;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.channels.voice.NativeVoice;
import tandem.console.ConsoleGround;
import tandem.document.Json;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * A carrier joins caller and agent after the deadline and reports it: the hook's answer, the
 * agents' screens, and the release of both agents at the end of the call.
 */
@ExtendWith(VertxExtension.class)
class LateBridgeAtTheDeskTest {

  /** Long enough for a test to act before it, and short enough to wait for it. */
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final ConsoleGround ground = new ConsoleGround(vertx, bridgedWithin(DEADLINE));
  private final WebhookSignature signature =
      new WebhookSignature(List.of(ConsoleGround.HOOK_SECRET));
  private final DeskClient tom = DeskClient.open(ground, ground.entrance.session("tom"));
  private final DeskClient ana = DeskClient.open(ground, ground.entrance.session("ana"));
  private int events;

  LateBridgeAtTheDeskTest(Vertx vertx) {
    this.vertx = vertx;
    super();
  }

  private static Rules bridgedWithin(Duration limit) {
    var rules = Rules.STANDARD;
    return new Rules(
        rules.reofferPause(),
        rules.lostGrace(),
        limit,
        rules.echoWithin(),
        rules.silenceMax(),
        rules.askingSilenceMax(),
        rules.repeatWithin(),
        rules.heardEvery(),
        rules.contactsMax(),
        rules.rememberedMax(),
        rules.agentsMax(),
        rules.queuesMax());
  }

  @AfterEach
  void close() {
    ground.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"agent\":\"tom\"}", "{}", "{\"agent\":\"nobody\"}", "{\"agent\":[7]}"})
  void a_caller_who_waits_again_is_on_the_screen_of_the_agent_they_talk_to(String said)
      throws Exception {
    overdue();

    var answer = hook("call.bridged", "c-1", Json.MAPPER.readTree(said));

    assertThat(answer.path("result").asText()).isEqualTo("accepted");
    assertThat(tom.until(contactIn("connected")).path("contact").path("id").asText())
        .isEqualTo(answer.path("contact").asText());
    tom.until(presence("ready"));
    assertThat(state("c-1")).isEqualTo("connected tom");
    theEndFreesTom();
  }

  @Test
  void an_offer_of_the_caller_to_another_agent_is_taken_off_their_screen() {
    overdue();
    // the caller waits: the offer may come before the answer to the command
    ana.doing("ready", "\"do\":\"ready\"");
    ana.until("offer.created");

    assertThat(bridged("c-1", TOM)).isEqualTo("accepted");

    assertThat(ana.until("offer.closed").path("why").asText()).isEqualTo("joined");
    tom.until(contactIn("connected"));
    assertThat(state("c-1")).isEqualTo("connected tom");
    assertThat(ground.agent(ANA).orElseThrow().offers()).isEmpty();
    // she is not blamed: she gets the next caller
    arrive("c-2");
    ana.until("offer.created");
    theEndFreesTom();
  }

  @Test
  void another_agent_who_has_accepted_by_then_keeps_the_caller() {
    overdue();
    // a caller waits: the offer may come before the answer to the command
    ana.doing("ready", "\"do\":\"ready\"");
    accept(ana);
    assertThat(bridged("c-1", ANA)).isEqualTo("accepted");

    assertThat(bridged("c-1", TOM)).isEqualTo("ignored");

    ana.until(contactIn("connected"));
    assertThat(state("c-1")).isEqualTo("connected ana");
    assertThat(ground.agent(TOM).orElseThrow().contacts()).isEmpty();
    end("c-1");
    assertThat(ana.until(contactIn("wrap_up")).has("contact")).isTrue();
  }

  @Test
  void said_twice_it_is_a_repeat() {
    overdue();

    assertThat(bridged("c-1", TOM)).isEqualTo("accepted");
    assertThat(bridged("c-1", TOM)).isEqualTo("repeated");

    assertThat(ground.ask("SELECT count(*) FROM fact WHERE kind = 'connected'")).isEqualTo("1");
    theEndFreesTom();
  }

  @Test
  void an_agent_who_never_accepted_the_caller_is_not_joined() {
    overdue();

    assertThat(bridged("c-1", ANA)).isEqualTo("ignored");

    assertThat(state("c-1")).isEqualTo("queued null");
    assertThat(bridged("c-1", TOM)).isEqualTo("accepted");
    theEndFreesTom();
  }

  @Test
  void after_the_callers_end_no_agent_is_joined() {
    overdue();
    end("c-1");

    assertThat(bridged("c-1", TOM)).isEqualTo("ignored");

    assertThat(state("c-1")).startsWith("closed");
    assertThat(ground.agent(TOM).orElseThrow().contacts()).isEmpty();
    assertThat(
            DeskClient.connect(ground.vertx, ground.entrance.port(), ground.entrance.session("tom"))
                .hasHeard("contact.changed"))
        .isFalse();
  }

  @Test
  void a_reloaded_screen_shows_the_call() {
    overdue();
    assertThat(bridged("c-1", TOM)).isEqualTo("accepted");

    var snapshot = snapshotOfTom();

    assertThat(snapshot.path("contacts")).hasSize(1);
    assertThat(snapshot.path("contacts").path(0).path("state").asText()).isEqualTo("connected");
    assertThat(snapshot.path("presence").path("state").asText()).isEqualTo("ready");
  }

  private JsonNode snapshotOfTom() {
    var again =
        DeskClient.connect(ground.vertx, ground.entrance.port(), ground.entrance.session("tom"));
    again.say("{\"type\":\"hello\"}");
    return again.next("snapshot");
  }

  /** Tom has accepted the caller, and the carrier has not reported in time. */
  private void overdue() {
    ready(tom);
    arrive("c-1");
    accept(tom);
    tom.until(presence("not_ready"));
    assertThat(state("c-1")).isEqualTo("queued null");
  }

  private void theEndFreesTom() {
    end("c-1");
    var contact = tom.until(contactIn("wrap_up")).path("contact").path("id").asText();
    assertThat(contact).isNotEmpty();
    ground.tell(new Signal.ContactFinished(ContactId.parse(contact), TOM, Optional.of("solved")));
    tom.until(contactIn("closed"));
    assertThat(ground.agent(TOM).orElseThrow().contacts()).isEmpty();
    assertThat(state("c-1")).startsWith("closed");
    arrive("c-9");
    tom.until("offer.created");
  }

  private void ready(DeskClient screen) {
    screen.doing("ready", "\"do\":\"ready\"");
    assertThat(screen.answer("ready").has("ok")).isTrue();
  }

  private void accept(DeskClient screen) {
    var offer = screen.until("offer.created").path("offer").path("id").asText();
    screen.doing("accept", "\"do\":\"accept\",\"offer\":\"" + offer + "\"");
    assertThat(screen.answer("accept").has("ok")).isTrue();
  }

  private void arrive(String call) {
    var answer = hook(
        "call.arrived",
        call,
        Json.MAPPER.valueToTree(Map.of("from", "+31612345678", "to", "+31201112222")));
    assertThat(answer.path("result").asText()).isEqualTo("accepted");
  }

  private String bridged(String call, AgentId agent) {
    return hook("call.bridged", call, Json.MAPPER.valueToTree(Map.of("agent", agent.value())))
        .path("result")
        .asText();
  }

  private void end(String call) {
    var answer = hook("call.ended", call, Json.MAPPER.valueToTree(Map.of("cause", 16)));
    assertThat(answer.path("result").asText()).isEqualTo("accepted");
  }

  private JsonNode hook(String type, String call, JsonNode more) {
    var fields = new TreeMap<String, Object>(Map.of("type", type, "call", call));
    more.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    var body = Buffer.buffer(Json.write(fields));
    var request = ground.entrance.request(HttpMethod.POST, NativeVoice.PATH);
    signature.sign("event-" + ++events, body, ground.clock.instant()).forEach(request::putHeader);
    var answer = await(request.sendBuffer(body));
    assertThat(answer.statusCode()).as("%s: %s", body, answer.bodyAsString()).isEqualTo(200);
    return Json.read(answer.bodyAsString(), JsonNode.class);
  }

  private String state(String call) {
    return ground.ask(
        "SELECT state || ' ' || coalesce(agent, 'null') FROM contact WHERE reference = '" + call
            + "'");
  }

  private static Predicate<JsonNode> contactIn(String state) {
    return message -> message.path("type").asText().equals("contact.changed")
        && message.path("contact").path("state").asText().equals(state);
  }

  private static Predicate<JsonNode> presence(String state) {
    return message -> message.path("type").asText().equals("presence.changed")
        && message.path("presence").path("state").asText().equals(state);
  }
}
