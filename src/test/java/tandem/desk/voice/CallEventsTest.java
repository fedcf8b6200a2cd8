package tandem.desk.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.Failure;
import tandem.base.Ids;
import tandem.customers.TestGrid;
import tandem.routing.engine.TestRules;
import tandem.storage.nodes.Grid;

/** Carriers' events on a real floor: twice, fifty times at once, and in every order. */
@ExtendWith(VertxExtension.class)
class CallEventsTest {

  private static final AgentId ANA = new AgentId("ana");
  private static final Instant NINE = Instant.parse("2026-02-01T09:00:00Z");

  private static Vertx vertx;

  @AutoClose
  private static final Grid grid = TestGrid.alone();

  @AutoClose
  private IntakeGround ground = new IntakeGround(vertx, grid);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @Test
  void an_event_sent_fifty_times_at_once_has_one_effect_and_one_answer() {
    var arrived = arrived("c-1");

    var answers = Future.all(IntStream.range(0, 50)
            .mapToObj(_ -> ground.intake.tell("native", "e-1", arrived))
            .toList())
        .await()
        .<Intake.Answer>list();

    assertThat(new HashSet<>(answers)).hasSize(1);
    assertThat(count("SELECT count(*) FROM contact")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM fact WHERE kind = 'queued'")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM hook_event WHERE source = 'native'")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM customer")).isEqualTo(1);
  }

  @Test
  void the_end_of_a_call_closes_it_in_every_order_of_its_events() {
    var orders = CallOrders.of(6);

    // the events of one call in their order, the calls in parallel
    Future.all(IntStream.range(0, orders.size())
            .mapToObj(i -> tell("p-" + i, orders.get(i)))
            .toList())
        .await();

    for (int i = 0; i < orders.size(); i++) {
      assertThat(ground.onFloor(Ids.contact("native", "p-" + i)))
          .as("order %s", orders.get(i))
          .isEmpty();
    }
    assertThat(count("SELECT count(*) FROM contact WHERE state <> 'closed'")).isZero();
  }

  @Test
  void an_event_of_an_unknown_call_is_not_an_error_and_opens_no_contact() {
    for (var event : List.of(
        new CallEvent.Bridged("x", Optional.empty()),
        new CallEvent.BridgeFailed("x", Optional.empty(), "busy"),
        new CallEvent.Held("x"),
        new CallEvent.Resumed("x"),
        new CallEvent.HoldFailed("x", Optional.empty()),
        new CallEvent.ResumeFailed("x", Optional.of(ANA)))) {
      var answer =
          ground.intake.tell("native", event.getClass().getSimpleName(), event).await();
      assertThat(answer.result()).isEqualTo(Intake.Result.IGNORED);
    }

    assertThat(count("SELECT count(*) FROM contact")).isZero();
  }

  @Test
  void a_call_without_its_end_waits_once_in_every_order_of_its_events() {
    var orders = CallOrders.of(5);

    Future.all(IntStream.range(0, orders.size())
            .mapToObj(i -> tell("open-" + i, orders.get(i)))
            .toList())
        .await();

    assertThat(count("SELECT count(*) FROM contact WHERE state = 'queued'"))
        .isEqualTo(orders.size());
    assertThat(count("SELECT count(*) FROM fact WHERE kind = 'queued'")).isEqualTo(orders.size());
  }

  @Test
  void a_call_that_finds_the_floor_full_comes_again_under_its_id_and_is_let_in() {
    ground.close();
    ground = new IntakeGround(vertx, grid, new TestRules().contactsMax(1).rules());
    ground.intake.tell("native", "e-1", arrived("c-1")).await();

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () -> ground.intake.tell("native", "e-2", arrived("c-2")).await())
          .isInstanceOf(Failure.Unavailable.class);
    }
    ground.intake.tell("native", "e-3", new CallEvent.Ended("c-1", "hangup")).await();
    var answer = ground.intake.tell("native", "e-2", arrived("c-2")).await();

    assertThat(answer.result()).isEqualTo(Intake.Result.ACCEPTED);
    assertThat(ground.onFloor(answer.contact())).isPresent();
  }

  @Test
  void a_waiting_caller_is_confirmed_at_each_fetch_until_the_end() {
    ground.intake.tell("native", "e-1", arrived("c-1")).await();

    for (int i = 0; i < 50; i++) {
      assertThat(ground.intake.waits("native", "c-1").await()).isTrue();
    }
    ground.intake.tell("native", "e-2", new CallEvent.Ended("c-1", "hangup")).await();

    assertThat(ground.intake.waits("native", "c-1").await()).isFalse();
    assertThat(ground.intake.waits("native", "nobody").await()).isTrue();
    assertThat(count("SELECT count(*) FROM fact WHERE kind = 'heard'")).isEqualTo(1);
    assertThat(ground.ground.doctor("I2_every_contact_is_in_one_state")).isEmpty();
  }

  private Future<Intake.Answer> tell(String call, List<Integer> order) {
    var events = List.of(
        new CallEvent.Arrived(call, "anonymous", IntakeGround.OUR_NUMBER, NINE),
        new CallEvent.Bridged(call, Optional.of(ANA)),
        new CallEvent.Held(call),
        new CallEvent.Resumed(call),
        new CallEvent.BridgeFailed(call, Optional.of(ANA), "busy"),
        new CallEvent.Ended(call, "hangup"));
    var telling = Future.<Intake.Answer>succeededFuture();
    for (var i : order) {
      telling = telling.compose(_ -> ground.intake.tell("native", call + "-" + i, events.get(i)));
    }
    return telling;
  }

  private static CallEvent arrived(String call) {
    return new CallEvent.Arrived(call, IntakeGround.CALLER, IntakeGround.OUR_NUMBER, NINE);
  }

  private long count(String sql) {
    return ground
        .ground
        .database()
        .pool()
        .query(sql)
        .execute()
        .await()
        .iterator()
        .next()
        .getLong(0);
  }
}
