package tandem.reports;

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
import tandem.base.DepartmentId;
import tandem.base.Endpoint;
import tandem.base.QueueId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;

class LastHourTest {

  private static final Instant NINE = Instant.parse("2026-03-02T08:00:00Z");
  private static final QueueId SHIPPING = new QueueId("shipping");
  private static final AgentId ANA = new AgentId("ana");

  private final LastHour hour = new LastHour();

  @Test
  void a_contact_counts_in_the_five_minutes_it_arrived_in_whenever_it_is_answered() {
    hour.add(queued(1, NINE.plusSeconds(299)));
    hour.add(queued(2, NINE.plusSeconds(300)));
    hour.add(new Fact.Connected(contact(1), ANA, NINE.plusSeconds(700)));
    hour.add(left(2, false, NINE.plusSeconds(900)));

    var steps = hour.of(SHIPPING, NINE.plusSeconds(900));

    assertThat(steps).hasSize(12);
    assertThat(steps.getLast().from()).isEqualTo(NINE.plusSeconds(900));
    assertThat(steps.subList(8, 12))
        .containsExactly(
            new LastHour.Step(NINE, 1, 1, 0),
            new LastHour.Step(NINE.plusSeconds(300), 1, 0, 1),
            new LastHour.Step(NINE.plusSeconds(600), 0, 0, 0),
            new LastHour.Step(NINE.plusSeconds(900), 0, 0, 0));
  }

  @Test
  void a_short_abandon_and_one_who_was_answered_are_not_abandoned() {
    hour.add(queued(1, NINE));
    hour.add(queued(2, NINE));
    hour.add(left(1, true, NINE.plusSeconds(3)));
    hour.add(new Fact.Connected(contact(2), ANA, NINE.plusSeconds(5)));
    hour.add(new Fact.Connected(contact(2), ANA, NINE.plusSeconds(60)));
    hour.add(left(2, false, NINE.plusSeconds(90)));

    assertThat(hour.of(SHIPPING, NINE).getLast()).isEqualTo(new LastHour.Step(NINE, 2, 1, 0));
  }

  @Test
  void steps_older_than_an_hour_are_dropped_and_a_queue_without_calls_has_zeroes() {
    hour.add(queued(1, NINE));

    assertThat(hour.of(SHIPPING, NINE.plus(Duration.ofMinutes(59))).getFirst().offered())
        .isEqualTo(1);
    assertThat(hour.of(SHIPPING, NINE.plus(Duration.ofMinutes(60))))
        .hasSize(12)
        .allMatch(step -> step.offered() == 0);
    assertThat(hour.of(new QueueId("returns"), NINE)).allMatch(step -> step.offered() == 0);
  }

  @Test
  void the_level_is_that_of_the_contacts_that_arrived_in_the_last_thirty_minutes() {
    hour.add(new Fact.FloorPlanned(plan(), NINE));
    for (int i = 0; i < 4; i++) {
      hour.add(queued(i, NINE.plus(Duration.ofMinutes(10L * i))));
    }
    hour.add(new Fact.Connected(contact(0), ANA, NINE.plusSeconds(5)));
    hour.add(new Fact.Connected(contact(1), ANA, NINE.plusSeconds(600 + 20)));
    hour.add(new Fact.Connected(contact(2), ANA, NINE.plusSeconds(1_200 + 21)));
    hour.add(left(3, false, NINE.plusSeconds(1_800 + 15)));

    assertThat(hour.level(SHIPPING, NINE.plus(Duration.ofMinutes(29))))
        .isEqualTo(new ServiceLevel(3, 2, 0, 0, 0));
    assertThat(hour.level(SHIPPING, NINE.plus(Duration.ofMinutes(39)).plusSeconds(59)))
        .isEqualTo(new ServiceLevel(2, 1, 1, 1, 0));
    assertThat(hour.level(SHIPPING, NINE.plus(Duration.ofMinutes(40))))
        .isEqualTo(new ServiceLevel(1, 0, 1, 1, 0));
    assertThat(hour.level(new QueueId("returns"), NINE)).isEqualTo(ServiceLevel.NONE);
  }

  private static FloorPlan plan() {
    return new FloorPlan(
        List.of(),
        List.of(),
        List.of(),
        List.of(Plans.calls(SHIPPING, "Shipping", new DepartmentId("shipping"))),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static ContactId contact(int number) {
    return new ContactId(new UUID(0, number));
  }

  private static Fact queued(int number, Instant arrived) {
    return new Fact.Queued(
        contact(number),
        Channel.CALL,
        SHIPPING,
        Optional.of(new Endpoint("native", "call-" + number)),
        new CustomerId(new UUID(1, 1)),
        Duration.ZERO,
        arrived,
        arrived);
  }

  private static Fact left(int number, boolean isShort, Instant at) {
    return new Fact.Abandoned(contact(number), Optional.empty(), "hung up", isShort, at);
  }
}
