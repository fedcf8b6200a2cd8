package tandem.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
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
  void times_are_written_as_the_general_formatter_writes_them() throws Exception {
    var general = JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .build();
    var random = new SplittableRandom(25);
    int[] units = {1, 1_000, 1_000_000, 1_000_000_000};
    var times = new ArrayList<Instant>(List.of(Instant.MIN, Instant.MAX, Instant.EPOCH));
    for (var edge : List.of("0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z")) {
      for (int seconds = -2; seconds <= 2; seconds++) {
        times.add(Instant.parse(edge).plusSeconds(seconds).plusNanos(random.nextInt(1000)));
      }
    }
    for (int day = -719_600; day < 2_933_000; day += random.nextInt(1, 20)) {
      times.add(Instant.ofEpochSecond(day * 86_400L + random.nextInt(86_400)));
    }
    for (int year = 0; year < 10_000; year++) { // around the leap day and the new year
      times.add(
          LocalDate.of(year, 3, 1).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1));
      times.add(LocalDate.of(year, 12, 31).atTime(23, 59, 59).toInstant(ZoneOffset.UTC));
    }
    for (int i = 0; i < 200_000; i++) {
      int unit = units[random.nextInt(units.length)];
      int nanos = random.nextInt(1_000_000_000) / unit * unit;
      times.add(Instant.ofEpochSecond(random.nextLong(-63_000_000_000L, 254_000_000_000L), nanos));
      times.add(Instant.ofEpochSecond(
          random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()), nanos));
    }

    for (var time : times) {
      assertThat(Json.write(time)).isEqualTo(general.writeValueAsString(time));
    }
    assertThat(Json.MAPPER.valueToTree(times.subList(0, 20)).toString())
        .isEqualTo(general.writeValueAsString(times.subList(0, 20)));
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
