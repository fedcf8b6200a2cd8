package tandem.desk.floor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.Failure;
import tandem.base.OrderState;
import tandem.base.QueueId;
import tandem.base.SkillId;
import tandem.cases.RemedyKind;
import tandem.customers.PhoneNumbers;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;

class FloorDocumentTest {

  private static final PhoneNumbers NL = new PhoneNumbers("NL");

  private static final FloorPlan FLOOR =
      FloorDocument.read("", """
      departments: [{id: shipping, name: Shipping}, {id: service, name: Service}]
      skills: [{id: orders, name: Orders}, {id: english, name: English}]
      queues: [{id: delivery, name: Delivery, department: shipping}]
      """, FloorPlan.EMPTY, NL).plan();

  private static FloorPlan read(String text) {
    return setup(text).plan();
  }

  private static FloorSetup setup(String text) {
    return FloorDocument.read("floor.yaml", text, FLOOR, NL);
  }

  private static List<String> errors(String text) {
    try {
      read(text);
      return List.of();
    } catch (Failure.Invalid e) {
      return e.errors();
    }
  }

  private static FloorSetup sample() throws IOException {
    return FloorDocument.read(
        "config/floor.yaml",
        Files.readString(Path.of("config", "floor.yaml")),
        FloorPlan.EMPTY,
        NL);
  }

  @Test
  void the_sample_floor_can_be_read_and_hangs_together() throws IOException {
    var floor = sample().plan();

    assertThat(floor.departments()).hasSize(3);
    assertThat(floor.queues()).hasSize(12);
    assertThat(floor.queues()).anyMatch(q -> q.strategy() == FloorPlan.Strategy.MOST_SKILLED);
    assertThat(floor.defaultQueue()).contains(new QueueId("delivery"));
    assertThat(floor.reasons().stream().map(FloorPlan.Reason::id))
        .contains(Presence.MISSED_OFFER, Presence.BRIDGE_FAILED);
    for (var queue : floor.queues()) {
      var able = floor.agents().stream()
          .filter(agent -> queue.skills().entrySet().stream()
              .allMatch(need -> agent.skills().getOrDefault(need.getKey(), 0) >= need.getValue()))
          .count();
      assertThat(able).as("agents for %s", queue.id()).isGreaterThanOrEqualTo(2);
      assertThat(floor.entrances()).anyMatch(entrance -> entrance.queue().equals(queue.id()));
    }
    assertThat(floor.entrances())
        .filteredOn(entrance -> entrance.channel() == Channel.CALL)
        .hasSize(7)
        .allMatch(entrance -> entrance.address().matches("\\+3120[0-9]{7}"));
  }

  @Test
  void a_written_document_is_read_again_as_the_same_set_up() throws IOException {
    var floor = sample();
    var written = FloorDocument.write(floor);

    assertThat(FloorDocument.read("", written.toString(), FloorPlan.EMPTY, NL)).isEqualTo(floor);
    assertThat(FloorDocument.read("", written.toPrettyString(), floor.plan(), NL))
        .isEqualTo(floor);
    assertThat(FloorDocument.write(floor).toString()).isEqualTo(written.toString());
    assertThat(written.at("/queues/3").toString()).isEqualTo("""
        {"id":"complaints","name":"Complaints","department":"service","channel":"call",\
        "skills":{"complaints":5},"strategy":"longest_idle","head_start":60,"offer_timeout":20,\
        "wrap_up":120,"short_abandon":5,"answer_within":20,"active":true}""");
    assertThat(written.fieldNames())
        .toIterable()
        .containsExactly(
            "channels",
            "departments",
            "skills",
            "queues",
            "agents",
            "reasons",
            "entrances",
            "default_queue",
            "segments",
            "outcomes",
            "remedies",
            "sites");
  }

  @Test
  void the_limit_of_a_remedy_on_a_case_is_given_by_currency() {
    var setup = FloorDocument.read(
        "",
        "remedies: [{id: credit, name: Credit, exclusion_group: goodwill, most: {EUR: 2500, JPY: 4000}}]",
        FloorPlan.EMPTY,
        NL);

    assertThat(setup.catalogues().remedies().getFirst().most())
        .isEqualTo(Map.of("EUR", 2500, "JPY", 4000));
    assertThatThrownBy(() -> FloorDocument.read(
            "",
            "remedies: [{id: credit, name: Credit, exclusion_group: goodwill, most: {euro: 25, EUR: 0.5}}]",
            FloorPlan.EMPTY,
            NL))
        .isInstanceOfSatisfying(
            Failure.Invalid.class,
            no -> assertThat(no.errors())
                .hasSize(2)
                .anySatisfy(
                    error -> assertThat(error).contains("must be a currency as ISO 4217 writes it"))
                .anySatisfy(error ->
                    assertThat(error).contains("must be a whole number from 1 to 100000000")));
  }

  @Test
  void the_policy_of_a_remedy_has_its_defaults_and_errors() {
    var setup = FloorDocument.read("", """
        remedies:
          - {id: part, name: Spare part, exclusion_group: item}
          - {id: refund, name: Refund, exclusion_group: item, most: {EUR: 2500}}
          - {id: visit, name: Visit, exclusion_group: repair, order_states: [delivered], without_item: true}
        """, FloorPlan.EMPTY, NL);

    assertThat(setup.catalogues().remedies())
        .extracting(RemedyKind::withoutItem)
        .containsExactly(false, false, true);
    assertThat(setup.catalogues().remedies())
        .extracting(kind -> List.copyOf(kind.orderStates()))
        .containsExactly(
            List.of(OrderState.SHIPPED, OrderState.DELIVERED, OrderState.RETURNED),
            List.of(OrderState.values()),
            List.of(OrderState.DELIVERED));
    assertThat(errors("""
        remedies:
          - {id: part, name: Spare part, exclusion_group: item, order_states: [sent, delivered]}
          - {id: visit, name: Visit, exclusion_group: repair, order_states: [], without_item: maybe}
          - {id: gift, name: Gift, exclusion_group: gift, order_states: delivered}
        """))
        .containsExactly(
            "floor.yaml:2: remedies[0].order_states[0]: must be one of placed, packed, shipped,"
                + " delivered, returned, cancelled, not \"sent\"",
            "floor.yaml:3: remedies[1].without_item: must be true or false, not \"maybe\"",
            "floor.yaml:3: remedies[1].order_states: must have at least one item, or be left out",
            "floor.yaml:4: remedies[2].order_states: must be a list");
  }

  @Test
  void missing_keys_of_an_entry_take_their_defaults() {
    var queue = FLOOR.queues().getFirst();

    assertThat(queue.skills()).isEmpty();
    assertThat(queue.strategy()).isEqualTo(FloorPlan.Strategy.LONGEST_IDLE);
    assertThat(List.of(
            queue.headStart(),
            queue.offerTimeout(),
            queue.wrapUp(),
            queue.shortAbandon(),
            queue.answerWithin()))
        .containsExactly(
            Duration.ZERO,
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20));
    assertThat(queue.preferLastAgent()).isEmpty();
    assertThat(queue.active()).isTrue();
  }

  @Test
  void a_queue_may_prefer_the_last_agent_for_a_time_and_0_means_not_at_all() {
    var setup = FloorDocument.read("", """
        queues:
          - {id: mails, name: Mails, department: service, channel: email, prefer_last_agent: 900}
          - {id: chats, name: Chats, department: service, channel: chat, prefer_last_agent: 0}
        """, FLOOR, NL);

    assertThat(setup.plan().queues())
        .extracting(FloorPlan.Queue::preferLastAgent)
        .containsExactly(Optional.of(Duration.ofMinutes(15)), Optional.empty());
    var written = FloorDocument.write(setup);
    assertThat(written.at("/queues/0/prefer_last_agent").asInt()).isEqualTo(900);
    assertThat(written.at("/queues/1").has("prefer_last_agent")).isFalse();
    assertThat(FloorDocument.read("", written.toString(), FLOOR, NL)).isEqualTo(setup);
    assertThat(errors("""
        queues:
          - {id: mails, name: Mails, department: service, channel: email, prefer_last_agent: 15 min}
          - {id: chats, name: Chats, department: service, channel: chat, prefer_last_agent: 86401}
        """))
        .containsExactly(
            "floor.yaml:2: queues[0].prefer_last_agent: must be a number of seconds from 0 to"
                + " 86400, not \"15 min\"",
            "floor.yaml:3: queues[1].prefer_last_agent: must be a number of seconds from 0 to"
                + " 86400, not 86401");
  }

  @Test
  void a_part_of_a_floor_may_refer_to_existing_parts() {
    var part = read("""
        agents:
          - {id: ana, name: Ana, department: service, skills: {orders: 3}, address: client:ana}
        numbers: [{number: "+31201234567", queue: delivery}]
        default_queue: delivery
        """);

    assertThat(part.departments()).isEmpty();
    assertThat(part.agents().getFirst().skills()).isEqualTo(Map.of(new SkillId("orders"), 3));
  }

  @Test
  void unknown_references_are_refused_with_the_known_ones() {
    assertThat(errors("""
        skills:
          - {id: tracing, name: Tracing}
        queues:
          - {id: lost, name: Lost, department: shiping, skills: {orders: 1, tracng: 2}}
        agents:
          - id: ana
            name: Ana
            department: finance
            skills: {french: 1}
            address: client:ana
        numbers:
          - {number: +31 20 123 45 67, queue: delivry}
        default_queue: nowhere
        """))
        .containsExactly(
            "floor.yaml:4: queues[0].department: must be a department of this document or the floor"
                + " (service, shipping), not \"shiping\"; did you mean \"shipping\"?",
            "floor.yaml:4: queues[0].skills.tracng: must be a skill of this document or the floor"
                + " (english, orders, tracing), not \"tracng\"; did you mean \"tracing\"?",
            "floor.yaml:8: agents[0].department: must be a department of this document or the floor"
                + " (service, shipping), not \"finance\"",
            "floor.yaml:9: agents[0].skills.french: must be a skill of this document or the floor"
                + " (english, orders, tracing), not \"french\"",
            "floor.yaml:12: numbers[0].queue: must be a queue for calls of this document or the"
                + " floor (delivery, lost), not \"delivry\"; did you mean \"delivery\"?",
            "floor.yaml:13: default_queue: must be a queue for calls of this document or the floor"
                + " (delivery, lost), not \"nowhere\"");
  }

  @Test
  void bad_values_name_line_key_and_what_is_allowed() {
    assertThat(errors("""
        departments:
          - {id: Shipping, name: ""}
          - {name: Nameless}
        queues:
          - id: q
            name: Q
            department: shipping
            channel: fax
            skills: {orders: 11}
            strategy: longest
            head_start: -1
            ring: 0
            wrapup: 3
        """))
        .containsExactly(
            "floor.yaml:2: departments[0].id: must be 1 to 64 of a-z 0-9 _ . - and begin with a"
                + " letter or digit, not \"Shipping\"",
            "floor.yaml:2: departments[0].name: must be text of 1 to 100 characters on one line,"
                + " not \"\"",
            "floor.yaml:3: departments[1]: id is missing: must be 1 to 64 of a-z 0-9 _ . - and begin"
                + " with a letter or digit",
            "floor.yaml:8: queues[0].channel: must be one of call, chat, message, email, not \"fax\"",
            "floor.yaml:9: queues[0].skills.orders: must be a whole number from 1 to 10, not 11",
            "floor.yaml:10: queues[0].strategy: must be one of longest_idle, most_skilled, not"
                + " \"longest\"",
            "floor.yaml:11: queues[0].head_start: must be a number of seconds from 0 to 86400, not"
                + " -1",
            "floor.yaml:12: queues[0].ring: must be a number of seconds from 0.001 to 600, not 0",
            "floor.yaml:13: queues[0].wrapup: is not a key here; did you mean \"wrap_up\"? (allowed:"
                + " id, name, department, channel, skills, strategy, head_start,"
                + " offer_timeout, ring, wrap_up,"
                + " short_abandon, answer_within, prefer_last_agent, active)");
  }

  @Test
  void of_a_misspelt_channel_only_that_is_said() {
    var wanted = "must be one of call, chat, message, email, not ";
    assertThat(errors("""
        channels:
          - {channel: fax, link: immediate, slots: 4}
          - {channel: telex, blocks: [pigeon]}
          - {slots: 2}
          - {channel: call}
        departments: [{id: service, name: Service}]
        queues:
          - {id: letters, name: Letters, department: service, channel: leter}
        agents:
          - {id: eva, name: Eva, department: service, channels: [fax], slots: {chat: 2, telex: 2}}
        entrances:
          - {channel: chatt, address: shop.example, queue: letters}
          - {channel: chatt, address: shop.example, queue: letters}
          - {channel: email, address: help@shop.example, queue: letters}
          - {channel: pidgin, address: shop.example, queue: nowhere}
          - {channel: call, address: none, queue: letters}
          - {channel: call, address: neither, queue: letters}
        """))
        .satisfiesExactly(
            error -> assertThat(error).endsWith("channels[0].channel: " + wanted + "\"fax\""),
            error -> assertThat(error).endsWith("channels[1].channel: " + wanted + "\"telex\""),
            error -> assertThat(error).endsWith("channels[1].blocks[0]: " + wanted + "\"pigeon\""),
            error -> assertThat(error).contains("channels[2]: channel is missing"),
            error -> assertThat(error).contains("queues[0].channel: " + wanted + "\"leter\""),
            error -> assertThat(error).contains("agents[0].channels[0]: " + wanted + "\"fax\""),
            error -> assertThat(error).contains("agents[0].slots.telex: " + wanted + "\"telex\""),
            error -> assertThat(error).contains("entrances[0].channel: " + wanted + "\"chatt\""),
            error -> assertThat(error).contains("entrances[1].channel: " + wanted + "\"chatt\""),
            error -> assertThat(error).contains("entrances[3].channel: " + wanted + "\"pidgin\""),
            error -> assertThat(error).contains("entrances[3].queue: must be a queue"),
            error -> assertThat(error).contains("entrances[4].address: must be a number"),
            error -> assertThat(error).contains("entrances[5].address: must be a number"));
  }

  @Test
  void nothing_is_named_twice() {
    assertThat(errors("""
        departments: [{id: a, name: A}, {id: b, name: B},
                      {id: a, name: C}]
        numbers:
          - {number: +31 20 123 45 67, queue: delivery}
          - {number: "+31201234567", queue: delivery}
        """))
        .containsExactly(
            "floor.yaml:2: departments[2].id: \"a\" is given twice: first in line 1",
            "floor.yaml:5: numbers[1].number: \"+31201234567\" is given twice: first in line 4");
  }

  @Test
  void numbers_and_addresses_have_their_forms() {
    var queue = ", queue: delivery}";
    for (var good : List.of(
        "+31201234567", "+31 (20) 123-45.67", "\"0201234567\"", "0201234567", "'*21#'", "4711")) {
      assertThat(errors("numbers:\n - {number: " + good + queue)).as(good).isEmpty();
    }
    for (var bad :
        List.of("+31", "+0123456789", "+3120123456789012", "a", "1", "sip:x@y", "0x12", "1e3")) {
      assertThat(errors("numbers:\n - {number: " + bad + queue))
          .as(bad)
          .hasSize(1)
          .first()
          .asString()
          .startsWith("floor.yaml:2: numbers[0].number: must be a number in E.164");
    }
    var agent = "agents:\n - {id: a, name: A, department: service, address: ";
    for (var good : List.of(
        "client:ana",
        "sip:ana@pbx.example:5060",
        "sips:ana@pbx.example;transport=tcp",
        "+31201234567")) {
      assertThat(errors(agent + "\"" + good + "\"}")).as(good).isEmpty();
    }
    for (var bad : List.of(
        "ana",
        "sip:ana",
        "client:a b",
        "sip:a@b\\r\\nVia: x",
        "0201234567",
        "http://x",
        "client:x,y",
        "sip:" + "a".repeat(200) + "@b")) {
      assertThat(errors(agent + "\"" + bad + "\"}"))
          .as(bad)
          .hasSize(1)
          .first()
          .asString()
          .startsWith("floor.yaml:2: agents[0].address: must be a number in E.164, sip:");
    }
  }

  @Test
  void an_agents_number_is_dialled_as_it_is_meant() {
    for (var written : List.of(
        "+31201234591",
        "+31 (0)20 123 45 91",
        "+31(0)201234591",
        "+31 (0) 20-123.45.91",
        "+310201234591",
        "\u202a+31 20 123 45 91")) {
      assertThat(address(written)).as(written).isEqualTo("+31201234591");
    }
    assertThat(address("+39 06 698 12345")).isEqualTo("+390669812345"); // Italy dials its zero
    for (var bad : List.of("+33 6 12 34 56 7", "+31 (0)20", "+31000000000", "+310000201234591")) {
      assertThat(errors(agent(bad)))
          .as(bad)
          .singleElement()
          .asString()
          .startsWith("floor.yaml:2: agents[0].address: must be a number in E.164, sip:");
    }
  }

  @Test
  void a_sip_address_may_be_at_any_host() {
    for (var good : List.of(
        "sip:bob@[2001:db8::1]",
        "sip:bob@[2001:db8::1]:5060",
        "sips:bob@[::1]:5061;transport=tls",
        "sip:bob@[::ffff:192.0.2.1]",
        "sip:bob@192.0.2.1:5060;lr",
        "sip:bob:secret@pbx.example",
        "sip:+31201234591;phone-context=+31@pbx.example;user=phone",
        "sip:bob@pbx.example.;maddr=[2001:db8::1]",
        "sip:b%20b@pbx")) {
      assertThat(address(good)).as(good).isEqualTo(good);
    }
    assertThat(address("SIP:Bob@pbx.example")).isEqualTo("sip:Bob@pbx.example");
    for (var bad : List.of(
        "sip:bob@[2001:db8::g]",
        "sip:bob@[2001:db8::1",
        "sip:bob@2001:db8::1",
        "sip:bob@[1:2:3:4:5:6:7:8:9]",
        "sip:bob@[192.0.2.1]",
        "sip:bob@pbx:0",
        "sip:" + "b".repeat(100_000) + "@pbx",
        "sip:bob@pbx:65536",
        "sip:bob@pbx..example",
        "sip:bob@",
        "sip:@pbx",
        "sip:b%2@pbx",
        "sip:bob@pbx;",
        "<sip:bob@pbx>")) {
      assertThat(errors(agent(bad)))
          .as(bad)
          .singleElement()
          .asString()
          .startsWith("floor.yaml:2: agents[0].address: must be a number in E.164, sip:");
    }
  }

  private static String agent(String address) {
    return "agents:\n - {id: a, name: A, department: service, address: \"" + address + "\"}";
  }

  private static String address(String written) {
    return read(agent(written)).agents().getFirst().address().orElseThrow();
  }

  @Test
  void one_of_our_own_numbers_is_one_number_however_it_is_written() {
    for (var written : List.of(
        "+31 (0)20 123 45 00", "020 123 45 00", "(020) 123-45-00", "0201234500", "+31201234500")) {
      var numbers =
          read("numbers: [{number: \"" + written + "\", queue: delivery}]").entrances();
      assertThat(numbers)
          .as(written)
          .extracting(FloorPlan.Entrance::address)
          .containsExactly("+31201234500");
    }
    assertThat(errors("""
        numbers:
          - {number: +31 (0)20 123 45 00, queue: delivery}
          - {number: 020 123 45 00, queue: delivery}
        """))
        .containsExactly(
            "floor.yaml:3: numbers[1].number: \"+31201234500\" is given twice: first in"
                + " line 2");
  }

  @Test
  void only_a_queue_for_calls_can_be_called() {
    assertThat(errors("""
        queues:
          - {id: web, name: Chat, department: service, channel: chat}
        numbers:
          - {number: "100", queue: web}
        """))
        .containsExactly("floor.yaml:4: numbers[0].queue: must be a queue for calls of this"
            + " document or the floor (delivery), not \"web\"");
  }

  @Test
  void a_thousand_agents_are_an_ordinary_floor() {
    var agents = IntStream.range(0, 1_000)
        .mapToObj(i ->
            "  - {id: agent-%d, name: Agent %d, department: service, skills: {orders: 3, english: 5}, address: client:agent-%d}\n"
                .formatted(i, i, i))
        .collect(Collectors.joining());

    var setup = setup("agents:\n" + agents);

    assertThat(setup.plan().agents())
        .hasSize(1_000)
        .last()
        .extracting(FloorPlan.Agent::id)
        .isEqualTo(new AgentId("agent-999"));
    assertThat(FloorDocument.read("", FloorDocument.write(setup).toString(), FLOOR, NL))
        .isEqualTo(setup);
  }

  @Test
  void thresholds_divided_by_a_replays_speed_are_welcome() {
    var setup = setup("""
        queues: [{id: q, name: Q, department: service, head_start: 0.15, ring: 0.0333333333,
                  wrap_up: 0, short_abandon: 0.0083333333333, answer_within: 0.03333}]
        """);

    assertThat(setup.plan().queues().getFirst().shortAbandon())
        .isEqualTo(Duration.ofNanos(8_333_000));
    assertThat(FloorDocument.read("", FloorDocument.write(setup).toString(), FLOOR, NL))
        .isEqualTo(setup);
  }

  @Test
  void a_body_that_is_not_a_floor_is_refused_with_the_reason() {
    assertThatThrownBy(
            () -> FloorDocument.read("", "{\"queues\": 7, \"agent\": []}", FloorPlan.EMPTY, NL))
        .isInstanceOfSatisfying(
            Failure.Invalid.class,
            e -> assertThat(e.errors())
                .containsExactly(
                    "line 1: queues: must be a list",
                    "line 1: agent: is not a key here; did you mean \"agents\"? (allowed: channels, departments, skills,"
                        + " queues, agents, reasons, segments, outcomes, remedies, sites, entrances, numbers, default_queue)"));
    assertThatThrownBy(() -> FloorDocument.read("", "{\"queues\":", FloorPlan.EMPTY, NL))
        .isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void the_old_names_of_entrances_and_offer_timeout_are_read_with_a_warning() {
    var warnings = new ArrayList<String>();
    var plan = FloorDocument.read("floor.yaml", """
        queues:
          - {id: delivery, name: Delivery, department: shipping, ring: 25}
        numbers:
          - {number: "+31201234500", queue: delivery}
        """, FLOOR, NL, warnings::add).plan();

    assertThat(plan.queues().getFirst().offerTimeout()).isEqualTo(Duration.ofSeconds(25));
    assertThat(plan.entrances())
        .containsExactly(
            new FloorPlan.Entrance(Channel.CALL, "+31201234500", new QueueId("delivery")));
    assertThat(warnings)
        .containsExactly(
            "floor.yaml:2: queues[0].ring: is an old name: write offer_timeout",
            "floor.yaml:3: numbers: is an old name: write entrances, each with channel call, its"
                + " address and its queue");
  }

  @Test
  void an_old_name_beside_the_new_one_is_refused() {
    assertThat(errors("""
        queues:
          - {id: q, name: Q, department: shipping, ring: 25, offer_timeout: 30}
        entrances:
          - {address: "+31201234500", queue: delivery}
        numbers:
          - {number: "+31201234500", queue: delivery}
        """))
        .containsExactly(
            "floor.yaml:2: queues[0].ring: is the old name of offer_timeout, which is given too",
            "floor.yaml:6: numbers[0].number: is given among the entrances too");
  }

  @Test
  void a_channel_has_its_standard_terms_where_the_document_is_silent() {
    var plan = read("channels: [{channel: chat, slots: 2}, {channel: email, blocks: [call]}]");

    assertThat(plan.channels())
        .containsExactly(
            new FloorPlan.ChannelTerms(
                Channel.CHAT,
                2,
                Set.of(Channel.CALL),
                FloorPlan.Link.IMMEDIATE,
                FloorPlan.Customer.LIVE),
            new FloorPlan.ChannelTerms(
                Channel.EMAIL,
                5,
                Set.of(Channel.CALL),
                FloorPlan.Link.IMMEDIATE,
                FloorPlan.Customer.PATIENT));
    assertThat(plan.terms(Channel.CALL)).isEqualTo(FloorPlan.EMPTY.terms(Channel.CALL));
    assertThat(read("channels: [{channel: chat}]").without(FloorPlan.EMPTY).isEmpty())
        .as("the standard terms are no change")
        .isTrue();
  }

  @Test
  void terms_that_no_channel_can_have_are_refused() {
    assertThat(errors("""
        channels:
          - {channel: chat, slots: 0}
          - {channel: fax}
          - {channel: email, link: bridged, slots: 4}
          - {channel: message, link: bridged}
        """))
        .containsExactly(
            "floor.yaml:2: channels[0].slots: must be a whole number from 1 to 100, not 0",
            "floor.yaml:3: channels[1].channel: must be one of call, chat, message, email, not"
                + " \"fax\"",
            "floor.yaml:4: channels[2].channel: the link of channel email must be immediate: carriers"
                + " join customer and agent in calls only",
            "floor.yaml:5: channels[3].channel: the link of channel message must be immediate:"
                + " carriers join customer and agent in calls only");
    assertThat(errors(
            "channels: [{channel: call, customer: patient}, {channel: chat, link: bridged}]"))
        .containsExactly(
            "floor.yaml:1: channels[0].channel: the customer of channel call must be live: a caller"
                + " may hang up",
            "floor.yaml:1: channels[1].channel: the link of channel chat must be immediate: carriers"
                + " join customer and agent in calls only");
    assertThat(errors("channels: [{channel: call, link: immediate}]"))
        .containsExactly(
            "floor.yaml:1: channels[0].channel: the link of channel call must be bridged: a carrier"
                + " joins customer and agent");
    assertThat(errors("channels: [{channel: call, slots: 2}]"))
        .containsExactly(
            "floor.yaml:1: channels[0].channel: slots of call must be 1: an agent has one line that"
                + " a carrier bridges to");
  }

  @Test
  void the_default_queue_is_one_for_calls() {
    assertThat(errors("""
        queues:
          - {id: mails, name: Mails, department: shipping, channel: email}
        default_queue: mails
        """))
        .singleElement()
        .asString()
        .startsWith(
            "floor.yaml:3: default_queue: must be a queue for calls of this document or the");
  }

  @Test
  void an_agent_who_takes_no_calls_needs_no_address() {
    var agents = read("""
        agents:
          - {id: a, name: A, department: shipping, channels: [chat, email], slots: {chat: 2}}
        """).agents();

    assertThat(agents.getFirst().address()).isEmpty();
    assertThat(agents.getFirst().channels()).containsExactly(Channel.CHAT, Channel.EMAIL);
    assertThat(agents.getFirst().slots()).containsExactly(Map.entry(Channel.CHAT, 2));
    assertThat(errors("""
        agents:
          - {id: a, name: A, department: shipping, channels: [chat], slots: {email: 2, chat: 101}}
          - {id: b, name: B, department: shipping, channels: [call]}
          - {id: c, name: C, department: shipping, address: "client:c", slots: {call: 2}}
        """))
        .hasSize(4)
        .anySatisfy(error -> assertThat(error)
            .isEqualTo("floor.yaml:2: agents[0].slots: names email, which the agent does not take"))
        .anySatisfy(error -> assertThat(error)
            .startsWith("floor.yaml:3: agents[1]: address is missing: must be a number in E.164"))
        .anySatisfy(error ->
            assertThat(error).startsWith("floor.yaml:4: agents[2].slots: slots of call must be 1"));
  }

  @Test
  void an_entrance_leads_to_a_queue_of_its_channel() {
    var plan = read("""
        queues:
          - {id: mails, name: Mails, department: shipping, channel: email}
        entrances:
          - {channel: email, address: care@shop.example, queue: mails}
        """);

    assertThat(plan.entrances())
        .containsExactly(
            new FloorPlan.Entrance(Channel.EMAIL, "care@shop.example", new QueueId("mails")));
    assertThat(errors("entrances: [{channel: email, address: a@b.example, queue: delivery}]"))
        .singleElement()
        .asString()
        .startsWith(
            "floor.yaml:1: entrances[0].queue: must be a queue for emails of this document or the");
  }
}
