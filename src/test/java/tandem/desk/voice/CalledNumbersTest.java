package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.base.Channel;
import tandem.base.DepartmentId;
import tandem.base.QueueId;
import tandem.customers.PhoneNumbers;
import tandem.desk.voice.CalledNumbers.Route;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Plans;

class CalledNumbersTest {

  private static final QueueId PARCELS = new QueueId("parcels");
  private static final QueueId RETURNS = new QueueId("returns");
  private static final QueueId CHAT = new QueueId("chat");

  private PhoneNumbers phones = new PhoneNumbers("NL");

  @Test
  void a_number_of_ours_leads_to_its_queue_however_it_is_written() {
    var numbers = numbers(
        Optional.of(RETURNS),
        List.of(
            new FloorPlan.Entrance(Channel.CALL, "020 1112222", PARCELS), number("100", PARCELS)),
        queue(PARCELS, true),
        queue(RETURNS, true));

    for (var written : List.of("+31201112222", "0031201112222", "sip:+31201112222@pbx", "100")) {
      assertThat(numbers.route(written)).contains(new Route(PARCELS, Optional.empty()));
    }
  }

  @Test
  void brackets_and_spaces_do_not_change_a_number() {
    for (var ours : List.of("+31 (0)20 123 45 00", "020 123 45 00")) {
      var numbers = numbers(
          Optional.of(RETURNS),
          List.of(number(ours, PARCELS)),
          queue(PARCELS, true),
          queue(RETURNS, true));

      for (var called : List.of(
          "+31201234500",
          "31201234500",
          "\u202a+31201234500\u202c",
          "tel:+31-20-123-45-00",
          "sip:31201234500@trunk",
          "020 1234500")) {
        assertThat(numbers.route(called)).as(called).contains(new Route(PARCELS, Optional.empty()));
      }
    }
  }

  @Test
  void digits_that_are_valid_here_and_abroad_are_the_number_that_is_ours() {
    phones = new PhoneNumbers("DE");
    var numbers = numbers(
        Optional.of(RETURNS),
        List.of(number("+442079460958", PARCELS)),
        queue(PARCELS, true),
        queue(RETURNS, true));

    assertThat(phones.called("442079460958")).isEqualTo("+49442079460958");
    assertThat(numbers.route("442079460958")).contains(new Route(PARCELS, Optional.empty()));
  }

  @Test
  void an_unknown_number_leads_to_the_default_queue_with_an_alert() {
    var numbers = numbers(
        Optional.of(RETURNS),
        List.of(number("+31201112222", PARCELS)),
        queue(PARCELS, true),
        queue(RETURNS, true));

    for (var called : List.of("+31209999999", "", "garbage")) {
      assertThat(numbers.route(called)).contains(new Route(RETURNS, Optional.of("unknown_number")));
    }
  }

  @Test
  void calls_for_an_inactive_queue_join_the_default_queue_with_an_alert() {
    var numbers = numbers(
        Optional.of(RETURNS),
        List.of(number("+31201112222", PARCELS)),
        queue(PARCELS, false),
        queue(RETURNS, true));

    assertThat(numbers.route("+31201112222"))
        .contains(new Route(RETURNS, Optional.of("inactive_queue")));
  }

  @Test
  void without_a_default_queue_a_live_caller_joins_any_that_takes_calls() {
    var numbers = numbers(
        Optional.empty(),
        List.of(),
        queue(RETURNS, true),
        queue(PARCELS, true),
        queue(CHAT, Channel.CHAT, true));

    assertThat(numbers.route("+31201112222"))
        .contains(new Route(PARCELS, Optional.of("unknown_number")));
    assertThat(numbers(Optional.empty(), List.of(), queue(CHAT, Channel.CHAT, true))
            .route("1"))
        .isEmpty();
  }

  private CalledNumbers numbers(
      Optional<QueueId> defaultQueue, List<FloorPlan.Entrance> numbers, FloorPlan.Queue... queues) {
    return new CalledNumbers(
        new FloorPlan(
            List.of(),
            List.of(),
            List.of(),
            Arrays.asList(queues),
            List.of(),
            List.of(),
            numbers,
            defaultQueue),
        phones);
  }

  private static FloorPlan.Entrance number(String number, QueueId queue) {
    return new FloorPlan.Entrance(Channel.CALL, number, queue);
  }

  private static FloorPlan.Queue queue(QueueId id, boolean active) {
    return queue(id, Channel.CALL, active);
  }

  private static FloorPlan.Queue queue(QueueId id, Channel channel, boolean active) {
    return Plans.queue(
        id,
        id.value(),
        new DepartmentId("service"),
        channel,
        Map.of(),
        FloorPlan.Strategy.LONGEST_IDLE,
        Duration.ZERO,
        active);
  }
}
