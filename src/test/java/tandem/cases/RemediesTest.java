package tandem.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CREDIT;
import static tandem.cases.Ground.NINE;
import static tandem.cases.Ground.REFUND;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.TOM;
import static tandem.cases.Ground.request;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;

@ExtendWith(VertxExtension.class)
class RemediesTest {

  private static final Currency EUR = Currency.of("EUR").orElseThrow();

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
    assertThat(ground.doctor("I5_one_live_remedy_per_unit")).isEmpty();
  }

  private Future<Remedies.Given> giving(RemedyRequest request, AgentId agent) {
    return Ground.patiently(() -> ground
        .database()
        .transaction(tx -> ground.remedies.give(tx, request, Author.of(agent), NINE)));
  }

  private Remedy give(RemedyRequest request) {
    return giving(request, ANA).await().remedy();
  }

  private Remedies.Settled settle(Remedy remedy, Remedy.State state) {
    return ground.transaction(tx ->
        ground.remedies.settle(tx, remedy.id(), state, Optional.empty(), NINE.plusSeconds(60)));
  }

  private RemedyRequest amount(
      String key, RemedyKindId kind, OrderLineId line, long minor, Integer... units) {
    return new RemedyRequest(
        key,
        opened.id(),
        kind,
        Optional.of(line),
        List.of(units),
        Optional.of(new Money(minor, EUR)),
        "it arrived broken",
        Optional.empty(),
        Optional.empty());
  }

  /** An amount for the case as a whole. */
  private RemedyRequest onCase(String key, RemedyKindId kind, long minor, Currency currency) {
    return new RemedyRequest(
        key,
        opened.id(),
        kind,
        Optional.empty(),
        List.of(),
        Optional.of(new Money(minor, currency)),
        "a bouquet for the trouble",
        Optional.empty(),
        Optional.empty());
  }

  private RemedyRequest repeat(String key, Remedy earlier) {
    return new RemedyRequest(
        key,
        earlier.caseId(),
        earlier.kind(),
        earlier.orderLine(),
        earlier.units(),
        Optional.empty(),
        "lost in the post",
        Optional.empty(),
        Optional.of(earlier.id()));
  }

  @Test
  void the_second_agent_gets_the_first_remedy_as_the_reason() {
    var line = Optional.of(ground.orderLine(eva, 1, 2_000));
    var first =
        giving(request("k1", opened.id(), REPLACEMENT, line), TOM).await().remedy();

    var no = catchThrowableOfType(
        Failure.Conflict.class, () -> give(request("k2", opened.id(), REFUND, line)));

    assertThat(Remedies.holder(no)).contains(first.id());
    assertThat(no.details().get("remedy"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("kind_name", "Replacement")
        .containsEntry("agent_name", "Tom")
        .containsEntry("department_name", "Shipping")
        .containsEntry("given_at", NINE.toString())
        .containsEntry("case", opened.id().toString())
        .containsEntry("state", "given");
    assertThat(ground.ask("SELECT count(*) FROM remedy")).containsExactly("1");
  }

  @Test
  void two_at_once_give_exactly_one_and_the_loser_sees_the_winners_in_two_hundred_rounds() {
    for (int round = 0; round < 200; round++) {
      // half of the rounds on an order line, half on a case without one
      var customer = ground.customer("Eva " + round);
      var line = round % 2 == 0
          ? Optional.of(ground.orderLine(customer, 1, 2_000))
          : Optional.<OrderLineId>empty();
      opened = ground.openCase(customer);
      var tom = giving(request("tom-" + round, opened.id(), REPLACEMENT, line), TOM);
      var ana = giving(
          line.isPresent()
              ? request("ana-" + round, opened.id(), REFUND, line)
              : onCase("ana-" + round, REFUND, 1_000, EUR),
          ANA);

      Future.join(tom, ana).otherwiseEmpty().await();

      var winner = tom.succeeded() ? tom : ana;
      var loser = tom.succeeded() ? ana : tom;
      assertThat(winner.succeeded()).isTrue();
      assertThat(loser.failed()).isTrue();
      assertThat(Remedies.holder(loser.cause()))
          .contains(winner.result().remedy().id());
    }
    assertThat(ground.ask("SELECT count(*) FROM remedy")).containsExactly("200");
  }

  @Test
  void a_hundred_with_the_same_key_are_one_request() {
    var line = Optional.of(ground.orderLine(eva, 1, 2_000));

    var answers = Future.<Remedies.Given>all(IntStream.range(0, 100)
            .mapToObj(_ -> giving(request("same", opened.id(), REPLACEMENT, line), ANA))
            .toList())
        .await()
        .<Remedies.Given>list();

    assertThat(answers)
        .extracting(given -> given.remedy().id())
        .containsOnly(answers.getFirst().remedy().id());
    assertThat(answers).filteredOn(Remedies.Given::fresh).hasSize(1);
  }

  @Test
  void a_hundred_with_keys_of_their_own_give_one_remedy() {
    var line = Optional.of(ground.orderLine(eva, 1, 2_000));

    var answers = IntStream.range(0, 100)
        .mapToObj(
            i -> giving(request("k" + i, opened.id(), REPLACEMENT, line), i % 2 == 0 ? ANA : TOM))
        .toList();
    Future.join(answers).otherwiseEmpty().await();

    var given = answers.stream().filter(Future::succeeded).toList();
    assertThat(given).hasSize(1);
    assertThat(answers.stream().filter(Future::failed))
        .hasSize(99)
        .allSatisfy(no -> assertThat(Remedies.holder(no.cause()))
            .contains(given.getFirst().result().remedy().id()));
  }

  @Test
  void overlapping_units_have_one_winner_and_no_deadlock() {
    for (int round = 0; round < 50; round++) {
      var line = Optional.of(ground.orderLine(eva, 3, 2_000));
      var both = List.of(
          giving(request("a" + round, opened.id(), REPLACEMENT, line, 2, 1), ANA),
          giving(request("b" + round, opened.id(), REPLACEMENT, line, 3, 2), TOM));

      Future.join(both).otherwiseEmpty().await();

      assertThat(both.stream().filter(Future::succeeded)).hasSize(1);
      assertThat(both.stream().filter(Future::failed))
          .allSatisfy(no -> assertThat(Remedies.holder(no.cause())).isPresent());
    }
    assertThat(ground.ask("SELECT count(*) FROM remedy_guard")).containsExactly("100");
  }

  @Test
  void other_units_and_other_groups_are_free() {
    var line = Optional.of(ground.orderLine(eva, 2, 2_000));

    give(request("k1", opened.id(), REPLACEMENT, line, 1));
    give(request("k2", opened.id(), REPLACEMENT, line, 2));
    give(request("k3", opened.id(), CREDIT, line, 1));

    assertThat(ground.ask("SELECT count(*) FROM remedy")).containsExactly("3");
  }

  @Test
  void a_key_used_for_something_else_is_a_conflict_that_names_no_remedy() {
    var line = Optional.of(ground.orderLine(eva, 2, 2_000));
    give(request("k1", opened.id(), REPLACEMENT, line, 1));

    assertThatThrownBy(() -> give(request("k1", opened.id(), REPLACEMENT, line, 2)))
        .isInstanceOfSatisfying(
            Failure.Conflict.class, no -> assertThat(Remedies.holder(no)).isEmpty());
    assertThatThrownBy(
            () -> giving(request("k1", opened.id(), REPLACEMENT, line, 1), TOM).await())
        .isInstanceOf(Failure.Conflict.class);
  }

  @Test
  void a_failed_revoked_or_returned_remedy_frees_its_units() {
    var line = Optional.of(ground.orderLine(eva, 2, 2_000));
    for (var end : List.of(Remedy.State.FAILED, Remedy.State.REVOKED)) {
      settle(give(request("k" + end, opened.id(), REPLACEMENT, line, 1, 2)), end);
    }
    var done = give(request("k3", opened.id(), REPLACEMENT, line, 1, 2));
    settle(done, Remedy.State.DONE);
    assertThatThrownBy(() -> give(request("k4", opened.id(), REPLACEMENT, line, 2)))
        .isInstanceOf(Failure.Conflict.class);

    var returned = settle(done, Remedy.State.RETURNED);

    assertThat(returned.remedy().state()).isEqualTo(Remedy.State.RETURNED);
    assertThat(give(request("k5", opened.id(), REPLACEMENT, line, 2)).generation())
        .isEqualTo(1);
  }

  @Test
  void a_remedy_moves_only_along_its_states_and_a_second_time_changes_nothing() {
    var remedy = give(request("k1", opened.id(), REPLACEMENT, Optional.empty()));

    assertThatThrownBy(() -> settle(remedy, Remedy.State.RETURNED))
        .isInstanceOf(Failure.Conflict.class);
    assertThat(settle(remedy, Remedy.State.FAILED).fresh()).isTrue();
    assertThat(settle(remedy, Remedy.State.FAILED).fresh()).isFalse();
    for (var next : List.of(
        Remedy.State.GIVEN, Remedy.State.DONE, Remedy.State.REVOKED, Remedy.State.RETURNED)) {
      assertThatThrownBy(() -> settle(remedy, next)).isInstanceOf(Failure.Conflict.class);
    }
  }

  @Test
  void a_permitted_repeat_takes_the_guard_and_counts_the_generation() {
    var line = Optional.of(ground.orderLine(eva, 1, 2_000));
    var first = give(request("k1", opened.id(), REPLACEMENT, line));

    var second = give(repeat("k2", first));

    assertThat(second.generation()).isEqualTo(2);
    assertThat(second.repeats()).contains(first.id());
    assertThatThrownBy(() -> give(request("k3", opened.id(), REPLACEMENT, line)))
        .isInstanceOfSatisfying(
            Failure.Conflict.class, no -> assertThat(Remedies.holder(no)).contains(second.id()));
  }

  @Test
  void ten_repeats_of_one_remedy_at_once_are_one_repeat() {
    var line = Optional.of(ground.orderLine(eva, 2, 2_000));
    var first = give(request("k1", opened.id(), REPLACEMENT, line, 1, 2));

    var repeats = IntStream.range(0, 10)
        .mapToObj(i -> giving(repeat("r" + i, first), ANA))
        .toList();
    Future.join(repeats).otherwiseEmpty().await();

    var second = repeats.stream().filter(Future::succeeded).toList();
    assertThat(second).hasSize(1);
    assertThat(repeats.stream().filter(Future::failed))
        .allSatisfy(no -> assertThat(Remedies.holder(no.cause()))
            .contains(second.getFirst().result().remedy().id()));
  }

  @Test
  void the_same_repeat_sent_ten_times_at_once_is_one_request() {
    var bob = ground.customer("Bob");
    for (var line :
        List.of(Optional.of(ground.orderLine(bob, 1, 2_000)), Optional.<OrderLineId>empty())) {
      opened = ground.openCase(line.isPresent() ? bob : eva);
      var first = give(request("first" + line, opened.id(), REPLACEMENT, line));

      var answers = Future.<Remedies.Given>all(IntStream.range(0, 10)
              .mapToObj(_ -> giving(repeat("again" + line, first), ANA))
              .toList())
          .await()
          .<Remedies.Given>list();

      assertThat(answers).extracting(given -> given.remedy().generation()).containsOnly(2);
      assertThat(answers).filteredOn(Remedies.Given::fresh).hasSize(1);
    }
  }

  @Test
  void a_failed_repeat_gives_the_guard_back_to_the_live_remedy() {
    var line = Optional.of(ground.orderLine(eva, 1, 2_000));
    var first = give(request("k1", opened.id(), REPLACEMENT, line));
    var second = give(repeat("k2", first));
    var third = give(repeat("k3", second));
    settle(second, Remedy.State.FAILED);

    settle(third, Remedy.State.FAILED);

    assertThatThrownBy(() -> give(request("k4", opened.id(), REPLACEMENT, line)))
        .isInstanceOfSatisfying(
            Failure.Conflict.class, no -> assertThat(Remedies.holder(no)).contains(first.id()));
    assertThat(give(repeat("k5", first)).generation()).isEqualTo(4);
  }

  @Test
  void a_repeat_that_fails_while_the_first_is_revoked_gives_the_guard_to_neither() {
    var line = ground.orderLine(eva, 1, 5_000);
    var first = give(request("k1", opened.id(), REPLACEMENT, Optional.of(line), 1));
    var second = give(repeat("k2", first));
    var failing = new AtomicReference<Future<Remedies.Settled>>();

    ground.transaction(tx -> ground
        .remedies
        .settle(tx, first.id(), Remedy.State.REVOKED, Optional.empty(), NINE)
        .compose(_ -> {
          var other = ground
              .database()
              .transaction(once -> ground.remedies.settle(
                  once, second.id(), Remedy.State.FAILED, Optional.empty(), NINE));
          failing.set(other);
          return settledOrWaits(other);
        }));
    Objects.requireNonNull(failing.get()).await();

    assertThat(ground.ask("SELECT count(*) FROM remedy_guard")).containsExactly("0");
    give(request("k3", opened.id(), REPLACEMENT, Optional.of(line)));
  }

  private Future<?> settledOrWaits(Future<?> other) {
    return ground
        .database()
        .pool()
        .query("""
            SELECT FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        .execute()
        .compose(rows -> rows.size() == 0 && !other.isComplete()
            ? settledOrWaits(other)
            : Future.succeededFuture());
  }

  @Test
  void an_ended_remedy_cannot_be_repeated() {
    var first = give(request("k1", opened.id(), REPLACEMENT, Optional.empty()));
    settle(first, Remedy.State.FAILED);

    assertThatThrownBy(() -> give(repeat("k2", first))).isInstanceOf(Failure.Conflict.class);
  }

  @Test
  void the_form_of_a_request_is_checked() {
    var line = Optional.of(ground.orderLine(eva, 3, 2_000));
    var stranger = Optional.of(ground.orderLine(ground.customer("Ben"), 1, 2_000));
    var nowhere = Optional.of(new OrderLineId(ground.ids.next()));

    Stream.of(
            request("k", opened.id(), REPLACEMENT, line, 4),
            request("k", opened.id(), REPLACEMENT, line),
            request("k", opened.id(), REPLACEMENT, stranger),
            request("k", opened.id(), REPLACEMENT, nowhere),
            request("k", opened.id(), REPLACEMENT, Optional.empty(), 2),
            request("k", opened.id(), new RemedyKindId("moon"), Optional.empty()),
            amount("k", REFUND, line.get(), 2_001, 1))
        .forEach(
            wrong -> assertThatThrownBy(() -> give(wrong)).isInstanceOf(Failure.Invalid.class));
    assertThatThrownBy(() -> request("k", opened.id(), REPLACEMENT, line, 0))
        .isInstanceOf(Failure.Invalid.class);
    assertThatThrownBy(() -> request("", opened.id(), REPLACEMENT, line, 1))
        .isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void a_unit_never_gets_more_than_it_cost() {
    var line = ground.orderLine(eva, 2, 1_000);
    give(amount("k1", REFUND, line, 1_500, 1, 2));

    assertThatThrownBy(() -> give(amount("k2", CREDIT, line, 251, 1)))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("unit 1 would get 1001");
    give(amount("k3", CREDIT, line, 250, 1));
    give(amount("k4", CREDIT, line, 250, 2));
  }

  @Test
  void credits_and_refunds_at_once_never_add_up_to_more_than_the_price() {
    var line = ground.orderLine(eva, 1, 1_000);

    var both = List.of(
        giving(amount("k1", REFUND, line, 600), ANA), giving(amount("k2", CREDIT, line, 600), TOM));
    Future.join(both).otherwiseEmpty().await();

    assertThat(both.stream().filter(Future::succeeded)).hasSize(1);
    assertThat(ground.ask("SELECT sum(amount_minor) FROM remedy")).containsExactly("600");
  }

  @Test
  void without_an_order_line_the_kind_says_how_much_a_case_may_get() {
    assertThatThrownBy(() -> give(onCase("k1", CREDIT, 1_001, EUR)))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining(
            "amount_minor must be at most 1000, the limit of Credit without an order line");
    assertThatThrownBy(() -> give(onCase("k1", REPLACEMENT, 1, EUR)))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("no amount of Replacement may be given in EUR");
    assertThatThrownBy(() -> give(onCase("k1", CREDIT, 1, Currency.of("USD").orElseThrow())))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageContaining("no amount of Credit may be given in USD");

    give(onCase("k1", CREDIT, 1_000, EUR));
  }

  @Test
  void a_kind_with_limits_needs_an_amount_where_there_is_no_order_line() {
    var line = Optional.of(ground.orderLine(eva, 1, 2_000));

    assertThatThrownBy(() -> give(request("k1", opened.id(), REFUND, Optional.empty())))
        .isInstanceOf(Failure.Invalid.class)
        .hasMessageStartingWith("amount_minor is missing");
    assertThat(ground.ask("SELECT count(*) FROM remedy")).containsExactly("0");

    give(request("k1", opened.id(), REFUND, line));
    opened = ground.openCase(eva);
    give(request("k2", opened.id(), REPLACEMENT, Optional.empty()));
  }

  @Test
  void all_that_a_case_gets_adds_up() {
    give(onCase("k1", CREDIT, 700, EUR));

    assertThatThrownBy(() -> give(onCase("k2", REFUND, 301, EUR)))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("would get 1001, and may get 1000");
    assertThatThrownBy(() -> give(onCase("k2", REFUND, 100, Currency.of("CHF").orElseThrow())))
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("in one currency, not in CHF and EUR");
    var rest = give(onCase("k2", REFUND, 300, EUR));

    settle(rest, Remedy.State.FAILED);
    give(onCase("k3", REFUND, 250, EUR));
  }

  @Test
  void a_lowered_limit_does_not_invalidate_earlier_remedies() {
    give(onCase("k1", CREDIT, 700, EUR));
    ground.sql("UPDATE remedy_kind SET most = '{\"EUR\": 500}'");

    assertThatThrownBy(() -> give(onCase("k2", REFUND, 1, EUR)))
        .isInstanceOf(Failure.Conflict.class);
    assertThat(ground.doctor("I5_one_live_remedy_per_unit")).isEmpty();
  }

  @Test
  void refunds_and_credits_on_a_case_at_once_never_add_up_to_more_than_it_may_get() {
    for (int round = 0; round < 50; round++) {
      opened = ground.openCase(ground.customer("Eva " + round));

      var both = List.of(
          giving(onCase("a" + round, REFUND, 600, EUR), ANA),
          giving(onCase("b" + round, CREDIT, 600, EUR), TOM));
      Future.join(both).otherwiseEmpty().await();

      assertThat(both.stream().filter(Future::succeeded)).hasSize(1);
    }
    assertThat(ground.ask("SELECT sum(amount_minor) FROM remedy")).containsExactly("30000");
  }

  @Test
  void the_doctor_finds_an_amount_over_the_line() {
    var line = ground.orderLine(eva, 2, 1_000);
    give(amount("k1", REFUND, line, 1_999, 1, 2));
    give(onCase("k2", CREDIT, 1_000, EUR));

    ground.sql("UPDATE remedy SET amount_minor = amount_minor + 2");

    assertThat(ground.doctor("I5_one_live_remedy_per_unit"))
        .containsExactlyInAnyOrder(
            line + ": unit 1 got 1001 of at most 1000",
            opened.id() + ": unit 1 got 1002 of at most 1000");
    ground.sql("UPDATE remedy SET amount_minor = amount_minor - 2");
  }

  @Test
  void a_prevented_attempt_is_counted_once_with_its_cost() {
    var line = Optional.of(ground.orderLine(eva, 2, 2_000));
    var first = give(request("k1", opened.id(), REPLACEMENT, line, 1, 2));
    var second = request("k2", opened.id(), REPLACEMENT, line, 1, 2);

    for (int i = 0; i < 2; i++) {
      ground
          .remedies
          .prevented(ground.database().pool(), first.id(), second, Optional.of(TOM), NINE)
          .await();
    }

    assertThat(
            ground.ask(
                "SELECT agent || ' ' || department || ' ' || amount_minor || ' ' || currency FROM remedy_prevented"))
        .containsExactly("tom shipping 4000 EUR");
  }

  @Test
  void the_group_of_a_kind_stays_while_a_live_remedy_holds_it() {
    var kinds = new RemedyKinds();
    var moved = Ground.kind(REPLACEMENT, "Replacement", "other");
    var remedy = give(request("k1", opened.id(), REPLACEMENT, Optional.empty()));

    assertThat(ground.<List<String>>transaction(tx -> kinds.objections(tx, List.of(moved))))
        .containsExactly("remedies: exclusion_group of replacement must stay item while live"
            + " remedies of that kind hold it, not become other");
    settle(remedy, Remedy.State.FAILED);
    assertThat(ground.<List<String>>transaction(tx -> kinds.objections(tx, List.of(moved))))
        .isEmpty();
  }

  @Test
  void a_kind_that_is_moved_at_this_moment_is_given_under_its_new_group() throws Exception {
    var kinds = new RemedyKinds();
    var moved = Ground.kind(REPLACEMENT, "Replacement", "other");
    var checked = new CompletableFuture<Void>();
    var mayCommit = Promise.<Void>promise();
    var moving = ground
        .database()
        .transaction(tx -> kinds
            .objections(tx, List.of(moved))
            .onSuccess(_ -> checked.complete(null))
            .compose(objections -> mayCommit.future().map(objections))
            .compose(objections -> kinds.write(tx, List.of(moved)).map(objections)));
    checked.get(60, TimeUnit.SECONDS);

    var giving = ground
        .database()
        .transaction(tx -> ground.remedies.give(
            tx, request("k1", opened.id(), REPLACEMENT, Optional.empty()), Author.of(TOM), NINE));
    ground.awaitWaiting();
    mayCommit.complete();

    assertThat(moving.await()).isEmpty();
    assertThat(giving.await().remedy().exclusionGroup()).isEqualTo("other");
  }

  @Test
  void a_deadlock_between_many_givers_of_many_units_cannot_happen() {
    var line = Optional.of(ground.orderLine(eva, 20, 2_000));
    var attempts = new ArrayList<Future<Remedies.Given>>();
    for (int i = 0; i < 60; i++) {
      attempts.add(giving(
          request(
              "k" + i,
              opened.id(),
              REPLACEMENT,
              line,
              1 + i % 20,
              1 + (i * 7) % 20,
              1 + (i * 13) % 20),
          ANA));
    }

    Future.join(attempts).otherwiseEmpty().await();

    assertThat(attempts.stream().filter(Future::failed))
        .allSatisfy(no -> assertThat(Remedies.holder(no.cause())).isPresent());
  }

  @Test
  void a_claim_is_seen_by_others_is_renewed_and_runs_out() {
    var claims = new Claims();
    var pool = ground.database().pool();
    var line = ground.orderLine(eva, 1, 2_000);
    var intent = new Claims.Intent(opened.id(), Optional.of(line), List.of(), REPLACEMENT);
    claims.put(pool, intent, TOM, NINE).await();
    claims.put(pool, intent, TOM, NINE.plusSeconds(60)).await();

    var seen = claims.live(pool, eva, NINE.plusSeconds(200)).await();

    assertThat(seen).singleElement().satisfies(claim -> {
      assertThat(claim.agentName()).isEqualTo("Tom");
      assertThat(claim.departmentName()).isEqualTo("Shipping");
      assertThat(claim.orderLine()).contains(line);
      assertThat(claim.claimedAt()).isEqualTo(NINE);
    });
    assertThat(claims.live(pool, eva, NINE.plus(Duration.ofMinutes(4))).await()).isEmpty();
    give(request("k1", opened.id(), REPLACEMENT, Optional.of(line)));
    claims.put(pool, intent, ANA, NINE).await();
    claims.remove(pool, intent, ANA).await();
    claims.remove(pool, intent, TOM).await();
    assertThat(claims.live(pool, eva, NINE).await()).isEmpty();
  }

  @Test
  void an_unknown_remedy_does_not_exist() {
    var nothing = new RemedyId(ground.ids.next());

    assertThatThrownBy(
            () -> ground.remedies.find(ground.database().pool(), nothing).await())
        .isInstanceOf(Failure.NotFound.class);
    assertThatThrownBy(() -> ground.transaction(
            tx -> ground.remedies.settle(tx, nothing, Remedy.State.DONE, Optional.empty(), NINE)))
        .isInstanceOf(Failure.NotFound.class);
  }
}
