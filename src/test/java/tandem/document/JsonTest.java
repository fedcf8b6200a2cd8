package tandem.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.Id;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.base.SkillId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

class JsonTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00.123456Z");
  private static final AgentId ANA = new AgentId("ana");
  private static final ContactId CALL = new ContactId(new UUID(0, 2));

  @Test
  void a_map_by_words_comes_back_as_it_was_written() {
    var agent = new FloorPlan.Agent(
        ANA,
        "Ana",
        new DepartmentId("shipping"),
        Map.of(new SkillId("parcels"), 3),
        Set.of(Channel.CHAT, Channel.EMAIL),
        Map.of(Channel.CHAT, 2),
        Optional.empty(),
        true);

    assertThat(Json.write(agent)).contains("\"slots\":{\"chat\":2}");
    assertThat(Json.read(Json.write(agent), FloorPlan.Agent.class)).isEqualTo(agent);
  }

  @Test
  void facts_come_back_as_they_were_written() {
    var plan = new FloorPlan(
        List.of(),
        List.of(new FloorPlan.Department(new DepartmentId("shipping"), "Shipping")),
        List.of(),
        List.of(new FloorPlan.Queue(
            new QueueId("calls"),
            "Calls",
            new DepartmentId("shipping"),
            Channel.CALL,
            Map.of(new SkillId("parcels"), 3),
            FloorPlan.Strategy.MOST_SKILLED,
            Duration.ofMillis(1500),
            Duration.ofSeconds(20),
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            true)),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(new QueueId("calls")));
    for (var fact : List.of(
        new Fact.FloorPlanned(plan, NINE),
        new Fact.PresenceChanged(ANA, new Presence.NotReady(new ReasonId("lunch")), NINE),
        new Fact.PresenceDeferred(ANA, new Presence.Offline(), NINE),
        new Fact.Queued(
            CALL,
            Channel.CALL,
            new QueueId("calls"),
            Optional.of(new Endpoint("native", "c-1")),
            new CustomerId(new UUID(0, 3)),
            Duration.ofSeconds(90),
            NINE,
            NINE),
        new Fact.OfferClosed(new OfferId(CALL, 2), ANA, Fact.OfferEnd.CUSTOMER_LEFT, NINE),
        new Fact.Accepted(new OfferId(CALL, 2), ANA, Optional.of(NINE), NINE),
        new Fact.Accepted(new OfferId(CALL, 2), ANA, Optional.empty(), NINE))) {
      assertThat(Json.read(Json.write(fact), Fact.class)).isEqualTo(fact);
    }
  }

  @Test
  void a_fact_of_before_the_catalogues_left_the_plan_is_read_without_them() {
    var stored = """
        {"kind": "floor_planned", "at": "2026-03-02T09:00:00.123456Z", "changes": {
          "channels": [], "departments": [{"id": "shipping", "name": "Shipping"}], "skills": [], "queues": [], "agents": [],
          "reasons": [], "segments": [{"id": "vip", "name": "VIP", "head_start": 90}],
          "outcomes": [{"id": "solved", "name": "Solved", "resolves": true}],
          "remedies": [{"id": "part", "name": "Spare part", "exclusion_group": "item", "most": {},
                        "without_item": false, "order_states": ["shipped"]}],
          "entrances": [], "default_queue": "calls"}}
        """;

    assertThat(Json.read(stored, Fact.class))
        .isEqualTo(new Fact.FloorPlanned(
            new FloorPlan(
                List.of(),
                List.of(new FloorPlan.Department(new DepartmentId("shipping"), "Shipping")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(new QueueId("calls"))),
            NINE));
  }

  @Test
  void alternatives_are_distinguished_by_their_kind() {
    assertThat(Json.write(
            new Fact.OfferClosed(new OfferId(CALL, 2), ANA, Fact.OfferEnd.CUSTOMER_LEFT, NINE)))
        .isEqualTo(
            "{\"kind\":\"offer_closed\",\"offer\":\"00000000-0000-0000-0000-000000000002/2\","
                + "\"agent\":\"ana\",\"why\":\"customer_left\",\"at\":\"2026-03-02T09:00:00.123456Z\"}");
    assertThat(Json.read(
            "{\"kind\":\"presence_asked\",\"agent\":\"ana\",\"presence\":{\"kind\":\"ready\"}}",
            Signal.class))
        .isEqualTo(new Signal.PresenceAsked(ANA, new Presence.Ready()));
  }

  @Test
  void one_expected_alternative_needs_no_kind() {
    assertThat(Json.read("{\"agent\":\"ana\"}", Signal.AgentLost.class))
        .isEqualTo(new Signal.AgentLost(ANA));
  }

  @Test
  void a_word_that_is_none_is_refused() {
    assertThatThrownBy(() -> Json.read("\"fax\"", Channel.class))
        .hasMessageContaining("call, chat, message, email");
  }

  @Test
  void every_kind_of_id_comes_back_as_it_was_written() throws Exception {
    for (var type : Id.class.getPermittedSubclasses()) {
      boolean number = type.getRecordComponents()[0].getType() == UUID.class;
      var written = '"' + (number ? new UUID(1, 2).toString() : "calls") + '"';

      var id = Json.read(written, type);

      assertThat(id).isInstanceOf(type);
      assertThat(Json.write(id)).isEqualTo(written);
      assertThatThrownBy(() -> Json.read("\"No id\"", type))
          .hasMessageContaining(number ? "must be a UUID" : "must be 1-64 of a-z 0-9 _ . -");
    }
  }

  @Test
  void an_enum_is_a_word_in_lower_case_as_value_and_as_key() {
    for (var end : Fact.OfferEnd.values()) {
      var word = end.name().toLowerCase(Locale.ROOT);
      assertThat(Json.write(Map.of(end, end))).isEqualTo("{\"" + word + "\":\"" + word + "\"}");
    }
  }
}
