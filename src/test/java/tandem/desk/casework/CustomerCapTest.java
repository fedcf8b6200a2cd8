package tandem.desk.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.cases.Ground.ANA;
import static tandem.cases.Ground.CREDIT;
import static tandem.cases.Ground.REFUND;
import static tandem.cases.Ground.REPLACEMENT;
import static tandem.cases.Ground.TOM;
import static tandem.desk.DeskGround.by;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tandem.base.AgentId;
import tandem.base.CaseId;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.base.OrderLineId;
import tandem.base.RemedyId;
import tandem.base.RemedyKindId;
import tandem.cases.Author;
import tandem.cases.Ground;
import tandem.cases.Remedies;
import tandem.cases.Remedy;
import tandem.cases.RemedyRequest;
import tandem.desk.DeskGround;

/**
 * The most that a customer gets of a kind in a period. One case may get 10.00 EUR or 9.00 CHF of
 * credit; there is no limit of its own for a customer.
 */
@ExtendWith(VertxExtension.class)
class CustomerCapTest {

  private static Vertx vertx;

  @AutoClose
  private final DeskGround desk = new DeskGround(vertx);

  private final CustomerId eva = desk.ground.customer("Eva");

  @BeforeAll
  static void use(Vertx given) {
    vertx = given;
  }

  private CaseId newCase(CustomerId customer) {
    return desk.ground.openCase(customer).id();
  }

  private Future<Remedy> giving(
      CaseId caseId,
      RemedyKindId kind,
      Optional<OrderLineId> line,
      long minor,
      String currency,
      AgentId agent) {
    return desk.giveRemedy.give(
        new RemedyRequest(
            UUID.randomUUID().toString(),
            caseId,
            kind,
            line,
            List.of(),
            Optional.of(new Money(minor, Currency.of(currency).orElseThrow())),
            "for the trouble",
            Optional.empty(),
            Optional.empty()),
        Author.of(agent));
  }

  /** What is not money, for an item or for the case. */
  private Future<Remedy> replacing(
      CaseId caseId, Optional<OrderLineId> line, Optional<RemedyId> repeats, AgentId agent) {
    return desk.giveRemedy.give(
        new RemedyRequest(
            UUID.randomUUID().toString(),
            caseId,
            REPLACEMENT,
            line,
            List.of(),
            Optional.empty(),
            "it never came",
            Optional.empty(),
            repeats),
        Author.of(agent));
  }

  private Remedy credit(CustomerId customer, long minor, String currency) {
    return giving(newCase(customer), CREDIT, Optional.empty(), minor, currency, TOM)
        .await();
  }

  private void refused(CustomerId customer, long minor, String currency, long left) {
    assertThatThrownBy(() -> credit(customer, minor, currency))
        .isInstanceOf(Failure.Conflict.class)
        .extracting(no -> ((Failure.Conflict) no).details().get("left_minor"))
        .isEqualTo(left);
  }

  private void settle(Remedy remedy, Remedy.State state) {
    desk.giveRemedy
        .settle(remedy.id(), state, "the bank says so", Optional.empty(), by("sam", true))
        .await();
  }

  @Test
  void many_cases_get_a_customer_no_more_than_one_and_the_refusal_names_what_was_given() {
    var first = credit(eva, 600, "EUR");

    assertThatThrownBy(() -> credit(eva, 401, "EUR"))
        .isInstanceOfSatisfying(Failure.Conflict.class, no -> {
          assertThat(no)
              .hasMessageContaining("at most 10.00 EUR of Credit in 30 days")
              .hasMessageContaining("4.00 is left")
              .hasMessageContaining(
                  "6.00 EUR of Credit was given by Tom (Shipping) at " + first.givenAt());
          assertThat(no.details())
              .extractingByKey("given", InstanceOfAssertFactories.list(Object.class))
              .hasSize(1);
        });
    assertThat(credit(eva, 400, "EUR").amountMinor()).contains(400L);
    refused(eva, 1, "EUR", 0);
    // others have limits of their own
    assertThat(credit(desk.ground.customer("Bob"), 1_000, "EUR").amountMinor()).contains(1_000L);
  }

  @Test
  void two_currencies_use_up_one_limit() {
    credit(eva, 500, "EUR");

    refused(eva, 451, "CHF", 450);
    credit(eva, 300, "CHF");
    // a third of the francs and half of the euros are gone
    refused(eva, 167, "EUR", 166);
    credit(eva, 166, "EUR");
  }

  @Test
  void the_limit_is_for_a_period() {
    var first = credit(eva, 1_000, "EUR");
    desk.ground.sql("UPDATE remedy SET stored_at = stored_at - interval '29 days 23 hours'");
    refused(eva, 1, "EUR", 0);

    desk.ground.sql("UPDATE remedy SET stored_at = stored_at - interval '2 hours' WHERE id = '%s'"
        .formatted(first.id()));

    assertThat(credit(eva, 1_000, "EUR").amountMinor()).contains(1_000L);
  }

  @Test
  void a_limit_for_customers_counts_all_orders_and_cases() {
    desk.ground.sql(
        "UPDATE remedy_kind SET customer_most = '{\"EUR\": 1500}', customer_days = 7 WHERE id = 'refund'");
    var first = Optional.of(desk.ground.orderLine(eva, 1, 1_000));
    var second = Optional.of(desk.ground.orderLine(eva, 1, 1_000));
    giving(newCase(eva), REFUND, first, 1_000, "EUR", TOM).await();

    assertThatThrownBy(
            () -> giving(newCase(eva), REFUND, second, 501, "EUR", TOM).await())
        .isInstanceOf(Failure.Conflict.class)
        .hasMessageContaining("at most 15.00 EUR of Refund in 7 days");
    giving(newCase(eva), REFUND, second, 500, "EUR", TOM).await();
    assertThatThrownBy(
            () -> giving(newCase(eva), REFUND, Optional.empty(), 1, "EUR", TOM).await())
        .isInstanceOf(Failure.Conflict.class);
  }

  @Test
  void without_a_limit_for_customers_what_is_paid_back_for_items_does_not_count() {
    for (int i = 0; i < 3; i++) {
      var line = Optional.of(desk.ground.orderLine(eva, 1, 1_000));
      giving(newCase(eva), REFUND, line, 1_000, "EUR", TOM).await();
    }

    assertThat(giving(newCase(eva), REFUND, Optional.empty(), 1_000, "EUR", TOM)
            .await()
            .amountMinor())
        .contains(1_000L);
  }

  @Test
  void money_that_went_out_counts_whatever_becomes_of_the_remedy() {
    settle(credit(eva, 1_000, "EUR"), Remedy.State.REVOKED);
    settle(credit(eva, 1_000, "EUR"), Remedy.State.FAILED);

    var paid = credit(eva, 600, "EUR");
    settle(paid, Remedy.State.DONE);
    settle(paid, Remedy.State.RETURNED);
    refused(eva, 401, "EUR", 400);

    var late = credit(eva, 400, "EUR");
    settle(late, Remedy.State.FAILED);
    assertThatThrownBy(() -> settle(late, Remedy.State.DONE)).isInstanceOf(Failure.Conflict.class);
    refused(eva, 1, "EUR", 0);
  }

  @Test
  void a_customer_gets_what_is_not_money_once_without_an_item_however_many_cases_there_are() {
    var first = replacing(newCase(eva), Optional.empty(), Optional.empty(), TOM).await();

    assertThatThrownBy(() ->
            replacing(newCase(eva), Optional.empty(), Optional.empty(), ANA).await())
        .isInstanceOfSatisfying(Failure.Conflict.class, no -> {
          assertThat(no).hasMessageContaining("given already: Replacement was given by Tom");
          assertThat(Remedies.holder(no)).contains(first.id());
        });
    assertThat(desk.ground.ask("SELECT remedy FROM remedy_prevented"))
        .containsExactly(first.id().toString());
    var ofBob = newCase(desk.ground.customer("Bob"));
    replacing(ofBob, Optional.empty(), Optional.empty(), TOM).await();
  }

  @Test
  void what_is_given_without_an_item_may_be_for_any_item_of_another_case() {
    var item = Optional.of(desk.ground.orderLine(eva, 1, 1_000));
    var other = Optional.of(desk.ground.orderLine(eva, 1, 1_000));
    replacing(newCase(eva), item, Optional.empty(), TOM).await();
    replacing(newCase(eva), other, Optional.empty(), TOM).await();
    var bob = desk.ground.customer("Bob");
    var his = Optional.of(desk.ground.orderLine(bob, 1, 1_000));
    replacing(newCase(bob), Optional.empty(), Optional.empty(), TOM).await();

    assertThatThrownBy(() ->
            replacing(newCase(eva), Optional.empty(), Optional.empty(), TOM).await())
        .isInstanceOf(Failure.Conflict.class);
    assertThatThrownBy(() -> replacing(newCase(bob), his, Optional.empty(), TOM).await())
        .isInstanceOf(Failure.Conflict.class);
  }

  @Test
  void a_remedy_on_another_case_may_be_repeated_by_permission_and_each_ends_by_itself() {
    var first = replacing(newCase(eva), Optional.empty(), Optional.empty(), TOM).await();
    var second =
        replacing(newCase(eva), Optional.empty(), Optional.of(first.id()), TOM).await();
    var third =
        replacing(newCase(eva), Optional.empty(), Optional.of(first.id()), TOM).await();
    assertThat(second.generation()).isEqualTo(2);
    // the same case holds a remedy of its own beside those of the others
    var again = replacing(third.caseId(), Optional.empty(), Optional.of(third.id()), TOM)
        .await();

    settle(again, Remedy.State.REVOKED);
    settle(second, Remedy.State.REVOKED);

    assertThat(desk.ground.ask("SELECT remedy FROM remedy_guard ORDER BY remedy"))
        .containsExactlyInAnyOrder(first.id().toString(), third.id().toString());
    assertThat(desk.ground.doctor("I5_one_live_remedy_per_unit")).isEmpty();
  }

  @Test
  void what_is_not_money_may_be_given_again_when_it_failed_or_its_period_is_over() {
    settle(
        replacing(newCase(eva), Optional.empty(), Optional.empty(), TOM).await(),
        Remedy.State.FAILED);
    replacing(newCase(eva), Optional.empty(), Optional.empty(), TOM).await();
    desk.ground.sql("UPDATE remedy SET stored_at = stored_at - interval '31 days'");

    assertThat(replacing(newCase(eva), Optional.empty(), Optional.empty(), TOM)
            .await()
            .state())
        .isEqualTo(Remedy.State.GIVEN);
  }

  @Test
  void of_two_agents_who_replace_on_two_cases_at_the_same_instant_one_wins() {
    for (int round = 0; round < 50; round++) {
      var customer = desk.ground.customer("Eva " + round);
      var first = newCase(customer);
      var second = newCase(customer);

      var tom = Ground.patiently(() -> replacing(first, Optional.empty(), Optional.empty(), TOM));
      var ana = Ground.patiently(() -> replacing(second, Optional.empty(), Optional.empty(), ANA));
      Future.join(tom, ana).otherwiseEmpty().await();

      assertThat(List.of(tom.succeeded(), ana.succeeded())).containsExactlyInAnyOrder(true, false);
    }
  }

  @Test
  void what_a_customer_got_counts_for_them_also_when_its_case_is_anothers_now() {
    var bob = desk.ground.customer("Bob");
    credit(eva, 1_000, "EUR");

    desk.ground.transaction(tx -> desk.ground.cases.moveAll(tx, eva, bob));

    refused(eva, 1, "EUR", 0);
    refused(bob, 1, "EUR", 0);
  }

  @Test
  void of_two_agents_with_two_cases_at_the_same_instant_one_wins() {
    for (int round = 0; round < 50; round++) {
      var customer = desk.ground.customer("Eva " + round);
      var first = newCase(customer);
      var second = newCase(customer);

      var tom = Ground.patiently(() -> giving(first, CREDIT, Optional.empty(), 600, "EUR", TOM));
      var ana = Ground.patiently(() -> giving(second, CREDIT, Optional.empty(), 600, "EUR", ANA));
      Future.join(tom, ana).otherwiseEmpty().await();

      assertThat(List.of(tom.succeeded(), ana.succeeded())).containsExactlyInAnyOrder(true, false);
    }
    assertThat(desk.ground.ask("SELECT count(*) FROM remedy")).containsExactly("50");
  }
}
