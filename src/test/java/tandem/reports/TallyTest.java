package tandem.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
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
import tandem.reports.ServiceLevel.Definition;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;

class TallyTest {

  private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
  private static final Instant NINE = Instant.parse("2026-03-02T08:00:00Z");
  private static final QueueId SHIPPING = new QueueId("shipping");
  private static final QueueId RETURNS = new QueueId("returns");
  private static final AgentId ANA = new AgentId("ana");

  private final Tally tally = new Tally(AMSTERDAM);

  @Test
  void an_answered_contact_counts_once_with_its_wait_and_its_handling() {
    tally.add(planned(SHIPPING, 20));
    tally.add(queued(1, SHIPPING, NINE));
    tally.add(new Fact.Connected(contact(1), ANA, NINE.plusSeconds(12)));
    tally.add(new Fact.Held(contact(1), ANA, true, NINE.plusSeconds(30)));
    tally.add(new Fact.Resumed(contact(1), ANA, true, NINE.plusSeconds(40)));
    tally.add(new Fact.WrapUpBegan(contact(1), ANA, "hung up", NINE.plusSeconds(72)));
    tally.add(finished(1, NINE.plusSeconds(112)));

    var figures = tally.of(SHIPPING, NINE.plusSeconds(200));

    assertThat(figures.offered()).isEqualTo(1);
    assertThat(figures.level()).isEqualTo(new ServiceLevel(1, 1, 0, 0, 0));
    assertThat(figures.averageSpeedOfAnswer()).contains(Duration.ofSeconds(12));
    assertThat(figures.averageHandleTime()).contains(Duration.ofSeconds(100));
  }

  @Test
  void the_wait_begins_when_the_customer_came_and_not_when_we_could_write() {
    tally.add(planned(SHIPPING, 20));
    tally.add(queued(1, SHIPPING, NINE, NINE.plusSeconds(15)));
    tally.add(new Fact.Connected(contact(1), ANA, NINE.plusSeconds(25)));

    var figures = tally.of(SHIPPING, NINE.plusSeconds(30));

    assertThat(figures.averageSpeedOfAnswer()).contains(Duration.ofSeconds(25));
    assertThat(figures.level().answeredWithin()).isZero();
  }

  @Test
  void a_short_abandon_is_counted_apart() {
    tally.add(planned(SHIPPING, 20));
    tally.add(queued(1, SHIPPING, NINE));
    tally.add(queued(2, SHIPPING, NINE));
    tally.add(
        new Fact.Abandoned(contact(1), Optional.empty(), "hung up", true, NINE.plusSeconds(3)));
    tally.add(
        new Fact.Abandoned(contact(2), Optional.empty(), "hung up", false, NINE.plusSeconds(40)));

    assertThat(tally.of(SHIPPING, NINE.plusSeconds(60)).level())
        .isEqualTo(new ServiceLevel(0, 0, 2, 1, 1));
  }

  @Test
  void a_waiting_contact_counts_only_as_offered() {
    tally.add(queued(1, SHIPPING, NINE));

    var figures = tally.of(SHIPPING, NINE.plusSeconds(60));

    assertThat(figures.offered()).isEqualTo(1);
    assertThat(figures.level()).isEqualTo(ServiceLevel.NONE);
    assertThat(figures.averageSpeedOfAnswer()).isEmpty();
    assertThat(figures.averageHandleTime()).isEmpty();
  }

  @Test
  void a_contact_that_came_back_from_a_failed_bridge_is_still_one_contact() {
    tally.add(planned(SHIPPING, 20));
    tally.add(queued(1, SHIPPING, NINE));
    tally.add(new Fact.BridgeFailed(contact(1), ANA, "busy", NINE.plusSeconds(8)));
    tally.add(new Fact.Connected(contact(1), ANA, NINE.plusSeconds(22)));

    var figures = tally.total(NINE.plusSeconds(60));

    assertThat(figures.offered()).isEqualTo(1);
    assertThat(figures.level()).isEqualTo(new ServiceLevel(1, 0, 0, 0, 0));
  }

  @Test
  void the_total_is_the_sum_over_the_queues_each_by_its_own_threshold() {
    tally.add(planned(SHIPPING, 20));
    tally.add(planned(RETURNS, 60));
    tally.add(queued(1, SHIPPING, NINE));
    tally.add(queued(2, RETURNS, NINE));
    tally.add(new Fact.Connected(contact(1), ANA, NINE.plusSeconds(30)));
    tally.add(new Fact.Connected(contact(2), ANA, NINE.plusSeconds(30)));

    var level = tally.total(NINE.plusSeconds(60)).level();

    assertThat(level).isEqualTo(new ServiceLevel(2, 1, 0, 0, 0));
    assertThat(level.by(Definition.STANDARD)).hasValue(0.5);
  }

  @Test
  void at_midnight_of_the_zone_the_count_begins_again() {
    var lateEvening = Instant.parse("2026-03-02T22:59:50Z");
    tally.add(planned(SHIPPING, 20));
    tally.add(queued(1, SHIPPING, lateEvening));

    tally.add(new Fact.Connected(contact(1), ANA, lateEvening.plusSeconds(15)));
    tally.add(queued(2, SHIPPING, lateEvening.plusSeconds(16)));

    var figures = tally.of(SHIPPING, lateEvening.plusSeconds(30));
    assertThat(figures.offered()).isEqualTo(1);
    assertThat(figures.level()).isEqualTo(ServiceLevel.NONE);
  }

  @Test
  void a_new_day_shows_nothing_even_before_its_first_fact() {
    tally.add(queued(1, SHIPPING, NINE));

    assertThat(tally.total(NINE.plus(Duration.ofHours(15))).offered()).isZero();
  }

  @Test
  void the_day_the_clocks_change_is_as_long_as_it_is() {
    var beforeTheChange = Instant.parse("2026-03-28T23:30:00Z");
    tally.add(queued(1, SHIPPING, beforeTheChange));

    assertThat(tally.total(Instant.parse("2026-03-29T21:59:59Z")).offered()).isEqualTo(1);
    assertThat(tally.total(Instant.parse("2026-03-29T22:00:00Z")).offered()).isZero();
  }

  @Test
  void a_threshold_counts_from_the_fact_that_set_it() {
    tally.add(planned(SHIPPING, 20));
    tally.add(queued(1, SHIPPING, NINE));
    tally.add(new Fact.Connected(contact(1), ANA, NINE.plusSeconds(30)));
    tally.add(planned(SHIPPING, 40));
    tally.add(queued(2, SHIPPING, NINE.plusSeconds(60)));
    tally.add(new Fact.Connected(contact(2), ANA, NINE.plusSeconds(90)));

    assertThat(tally.of(SHIPPING, NINE.plusSeconds(100)).level().answeredWithin())
        .isEqualTo(1);
  }

  private static Fact.FloorPlanned planned(QueueId queue, int answerWithin) {
    var plan = new FloorPlan.Queue(
        queue,
        queue.value(),
        new DepartmentId("service"),
        Channel.CALL,
        Map.of(),
        FloorPlan.Strategy.LONGEST_IDLE,
        Duration.ZERO,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(answerWithin),
        true);
    return new Fact.FloorPlanned(Plans.plan(List.of(), List.of(plan), List.of()), NINE);
  }

  private static Fact.Queued queued(int n, QueueId queue, Instant arrived) {
    return queued(n, queue, arrived, arrived);
  }

  private static Fact.Queued queued(int n, QueueId queue, Instant arrived, Instant at) {
    return new Fact.Queued(
        contact(n),
        Channel.CALL,
        queue,
        Optional.of(new Endpoint("native", "call-" + n)),
        new CustomerId(new UUID(7, n)),
        Duration.ZERO,
        arrived,
        at);
  }

  private static Fact.Finished finished(int n, Instant at) {
    return new Fact.Finished(contact(n), ANA, Optional.of("answered"), false, at);
  }

  private static ContactId contact(int n) {
    return new ContactId(new UUID(1, n));
  }
}
