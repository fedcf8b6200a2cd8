package tandem.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CREDIT;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.REFUND;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.SPARE_PART;
import static tandem.cases.Ground.TOM;
import static tandem.cases.Ground.request;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.base.AgentId;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.base.OrderLineId;
import tandem.base.RemedyKindId;
import tandem.cases.Ground.Item;

/**
 * The policy for remedies: with an item and without one, by the order's state and the paid amounts.
 */
@ExtendWith(VertxExtension.class)
class RemedyPolicyTest {

  private static final Currency EUR = Currency.of("EUR").orElseThrow();
  private static final Item SHOE = new Item("SHOE", 1, 9_000);
  private static final Item SOCK = new Item("SOCK", 1, 500);
  private static final String ONE_LIVE = "I5_one_live_remedy_per_unit";
  private static final String GOODS = "I11_remedies_keep_their_goods";
  private static final String PAID = "I12_no_more_than_was_paid";

  private static Vertx vertx;

  @AutoClose
  private final Ground ground = new Ground(vertx);

  private final CustomerId eva = ground.customer("Eva");
  private CaseFile opened = ground.openCase(eva);

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void holds() {
    assertThat(ground.doctor(ONE_LIVE)).isEmpty();
    assertThat(ground.doctor(GOODS)).isEmpty();
    assertThat(ground.doctor(PAID)).isEmpty();
  }

  private Future<Remedies.Given> giving(RemedyRequest request, AgentId agent) {
    return Ground.patiently(() -> ground
        .database()
        .transaction(tx -> ground.remedies.give(tx, request, Author.of(agent), NINE)));
  }

  private Remedy give(RemedyRequest request) {
    return giving(request, ANA).await().remedy();
  }

  private Remedy settle(Remedy remedy, Remedy.State state) {
    return ground
        .transaction(tx ->
            ground.remedies.settle(tx, remedy.id(), state, Optional.empty(), NINE.plusSeconds(60)))
        .remedy();
  }

  private RemedyRequest wish(
      String key,
      RemedyKindId kind,
      Optional<OrderLineId> line,
      Optional<Long> minor,
      Optional<Remedy> repeats,
      Integer... units) {
    return new RemedyRequest(
        key,
        opened.id(),
        kind,
        line,
        List.of(units),
        minor.map(amount -> new Money(amount, EUR)),
        "it never came",
        Optional.empty(),
        repeats.map(Remedy::id));
  }

  private RemedyRequest refund(String key, OrderLineId line, long minor, Integer... units) {
    return wish(key, REFUND, Optional.of(line), Optional.of(minor), Optional.empty(), units);
  }

  private RemedyRequest onCase(String key, RemedyKindId kind) {
    return request(key, opened.id(), kind, Optional.empty());
  }

  private OrderLineId shoes() {
    return ground.order(eva, "delivered", Optional.empty(), SHOE, SOCK).getFirst();
  }

  @Test
  void without_an_item_only_what_the_policy_names_is_given() {
    assertThatThrownBy(() -> give(onCase("k1", SPARE_PART)))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining(
            "order_line is missing: Spare part may be given for an item of an order only");
    assertThat(ground.ask("SELECT count(*) FROM remedy")).containsExactly("0");

    give(onCase("k2", REPLACEMENT));
  }

  @Test
  void without_an_item_nothing_is_given_while_an_item_of_the_case_has_one_of_its_group() {
    var first = give(request("k1", opened.id(), SPARE_PART, Optional.of(shoes())));

    for (var second : List.of(
        onCase("k2", REPLACEMENT),
        wish("k3", REFUND, Optional.empty(), Optional.of(100L), Optional.empty()))) {
      var no = catchThrowableOfType(Failure.Conflict.class, () -> give(second));
      assertThat(Remedies.holder(no)).contains(first.id());
    }

    // another group, and another case
    give(wish("k4", CREDIT, Optional.empty(), Optional.of(100L), Optional.empty()));
    opened = ground.openCase(eva);
    give(onCase("k5", REPLACEMENT));
  }

  @Test
  void an_item_gets_nothing_while_its_case_has_one_of_the_group_without_an_item() {
    var first = give(onCase("k1", REPLACEMENT));

    var no = catchThrowableOfType(
        Failure.Conflict.class,
        () -> give(request("k2", opened.id(), SPARE_PART, Optional.of(shoes()))));

    assertThat(Remedies.holder(no)).contains(first.id());
    settle(first, Remedy.State.REVOKED);
    give(request("k3", opened.id(), SPARE_PART, Optional.of(shoes())));
  }

  @Test
  void an_item_and_its_case_at_once_get_one_remedy_in_a_hundred_rounds() {
    for (int round = 0; round < 100; round++) {
      var customer = ground.customer("Eva " + round);
      opened = ground.openCase(customer);
      var line = Optional.of(ground.orderLine(customer, 1, 2_000));
      var both = List.of(
          giving(request("item-" + round, opened.id(), SPARE_PART, line), TOM),
          giving(onCase("case-" + round, REPLACEMENT), ANA));

      Future.join(both).otherwiseEmpty().await();

      var given = both.stream().filter(Future::succeeded).toList();
      assertThat(given).hasSize(1);
      assertThat(both.stream().filter(Future::failed))
          .singleElement()
          .satisfies(no -> assertThat(Remedies.holder(no.cause()))
              .contains(given.getFirst().result().remedy().id()));
    }
  }

  @Test
  void a_remedy_of_the_case_may_be_repeated_for_an_item_by_permission() {
    var line = Optional.of(shoes());
    var first = give(onCase("k1", REPLACEMENT));
    var repeat = wish("k2", SPARE_PART, line, Optional.empty(), Optional.of(first));

    var second = give(repeat);

    assertThat(second.generation()).isEqualTo(2);
    assertThat(give(repeat)).isEqualTo(second);
    assertThat(ground.doctor(ONE_LIVE)).isEmpty();
    settle(second, Remedy.State.FAILED);
    assertThat(ground.ask("SELECT object_type || ' ' || remedy FROM remedy_guard"))
        .containsExactly("case " + first.id());
    assertThatThrownBy(() -> give(request("k3", opened.id(), SPARE_PART, line)))
        .isInstanceOf(Failure.Conflict.class);
  }

  @Test
  void the_doctor_finds_a_case_that_got_one_beside_its_item() {
    var line = shoes();
    var onItem = give(request("k1", opened.id(), SPARE_PART, Optional.of(line)));
    var other = ground.openCase(eva);
    var onCase = give(request("k2", other.id(), REPLACEMENT, Optional.empty()));

    ground.sql(
        "UPDATE remedy SET case_id = '%s' WHERE id = '%s'".formatted(other.id(), onItem.id()));

    assertThat(ground.doctor(ONE_LIVE))
        .containsExactly(
            onCase.id() + ": live for the case beside " + onItem.id() + " for an item of it");
    ground.sql(
        "UPDATE remedy SET case_id = '%s' WHERE id = '%s'".formatted(opened.id(), onItem.id()));
  }

  @ParameterizedTest
  @CsvSource({
    "placed, false",
    "packed, false",
    "shipped, true",
    "delivered, true",
    "returned, true",
    "cancelled, false"
  })
  void goods_are_given_only_for_an_order_that_was_sent(String state, boolean allowed) {
    var line = ground.order(eva, state, Optional.of(9_000L), SHOE).getFirst();
    var request = request("k1", opened.id(), REPLACEMENT, Optional.of(line));

    if (allowed) {
      assertThat(give(request).state()).isEqualTo(Remedy.State.GIVEN);
    } else {
      assertThatThrownBy(() -> give(request))
          .isInstanceOf(Failure.Conflict.class)
          .hasMessageContaining(
              "Replacement may be given for an order that is shipped or delivered or returned")
          .hasMessageEndingWith("is " + state);
      assertThat(ground.ask("SELECT count(*) FROM remedy")).containsExactly("0");
    }
  }

  @Test
  void a_cancelled_order_that_was_not_paid_gets_no_refund() {
    var unpaid = ground.order(eva, "cancelled", Optional.empty(), SHOE).getFirst();
    var paid = ground.order(eva, "cancelled", Optional.of(9_000L), SHOE).getFirst();

    assertThatThrownBy(() -> give(refund("k1", unpaid, 1)))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessage("nothing was paid for the order line");
    assertThatThrownBy(() -> give(request("k2", opened.id(), REFUND, Optional.of(unpaid))))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessage("nothing was paid for the order line");
    give(refund("k3", paid, 9_000));

    assertThat(ground.ask("SELECT count(*) FROM remedy")).containsExactly("1");
  }

  @Test
  void refunds_stay_within_the_amounts_paid_for_line_and_order() {
    // 95.00 of goods for 80.00
    var lines = ground.order(eva, "delivered", Optional.of(8_000L), SHOE, SOCK);
    ground.sql("UPDATE order_line SET paid_minor = 7900 WHERE article = 'SHOE'");

    assertThatThrownBy(() -> give(refund("k1", lines.getFirst(), 7_901)))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("the order line would get 7901, and may get 7900");
    give(refund("k2", lines.getFirst(), 7_900));
    assertThatThrownBy(() -> give(refund("k3", lines.getLast(), 101)))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("would get 8001, and may get 8000");
    give(refund("k4", lines.getLast(), 100));
  }

  @Test
  void refunds_for_the_lines_of_one_order_at_once_never_add_up_to_more_than_was_paid() {
    for (int round = 0; round < 50; round++) {
      var lines = ground.order(eva, "delivered", Optional.of(600L), SOCK, SOCK);
      var both = List.of(
          giving(refund("a" + round, lines.getFirst(), 400), TOM),
          giving(refund("b" + round, lines.getLast(), 400), ANA));

      Future.join(both).otherwiseEmpty().await();

      assertThat(both.stream().filter(Future::succeeded)).hasSize(1);
    }
  }

  @Test
  void money_without_an_amount_is_all_that_the_units_can_still_get() {
    var pairs = new Item("SHOE", 3, 9_000);
    var line = ground.order(eva, "delivered", Optional.of(20_000L), pairs).getFirst();
    give(wish("k1", CREDIT, Optional.of(line), Optional.of(1_000L), Optional.empty(), 2));

    var request = request("k2", opened.id(), REFUND, Optional.of(line), 2, 3);
    var given = give(request);

    assertThat(given.amountMinor()).contains(16_000L);
    assertThat(given.currency()).contains("EUR");
    assertThat(give(request)).isEqualTo(given);
    assertThat(give(request("k3", opened.id(), REFUND, Optional.of(line), 1)).amountMinor())
        .contains(3_000L);
  }

  @Test
  void a_second_refund_is_refused_with_the_first_one_and_not_with_the_limit() {
    var line = shoes();
    var first = give(refund("k1", line, 9_000));

    var no = catchThrowableOfType(
        Failure.Conflict.class, () -> give(request("k2", opened.id(), REFUND, Optional.of(line))));

    assertThat(Remedies.holder(no)).contains(first.id());
  }

  @Test
  void the_pieces_left_of_a_line_get_nothing_that_the_pieces_gone_may_have_got() {
    var line = ground
        .order(eva, "delivered", Optional.empty(), new Item("SHOE", 3, 9_000))
        .getFirst();
    var second = give(request("k1", opened.id(), REPLACEMENT, Optional.of(line), 2));
    var third = give(request("k2", opened.id(), REPLACEMENT, Optional.of(line), 3));
    ground.sql("UPDATE order_line SET quantity = 2");

    // one of the two certainly has no remedy
    settle(second, Remedy.State.REVOKED);
    give(request("k3", opened.id(), SPARE_PART, Optional.of(line), 1));
    var no = catchThrowableOfType(
        Failure.Conflict.class,
        () -> give(request("k4", opened.id(), SPARE_PART, Optional.of(line), 2)));

    assertThat(Remedies.holder(no)).contains(third.id());
    ground.sql("UPDATE order_line SET quantity = 3");
    give(request("k5", opened.id(), SPARE_PART, Optional.of(line), 2));
  }

  @Test
  void a_line_that_its_order_no_longer_has_gets_nothing() {
    var line = shoes();
    ground.sql("UPDATE order_line SET gone_at = now() WHERE id = '%s'".formatted(line));

    assertThatThrownBy(() -> give(request("k1", opened.id(), REPLACEMENT, Optional.of(line))))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageStartingWith("order_line is no longer in order A-");
  }

  @Test
  void a_refund_that_waited_for_an_import_uses_the_imported_lines() {
    var lines = ground.order(eva, "delivered", Optional.empty(), SHOE, SOCK);
    give(refund("k1", lines.getFirst(), 9_000));
    var waiting = new AtomicReference<Future<Remedies.Given>>();

    ground.transaction(tx -> tx.query("""
            SELECT FROM customer_order FOR NO KEY UPDATE;
            UPDATE order_line SET gone_at = now() WHERE article = 'SHOE'
            """).execute().compose(_ -> {
      waiting.set(giving(refund("k2", lines.getLast(), 500), TOM));
      return somebodyWaits();
    }));

    assertThatThrownBy(() -> Objects.requireNonNull(waiting.get()).await())
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("would get 9500, and may get 500");
  }

  private Future<?> somebodyWaits() {
    return ground
        .database()
        .pool()
        .query("""
            SELECT FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        .execute()
        .compose(rows -> rows.size() == 0 ? somebodyWaits() : Future.succeededFuture());
  }

  @Test
  void the_amounts_on_an_order_are_found_without_reading_all_remedies() {
    var plan = ground.transaction(tx -> tx.query("SET LOCAL enable_seqscan = off")
        .execute()
        .compose(_ -> tx.query("EXPLAIN "
                + Remedies.PAID_ON_ORDER.replace("$1", "'" + UUID.randomUUID() + "'::uuid"))
            .execute()));

    assertThat(plan.stream().map(row -> row.getString(0)))
        .anyMatch(step -> step.contains("remedy_by_line"))
        .noneMatch(step -> step.contains("Seq Scan"));
  }

  @Test
  void a_remedy_remembers_its_goods_and_the_doctor_finds_one_that_stands_on_others() {
    var lines = ground.order(eva, "delivered", Optional.empty(), SHOE, SOCK);
    var remedy = give(request("k1", opened.id(), REPLACEMENT, Optional.of(lines.getFirst())));
    assertThat(remedy.article()).contains("SHOE");
    assertThat(remedy.title()).contains("Title of SHOE");

    ground.sql(
        "UPDATE order_line SET article = 'SOCK' WHERE id = '%s'".formatted(lines.getFirst()));
    assertThat(ground.doctor(GOODS))
        .containsExactly(remedy.id() + ": given for SHOE and stands on a line of SOCK");
    ground.sql(
        "UPDATE order_line SET article = 'SHOE' WHERE id = '%s'".formatted(lines.getFirst()));

    ground.sql("UPDATE remedy_guard SET object_id = '%s'".formatted(lines.getLast()));
    assertThat(ground.doctor(GOODS))
        .containsExactly(remedy.id() + ": its guard stands on another order_line");
    ground.sql("UPDATE remedy_guard SET object_id = '%s'".formatted(lines.getFirst()));
  }

  @Test
  void the_doctor_finds_a_refund_beyond_the_paid_amount() {
    var lines = ground.order(eva, "delivered", Optional.of(9_200L), SHOE, SOCK);
    var shoe = give(refund("k1", lines.getFirst(), 9_000));
    give(refund("k2", lines.getLast(), 200));
    var order = ground.ask("SELECT order_id FROM order_line LIMIT 1").getFirst();

    ground.sql(
        "UPDATE remedy SET amount_minor = amount_minor + 1 WHERE id = '%s'".formatted(shoe.id()));

    assertThat(ground.doctor(PAID))
        .containsExactlyInAnyOrder(
            lines.getFirst() + ": the order line got 9001 of at most 9000",
            order + ": order A-" + order + " got 9201 of at most 9200");
    ground.sql(
        "UPDATE remedy SET amount_minor = amount_minor - 1 WHERE id = '%s'".formatted(shoe.id()));
  }

  @Test
  void the_doctor_finds_a_refund_from_before_on_an_order_that_was_never_paid() {
    var line = shoes();
    give(refund("k1", line, 9_000));
    ground.sql("""
        UPDATE remedy SET line_most_minor = NULL, order_most_minor = NULL;
        UPDATE customer_order SET state = 'cancelled'
        """);

    assertThat(ground.doctor(PAID))
        .hasSize(2)
        .allSatisfy(finding -> assertThat(finding).endsWith("got 9000 of at most 0"));

    ground.sql("UPDATE customer_order SET state = 'delivered'");
  }

  @Test
  void a_remedy_has_a_tracking_number_of_its_own() {
    var line = shoes();
    ground.sql("UPDATE customer_order SET tracking = 'the first parcel'");
    var remedy = give(request("k1", opened.id(), REPLACEMENT, Optional.of(line)));
    assertThat(remedy.tracking()).isEmpty();

    var tracked = ground.transaction(tx -> ground.remedies.track(tx, remedy.id(), "3SABC", NINE));
    var again = ground.transaction(tx -> ground.remedies.track(tx, remedy.id(), "3SABC", NINE));
    var done = ground.transaction(tx -> ground.remedies.settle(
        tx, remedy.id(), Remedy.State.DONE, Optional.of("3SDEF"), NINE.plusSeconds(1)));

    assertThat(tracked.fresh()).isTrue();
    assertThat(tracked.remedy().tracking()).contains("3SABC");
    assertThat(again.fresh()).isFalse();
    assertThat(done.remedy().tracking()).contains("3SDEF");
    var returned = settle(done.remedy(), Remedy.State.RETURNED);
    assertThat(returned.tracking()).contains("3SDEF");
    assertThatThrownBy(
            () -> ground.transaction(tx -> ground.remedies.track(tx, remedy.id(), "3SXYZ", NINE)))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("returned has no parcel on its way");
  }
}
