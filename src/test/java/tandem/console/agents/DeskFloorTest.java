package tandem.console.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.base.ReasonId;
import tandem.console.agents.DeskFloor.Told;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;
import tandem.routing.engine.Presence;

class DeskFloorTest {

  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");
  private static final AgentId ANA = new AgentId("ana");
  private static final QueueId PARCELS = new QueueId("parcels");
  private static final ContactId CALL = new ContactId(new UUID(1, 1));
  private static final OfferId OFFER = new OfferId(CALL, 1);
  private static final CustomerId STRANGER = new CustomerId(new UUID(2, 1));
  private static final CustomerId JAN = new CustomerId(new UUID(2, 2));

  private final DeskFloor floor = new DeskFloor(new Floor());

  @BeforeEach
  void plan() {
    var service = new DepartmentId("service");
    floor.apply(new Fact.FloorPlanned(
        Plans.plan(
            List.of(new FloorPlan.Department(service, "Service")),
            List.of(Plans.calls(PARCELS, "Parcels", service)),
            List.of(new FloorPlan.Agent(ANA, "Ana", service, Map.of(), "+31101", true))),
        NINE));
  }

  @Test
  void a_waiting_contact_is_on_no_screen() {
    assertThat(floor.apply(queued())).isEmpty();
    assertThat(floor.watching(STRANGER)).isEmpty();
  }

  @Test
  void an_offer_contains_the_name_of_the_queue_and_the_wait() {
    floor.apply(queued());

    var told = floor.apply(offered());

    var offer = ((DeskMessage.OfferCreated) message(told)).offer().json(NINE.plusSeconds(15));
    assertThat(offer.path("queue_name").asText()).isEqualTo("Parcels");
    assertThat(offer.path("waited_ms").asLong()).isEqualTo(15_000);
    assertThat(offer.path("expires_in_ms").asLong()).isEqualTo(15_000);
    assertThat(offer.path("choice").path("idle_ms").asLong()).isEqualTo(40_000);
    assertThat(offer.at("/choice/last_agent").isBoolean()).isTrue();
    assertThat(offer.at("/choice/last_agent").asBoolean()).isFalse();
    assertThat(floor.watching(STRANGER)).containsExactly(ANA);
  }

  @Test
  void an_offer_says_that_its_agent_was_preferred_for_the_last_contact() {
    floor.apply(queued());

    var told = floor.apply(new Fact.Offered(
        OFFER,
        ANA,
        new Fact.Choice(
            FloorPlan.Strategy.LONGEST_IDLE,
            NINE,
            0,
            1,
            Optional.empty(),
            Optional.of(NINE.plusSeconds(60))),
        NINE.plusSeconds(20),
        NINE));

    var offer = ((DeskMessage.OfferCreated) message(told)).offer().json(NINE);
    assertThat(offer.at("/choice/last_agent").asBoolean()).isTrue();
  }

  @Test
  void an_offer_that_is_sent_again_later_has_less_time_left() {
    floor.apply(queued());
    var offer = floor.apply(offered()).getFirst().message();

    assertThat(offer.json(NINE.plusSeconds(10)).at("/offer/expires_in_ms").asLong())
        .isEqualTo(20_000);
    assertThat(offer.json(NINE.plusSeconds(60)).at("/offer/expires_in_ms").asLong())
        .isZero();
  }

  @Test
  void a_call_is_reported_from_accept_to_the_end() {
    floor.apply(queued());
    floor.apply(offered());

    var accepted = floor.apply(
        new Fact.Accepted(OFFER, ANA, Optional.of(NINE.plusSeconds(45)), NINE.plusSeconds(12)));
    var connected = floor.apply(new Fact.Connected(CALL, ANA, NINE.plusSeconds(14)));
    var held = floor.apply(new Fact.Held(CALL, ANA, true, NINE.plusSeconds(20)));
    var finished = floor.apply(
        new Fact.Finished(CALL, ANA, Optional.of("solved"), true, NINE.plusSeconds(90)));

    assertThat(accepted.getFirst().message())
        .isEqualTo(new DeskMessage.OfferClosed(OFFER, "accepted"));
    assertThat(state(accepted.getLast())).isEqualTo("connecting");
    assertThat(state(connected.getFirst())).isEqualTo("connected");
    assertThat(state(held.getFirst())).isEqualTo("held");
    assertThat(held.getFirst()
            .message()
            .json(NINE.plusSeconds(80))
            .at("/contact/waited_ms")
            .asLong())
        .as("the waiting ended when they were connected")
        .isEqualTo(14_000);
    assertThat(state(finished.getFirst())).isEqualTo("closed");
    assertThat(floor.contacts(ANA)).isEmpty();
    assertThat(floor.watching(STRANGER)).isEmpty();
  }

  @Test
  void a_bridge_that_fails_takes_the_call_from_the_screen() {
    floor.apply(queued());
    floor.apply(offered());
    floor.apply(new Fact.Accepted(OFFER, ANA, Optional.empty(), NINE.plusSeconds(12)));

    var told = floor.apply(new Fact.BridgeFailed(CALL, ANA, "busy", NINE.plusSeconds(13)));

    assertThat(told.getFirst().message()).isEqualTo(new DeskMessage.BridgeFailed(CALL, "busy"));
    assertThat(state(told.getLast())).isEqualTo("closed");
    assertThat(floor.offers(ANA)).isEmpty();
  }

  @Test
  void a_resumed_call_is_shown_with_the_time_of_the_whole_conversation() {
    floor.apply(queued());
    floor.apply(offered());
    floor.apply(new Fact.Accepted(OFFER, ANA, Optional.empty(), NINE.plusSeconds(12)));
    floor.apply(new Fact.Connected(CALL, ANA, NINE.plusSeconds(14)));
    floor.apply(new Fact.Held(CALL, ANA, true, NINE.plusSeconds(60)));

    var resumed = floor.apply(new Fact.Resumed(CALL, ANA, true, NINE.plusSeconds(74)));

    assertThat(
            message(resumed).json(NINE.plusSeconds(75)).at("/contact/since_ms").asLong())
        .isEqualTo(61_000);
  }

  @Test
  void a_caller_who_leaves_takes_the_offer_away() {
    floor.apply(queued());
    floor.apply(offered());

    var closed = floor.apply(
        new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.CUSTOMER_LEFT, NINE.plusSeconds(12)));
    var abandoned = floor.apply(
        new Fact.Abandoned(CALL, Optional.empty(), "hung up", false, NINE.plusSeconds(12)));

    assertThat(message(closed)).isEqualTo(new DeskMessage.OfferClosed(OFFER, "customer_left"));
    assertThat(abandoned).isEmpty();
  }

  @Test
  void an_identified_customer_is_watched_under_the_new_id() {
    floor.apply(queued());
    floor.apply(offered());

    floor.apply(new Fact.Identified(CALL, JAN, NINE.plusSeconds(11)));

    assertThat(floor.watching(STRANGER)).isEmpty();
    assertThat(floor.watching(JAN)).containsExactly(ANA);
  }

  @Test
  void the_case_of_a_contact_is_sent_once_when_it_becomes_known() {
    floor.apply(queued());
    floor.apply(offered());
    floor.apply(new Fact.Accepted(OFFER, ANA, Optional.empty(), NINE.plusSeconds(12)));
    var caseId = new CaseId(new UUID(3, 1));

    var told = floor.filed(CALL, caseId, true);

    assertThat(message(told).json(NINE).at("/contact/case").asText()).isEqualTo(caseId.toString());
    assertThat(floor.filed(CALL, caseId, true)).isEmpty();
    assertThat(floor.contacts(ANA).getFirst().caseId()).contains(caseId);
  }

  @Test
  void a_presence_asked_for_while_busy_is_shown_as_next() {
    floor.apply(new Fact.PresenceChanged(ANA, new Presence.Ready(), NINE));
    var deferred = floor.apply(new Fact.PresenceDeferred(
        ANA, new Presence.NotReady(new ReasonId("lunch")), NINE.plusSeconds(5)));

    var json = message(deferred).json(NINE.plusSeconds(8)).path("presence");
    assertThat(json.path("state").asText()).isEqualTo("ready");
    assertThat(json.at("/next/reason").asText()).isEqualTo("lunch");
    assertThat(json.path("since_ms").asLong()).isEqualTo(8_000);
  }

  private static DeskMessage message(List<Told> told) {
    assertThat(told).singleElement().extracting(Told::agent).isEqualTo(ANA);
    return told.getFirst().message();
  }

  private static String state(Told told) {
    return ((DeskMessage.ContactChanged) told.message()).contact().state();
  }

  private static Fact.Queued queued() {
    return new Fact.Queued(
        CALL,
        Channel.CALL,
        PARCELS,
        Optional.of(new Endpoint("native", "call-1")),
        STRANGER,
        Duration.ZERO,
        NINE,
        NINE);
  }

  private static Fact.Offered offered() {
    return new Fact.Offered(
        OFFER,
        ANA,
        new Fact.Choice(
            FloorPlan.Strategy.LONGEST_IDLE, NINE.minusSeconds(30), 0, 1, Optional.empty()),
        NINE.plusSeconds(30),
        NINE.plusSeconds(10));
  }
}
