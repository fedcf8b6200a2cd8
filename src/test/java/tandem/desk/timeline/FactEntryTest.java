package tandem.desk.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.PARCELS;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.cases.Entry;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Presence;

class FactEntryTest {

  private static final ContactId CALL = new ContactId(new UUID(0, 1));
  private static final CustomerId EVA = new CustomerId(new UUID(0, 2));
  private static final OfferId OFFER = new OfferId(CALL, 2);

  private static String body(Fact fact) {
    return FactEntry.of(fact).orElseThrow().body().toString();
  }

  @Test
  void a_queued_contact_says_where_it_waits() {
    var queued = new Fact.Queued(
        CALL,
        Channel.CALL,
        PARCELS,
        Optional.of(new Endpoint("native", "c1")),
        EVA,
        Duration.ZERO,
        NINE,
        NINE);

    assertThat(body(queued)).isEqualTo("""
        {"event":"queued","queue":"parcels","channel":"call"}""");
  }

  @Test
  void an_offer_ends_by_the_agent_or_is_taken_back() {
    assertThat(body(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.DECLINED, NINE)))
        .isEqualTo("""
            {"event":"declined","attempt":2}""");
    assertThat(body(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.EXPIRED, NINE)))
        .isEqualTo("""
            {"event":"expired","attempt":2}""");
    assertThat(body(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.CUSTOMER_LEFT, NINE)))
        .isEqualTo("""
            {"event":"withdrawn","cause":"customer_left","attempt":2}""");
    assertThat(body(new Fact.OfferClosed(OFFER, ANA, Fact.OfferEnd.JOINED, NINE)))
        .isEqualTo("""
            {"event":"withdrawn","cause":"joined","attempt":2}""");
  }

  @Test
  void an_identified_contact_names_its_customer() {
    var entry = FactEntry.of(new Fact.Identified(CALL, EVA, NINE)).orElseThrow();

    assertThat(entry.kind()).isEqualTo(Entry.Kind.IDENTIFIED);
    assertThat(entry.body().path("customer").asText()).isEqualTo(EVA.toString());
  }

  @Test
  void what_is_about_no_contact_is_no_entry() {
    assertThat(FactEntry.of(new Fact.PresenceChanged(ANA, new Presence.Ready(), NINE)))
        .isEmpty();
    assertThat(FactEntry.of(new Fact.AgentLost(ANA, NINE, NINE))).isEmpty();
    assertThat(FactEntry.of(new Fact.LeftEarly(CALL, "hung_up", NINE))).isEmpty();
    assertThat(FactEntry.of(new Fact.Abandoned(CALL, Optional.empty(), "hung_up", true, NINE)))
        .isPresent();
  }
}
