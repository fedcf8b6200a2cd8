package tandem.cases;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import tandem.base.Currency;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.base.OrderLineId;
import tandem.base.OrderState;

/**
 * The rules of policy, units and amounts for one remedy, from its kind, the case, its item and the
 * amounts given already. It does no I/O.
 *
 * @param line the item; empty for the case as a whole
 * @param amount the paid amount; a kind that is money always has one
 * @param unitMost the most that one unit may get, in the amount's currency: its price, or without
 *     an item the kind's limit for a case; empty when nothing is paid
 * @param standing the live amounts on the item's order, or on the case without an item
 */
record RemedyTerms(
    CustomerId customer,
    Kind kind,
    List<Integer> units,
    Optional<Line> line,
    Optional<Money> amount,
    OptionalLong unitMost,
    List<Paid> standing) {

  /**
   * A kind of remedy, and the policy for it.
   *
   * @param money whether it always has an amount: the policy limits how much a case may get
   * @param caseMost that limit, in the request's currency
   * @param withoutItem whether a case may get it without an item of an order
   * @param orderStates the states of an order in which its items may get it
   * @param customerCap the most that a customer may get, on all cases together
   */
  record Kind(
      String name,
      String exclusionGroup,
      boolean money,
      OptionalLong caseMost,
      boolean withoutItem,
      Set<OrderState> orderStates,
      CustomerCap customerCap) {}

  /**
   * The order line, as far as the rules need it.
   *
   * @param paidMinor what was paid for the whole line
   * @param orderPaidMinor what was paid for the whole order
   * @param gone whether the order no longer has it
   */
  record Line(
      OrderLineId id,
      CustomerId customer,
      String article,
      String title,
      int quantity,
      long priceMinor,
      String currency,
      long paidMinor,
      boolean gone,
      String orderNumber,
      OrderState orderState,
      long orderPaidMinor) {}

  /** An amount given already, on some units of a line or on the case. */
  record Paid(Optional<OrderLineId> line, List<Integer> units, long amountMinor, String currency) {}

  static RemedyTerms of(
      RemedyRequest request,
      CustomerId customer,
      Kind kind,
      Optional<Line> line,
      List<Paid> standing) {
    line.ifPresentOrElse(
        item -> Failure.require(
            item.customer().equals(customer), "order_line must belong to the case's customer"),
        () -> checkWithoutItem(request, kind));
    var units = units(request, line.map(Line::quantity).orElse(1));
    var currency = request
        .amount()
        .map(Money::currency)
        .or(() -> line.filter(_ -> kind.money()).flatMap(item -> Currency.of(item.currency())));
    var unitMost = currency.map(
        code -> line.map(item -> priceOf(item, code)).orElseGet(() -> limitOf(kind, code)));
    request.amount().ifPresent(amount -> {
      long all = Math.multiplyExact(unitMost.orElseThrow(), units.size());
      Failure.require(
          amount.minor() <= all,
          "amount_minor must be at most " + all
              + (line.isPresent()
                  ? ", the price of the units"
                  : ", the limit of " + kind.name() + " without an order line"));
    });
    var terms = new RemedyTerms(
        customer,
        kind,
        units,
        line,
        request.amount(),
        unitMost.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        List.copyOf(standing));
    return request.amount().isPresent()
        ? terms
        : terms.paying(currency.map(code -> new Money(terms.left(), code)));
  }

  /** Whether the order still has the item, and is in a state in which it may get this remedy. */
  private void checkItem(Line item) {
    if (item.gone()) {
      throw new Failure.Conflict("order_line is no longer in order " + item.orderNumber());
    }
    if (!kind.orderStates().contains(item.orderState())) {
      throw new Failure.Conflict(
          kind.name() + " may be given for an order that is "
              + String.join(
                  " or ",
                  kind.orderStates().stream().sorted().map(OrderState::word).toList())
              + "; order " + item.orderNumber() + " is " + item.orderState().word(),
          Map.of("order_state", item.orderState().word()));
    }
  }

  private static void checkWithoutItem(RemedyRequest request, Kind kind) {
    Failure.require(
        kind.withoutItem() || kind.money(),
        "order_line is missing: " + kind.name() + " may be given for an item of an order only");
    Failure.require(
        request.amount().isPresent() || !kind.money(),
        "amount_minor is missing: without an order_line " + kind.name()
            + " is given up to a limit for the case");
  }

  private static List<Integer> units(RemedyRequest request, int quantity) {
    Failure.require(
        quantity == 1 || !request.units().isEmpty(),
        "units must say which of the " + quantity + " pieces it is for");
    var units = request.units().isEmpty() ? List.of(1) : request.units();
    Failure.require(
        units.getLast() <= quantity, "units must be within 1-" + quantity + " of the order line");
    return units;
  }

  private static long priceOf(Line line, Currency currency) {
    Failure.require(
        currency.code().equals(line.currency()),
        "currency must be " + line.currency() + ", as the order is in");
    return line.priceMinor();
  }

  private static long limitOf(Kind kind, Currency currency) {
    return kind.caseMost()
        .orElseThrow(() -> new Failure.Invalid("amount_minor needs an order_line: without one "
            + "no amount of " + kind.name() + " may be given in " + currency.code()));
  }

  private RemedyTerms paying(Optional<Money> amount) {
    return new RemedyTerms(customer, kind, units, line, amount, unitMost, standing);
  }

  String exclusionGroup() {
    return kind.exclusionGroup();
  }

  /**
   * Refuses a remedy that the order's state or the amounts do not allow. Call it after the units
   * are held, because a refusal that names their holder says more.
   */
  void check() {
    line.ifPresent(this::checkItem);
    amount.ifPresent(this::checkPaid);
  }

  /** Returns the amount that the units can still get, equal for each of them. */
  private long left() {
    var got = got(standing);
    long each = units.stream()
        .mapToLong(unit -> unitMost.orElse(0) - got.getOrDefault(unit, 0L))
        .min()
        .orElse(0);
    long left = each * units.size();
    if (line.isPresent()) {
      left = Math.min(left, line.get().paidMinor() - sum(onLine(standing)));
      left = Math.min(left, line.get().orderPaidMinor() - sum(standing));
    }
    return Math.max(0, left);
  }

  /** Refuses to pay more on a unit, a line or an order than it may get. */
  private void checkPaid(Money money) {
    line.ifPresent(RemedyTerms::checkWasPaid);
    if (money.minor() == 0) {
      throw new Failure.Conflict("no amount is left for these units");
    }
    var all = new ArrayList<>(standing);
    all.add(new Paid(line.map(Line::id), units, money.minor(), money.currency().code()));
    var currencies = all.stream().map(Paid::currency).distinct().sorted().toList();
    if (currencies.size() > 1) {
      throw new Failure.Conflict("all amounts on one thing must be in one currency, not in "
          + String.join(" and ", currencies));
    }
    var got = got(all);
    for (int unit : units) {
      check("unit " + unit, got.getOrDefault(unit, 0L), unitMost.orElse(0), Map.of("unit", unit));
    }
    line.ifPresent(item -> {
      check("the order line", sum(onLine(all)), item.paidMinor(), Map.of());
      check("order " + item.orderNumber(), sum(all), item.orderPaidMinor(), Map.of());
    });
  }

  private static void checkWasPaid(Line item) {
    if (item.paidMinor() == 0 || item.orderPaidMinor() == 0) {
      throw new Failure.Conflict(
          "nothing was paid for "
              + (item.paidMinor() == 0 ? "the order line" : "order " + item.orderNumber()),
          Map.of("most_minor", 0L));
    }
  }

  private static void check(String what, long sum, long most, Map<String, Object> details) {
    if (sum > most) {
      var all = new TreeMap<>(details);
      all.put("most_minor", most);
      throw new Failure.Conflict(
          "together with what was given before, " + what + " would get " + sum + ", and may get "
              + most,
          all);
    }
  }

  private List<Paid> onLine(List<Paid> all) {
    return all.stream().filter(paid -> paid.line().equals(line.map(Line::id))).toList();
  }

  private static long sum(List<Paid> all) {
    return all.stream().mapToLong(Paid::amountMinor).reduce(0, Math::addExact);
  }

  /** Amounts by unit of this line: each is spread evenly over its units, odd cents first. */
  private Map<Integer, Long> got(List<Paid> all) {
    Map<Integer, Long> onUnit = new HashMap<>();
    for (var paid : onLine(all)) {
      int count = paid.units().size();
      for (int i = 0; i < count; i++) {
        long share = paid.amountMinor() / count + (i < paid.amountMinor() % count ? 1 : 0);
        onUnit.merge(paid.units().get(i), share, Math::addExact);
      }
    }
    return onUnit;
  }
}
