package tandem.desk.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.PARCELS;
import static tandem.cases.Ground.TOM;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.document.Json;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Presence;

class StoryEventTest {

  private static final ContactId CALL = new ContactId(new UUID(0, 1));
  private static final CustomerId EVA = new CustomerId(new UUID(0, 2));
  private static final OfferId OFFER = new OfferId(CALL, 2);

  private static String told(Fact fact) {
    return Json.write(StoryEvent.of(fact).orElseThrow());
  }

  @Test
  void a_queued_contact_says_where_it_waits() {
    assertThat(told(new Fact.Queued(
            CALL, Channel.CALL, PARCELS, Optional.empty(), EVA, Duration.ZERO, NINE, NINE)))
        .isEqualTo("""
            {"at":"2026-02-02T09:00:00Z","event":"queued","queue":"parcels","channel":"call"}""");
  }

  @Test
  void an_offer_ends_by_the_agent_or_is_taken_back() {
    assertThat(told(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.DECLINED, NINE)))
        .isEqualTo("""
        {"at":"2026-02-02T09:00:00Z","event":"declined","agent":"ana","attempt":2}""");
    assertThat(told(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.EXPIRED, NINE)))
        .isEqualTo("""
        {"at":"2026-02-02T09:00:00Z","event":"expired","agent":"ana","attempt":2}""");
    assertThat(told(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.CUSTOMER_LEFT, NINE)))
        .isEqualTo("""
            {"at":"2026-02-02T09:00:00Z","event":"withdrawn","agent":"ana","attempt":2,"cause":"customer_left"}""");
    assertThat(told(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.JOINED, NINE)))
        .contains("\"cause\":\"joined\"");
  }

  @Test
  void a_contact_that_moves_says_where_it_was_and_where_it_waits_and_why() {
    assertThat(told(new Fact.Moved(
            CALL,
            new Destination.ToQueue(PARCELS),
            Fact.MoveReason.TRANSFER,
            Optional.of(ANA),
            Optional.of(new Fact.Left(new QueueId("returns"), Optional.empty())),
            Optional.empty(),
            Duration.ZERO,
            NINE)))
        .isEqualTo("""
            {"at":"2026-02-02T09:00:00Z","event":"moved","agent":"ana","queue":"parcels","from_queue":"returns","from_agent":"ana","cause":"transfer"}""");
    assertThat(told(new Fact.Moved(
            CALL,
            new Destination.ToQueue(PARCELS),
            Fact.MoveReason.REQUEUED,
            Optional.empty(),
            Optional.of(new Fact.Left(PARCELS, Optional.of(TOM))),
            Optional.empty(),
            Duration.ZERO,
            NINE)))
        .as("it stays in its queue, and waits for tom no longer")
        .isEqualTo("""
            {"at":"2026-02-02T09:00:00Z","event":"moved","queue":"parcels","from_agent":"tom","cause":"requeued"}""");
    assertThat(told(new Fact.Moved(
            CALL,
            new Destination.ToAgent(TOM),
            Fact.MoveReason.TRANSFER,
            Optional.of(ANA),
            Optional.of(new Fact.Left(PARCELS, Optional.empty())),
            Optional.empty(),
            Duration.ZERO,
            NINE)))
        .isEqualTo("""
            {"at":"2026-02-02T09:00:00Z","event":"moved","agent":"tom","from_agent":"ana","cause":"transfer"}""");
  }

  @Test
  void a_closed_contact_says_its_outcome() {
    assertThat(told(new Fact.Finished(CALL, ANA, Optional.of("solved"), false, NINE)))
        .isEqualTo("""
        {"at":"2026-02-02T09:00:00Z","event":"closed","agent":"ana","outcome":"solved"}""");
  }

  @Test
  void an_identified_contact_names_its_customer() {
    assertThat(told(new Fact.Identified(CALL, EVA, NINE)))
        .contains("\"event\":\"identified\"", "\"customer\":\"" + EVA + "\"");
  }

  @Test
  void a_fact_about_no_contact_is_no_event() {
    assertThat(StoryEvent.of(new Fact.PresenceChanged(ANA, new Presence.Ready(), NINE)))
        .isEmpty();
    assertThat(StoryEvent.of(new Fact.AgentLost(ANA, NINE, NINE))).isEmpty();
    assertThat(StoryEvent.of(new Fact.LeftEarly(CALL, "hung_up", NINE))).isEmpty();
    assertThat(StoryEvent.of(new Fact.Heard(CALL, NINE))).isEmpty();
    assertThat(told(new Fact.Abandoned(CALL, Optional.empty(), "hung_up", true, NINE)))
        .isEqualTo("""
        {"at":"2026-02-02T09:00:00Z","event":"abandoned","cause":"hung_up"}""");
  }
}
