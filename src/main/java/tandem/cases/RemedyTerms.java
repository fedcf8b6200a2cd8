package tandem.cases;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.base.CustomerId;
import tandem.base.Failure;
import tandem.base.Money;

/**
 * What a remedy may be, given its kind, the case and the order line it is for. Pure: the rules of
 * units and amounts.
 *
 * @param unitMost the most that one unit may get, in the amount's currency: what it cost, or where
 *     there is no order line the kind's limit for a case; empty when no amount is asked for
 */
record RemedyTerms(
    CustomerId customer, String exclusionGroup, List<Integer> units, OptionalLong unitMost) {

  /**
   * What is given.
   *
   * @param limited whether it is money: there are limits to what a case may get by it without an
   *     order line
   * @param caseMost the limit in the amount's currency
   */
  record Kind(String name, String exclusionGroup, boolean limited, OptionalLong caseMost) {}

  /** The order line as the remedy sees it. */
  record Line(CustomerId customer, int quantity, long priceMinor, String currency) {}

  /** What has been paid out on some units. */
  record Paid(List<Integer> units, long amountMinor, String currency) {}

  static RemedyTerms of(
      RemedyRequest request, CustomerId customer, Kind kind, Optional<Line> line) {
    line.ifPresent(l -> Failure.require(
        l.customer().equals(customer), "order_line must be one of the case's customer"));
    Failure.require(
        line.isPresent() || request.amount().isPresent() || !kind.limited(),
        "amount_minor is missing: without an order_line " + kind.name()
            + " is given up to a limit for the case");
    var units = units(request, line.map(Line::quantity).orElse(1));
    var unitMost = request
        .amount()
        .map(amount -> line.map(l -> priceOf(l, amount)).orElseGet(() -> limitOf(kind, amount)));
    unitMost.ifPresent(most -> {
      long all = Math.multiplyExact(most, units.size());
      Failure.require(
          request.amount().orElseThrow().minor() <= all,
          "amount_minor must be at most " + all
              + (line.isPresent()
                  ? ", the price of the units"
                  : ", all that " + kind.name() + " may be without an order line"));
    });
    return new RemedyTerms(
        customer,
        kind.exclusionGroup(),
        units,
        unitMost.map(OptionalLong::of).orElseGet(OptionalLong::empty));
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

  private static long priceOf(Line line, Money amount) {
    Failure.require(
        amount.currency().code().equals(line.currency()),
        "currency must be " + line.currency() + ", as the order is in");
    return line.priceMinor();
  }

  private static long limitOf(Kind kind, Money amount) {
    return kind.caseMost()
        .orElseThrow(() -> new Failure.Invalid("amount_minor needs an order_line: without one "
            + kind.name() + " may be no amount in " + amount.currency().code()));
  }

  /**
   * Refuses to pay more on a unit than it may get. An amount is spread evenly over its units, odd
   * cents first.
   *
   * @param live everything that stands on the order line, or on the case, this remedy too
   */
  void checkPaid(List<Paid> live) {
    var currencies = live.stream().map(Paid::currency).distinct().sorted().toList();
    if (currencies.size() > 1) {
      throw new Failure.Conflict("what is paid on one thing is in one currency, not in "
          + String.join(" and ", currencies));
    }
    Map<Integer, Long> onUnit = new HashMap<>();
    for (var paid : live) {
      int count = paid.units().size();
      for (int i = 0; i < count; i++) {
        long share = paid.amountMinor() / count + (i < paid.amountMinor() % count ? 1 : 0);
        onUnit.merge(paid.units().get(i), share, Math::addExact);
      }
    }
    unitMost.ifPresent(most -> {
      for (int unit : units) {
        long sum = onUnit.getOrDefault(unit, 0L);
        if (sum > most) {
          throw new Failure.Conflict(
              "together with what was given before, unit " + unit + " would get " + sum
                  + ", and may get " + most,
              Map.of("unit", unit, "most_minor", most));
        }
      }
    });
  }
}
