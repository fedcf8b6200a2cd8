package tandem.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.base.CustomerId;
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.OfferId;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;

class FactMetersTest {

  private static final Instant NINE = Instant.parse("2026-03-02T08:00:00Z");
  private static final QueueId CARE = new QueueId("care");
  private static final AgentId ANA = new AgentId("ana");
  private static final ContactId CALL = new ContactId(new UUID(0, 1));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FactMeters meters = new FactMeters(registry);

  private static Instant at(int second) {
    return NINE.plusSeconds(second);
  }

  private static Fact.Queued queued(int second) {
    return new Fact.Queued(
        CALL,
        Channel.CALL,
        CARE,
        Optional.of(new Endpoint("native", "c-1")),
        new CustomerId(new UUID(0, 9)),
        Duration.ZERO,
        NINE,
        at(second));
  }

  private static Fact.Offered offered(int attempt, int idleSince, int second) {
    return new Fact.Offered(
        new OfferId(CALL, attempt),
        ANA,
        new Fact.Choice(FloorPlan.Strategy.LONGEST_IDLE, at(idleSince), 0, 1, Optional.empty()),
        at(second + 20),
        at(second));
  }

  private static Fact closed(int attempt, Fact.OfferEnd why, int second) {
    return new Fact.OfferClosed(new OfferId(CALL, attempt), ANA, why, at(second));
  }

  private static FloorPlan plan() {
    return FloorPlan.EMPTY.with(Plans.plan(
        List.of(new FloorPlan.Department(new DepartmentId("service"), "Service")),
        List.of(Plans.calls(CARE, "Care", new DepartmentId("service"))),
        List.of(new FloorPlan.Agent(
            ANA, "Ana", new DepartmentId("service"), Map.of(), "client:ana", true))));
  }

  private double seconds(String timer, String... tags) {
    return registry.get(timer).tags(tags).timer().totalTime(TimeUnit.SECONDS);
  }

  private double offers(String outcome) {
    return registry.get("tandem.offers").tag("outcome", outcome).counter().count();
  }

  @Test
  void a_wait_lasts_from_the_arrival_to_the_first_word_through_all_offers() {
    List.of(
            queued(1),
            offered(1, -60, 2),
            closed(1, Fact.OfferEnd.DECLINED, 5),
            offered(2, 6, 6),
            closed(2, Fact.OfferEnd.EXPIRED, 26),
            offered(3, 0, 27),
            closed(3, Fact.OfferEnd.AGENT_LEFT, 28),
            offered(4, 0, 29),
            new Fact.Accepted(new OfferId(CALL, 4), ANA, Optional.of(at(60)), at(31)),
            new Fact.BridgeFailed(CALL, ANA, "busy", at(33)),
            offered(5, 0, 34),
            new Fact.Accepted(new OfferId(CALL, 5), ANA, Optional.of(at(66)), at(36)),
            new Fact.Connected(CALL, ANA, at(37)),
            new Fact.WrapUpBegan(CALL, ANA, "hung up", at(90)),
            new Fact.Finished(CALL, ANA, Optional.of("solved"), false, at(100)))
        .forEach(meters::add);

    var wait = registry.get("tandem.contact.wait").timers();
    assertThat(wait).singleElement().satisfies(timer -> {
      assertThat(timer.count()).isEqualTo(1);
      assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(37);
      assertThat(timer.getId().getTag("queue")).isEqualTo("care");
      assertThat(timer.getId().getTag("channel")).isEqualTo("call");
      assertThat(timer.getId().getTag("end")).isEqualTo("answered");
    });
    assertThat(offers("accepted")).isEqualTo(2);
    assertThat(offers("declined")).isEqualTo(1);
    assertThat(offers("expired")).isEqualTo(1);
    assertThat(offers("withdrawn")).isEqualTo(1);
    assertThat(seconds("tandem.offer.decision", "outcome", "accepted")).isEqualTo(2 + 2);
    assertThat(seconds("tandem.offer.decision", "outcome", "declined")).isEqualTo(3);
    assertThat(seconds("tandem.offer.decision", "outcome", "expired")).isEqualTo(20);
    assertThat(
            registry.find("tandem.offer.decision").tag("outcome", "withdrawn").timer())
        .isNull();
    assertThat(seconds("tandem.agent.free.to.offer"))
        .as("each from the later of free and waiting: 1-2, 6-6, 26-27, 28-29, 33-34")
        .isEqualTo(1 + 0 + 1 + 1 + 1);
  }

  @Test
  void abandoned_contacts_count_as_waits_and_short_ones_are_separate() {
    meters.add(queued(0));
    meters.add(new Fact.Abandoned(CALL, Optional.empty(), "hung up", true, at(3)));
    meters.add(queued(10));
    meters.add(new Fact.Abandoned(CALL, Optional.empty(), "hung up", false, at(40)));

    assertThat(seconds("tandem.contact.wait", "end", "short_abandoned")).isEqualTo(3);
    assertThat(seconds("tandem.contact.wait", "end", "abandoned")).isEqualTo(40);
  }

  @Test
  void a_new_owner_continues_with_waiting_contacts_and_counts_nothing_twice() {
    var floor = new Floor();
    floor.apply(new Fact.FloorPlanned(plan(), NINE));
    floor.apply(queued(0));
    floor.apply(offered(1, -5, 1));

    meters.begin(floor.contacts());
    meters.add(new Fact.Accepted(new OfferId(CALL, 1), ANA, Optional.of(at(30)), at(4)));
    meters.add(new Fact.Connected(CALL, ANA, at(6)));

    assertThat(seconds("tandem.contact.wait", "end", "answered")).isEqualTo(6);
    assertThat(seconds("tandem.offer.decision", "outcome", "accepted")).isEqualTo(3);
    assertThat(registry.find("tandem.agent.free.to.offer").timer()).isNull();
  }
}
