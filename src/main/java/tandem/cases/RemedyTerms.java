package tandem.cases;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.base.CustomerId;
import tandem.base.Failure;

/**
 * What a remedy may be, given the case and the order line it is for. Pure: the rules of units and
 * amounts.
 */
record RemedyTerms(
    CustomerId customer, String exclusionGroup, Optional<Line> line, List<Integer> units) {

  /** The order line as the remedy sees it. */
  record Line(CustomerId customer, int quantity, long priceMinor, String currency) {}

  /** What has been paid out on some units. */
  record Paid(List<Integer> units, long amountMinor) {}

  static RemedyTerms of(
      RemedyRequest request, CustomerId customer, String exclusionGroup, Optional<Line> line) {
    line.ifPresent(l -> Failure.require(
        l.customer().equals(customer), "order_line must be one of the case's customer"));
    int quantity = line.map(Line::quantity).orElse(1);
    Failure.require(
        quantity == 1 || !request.units().isEmpty(),
        "units must say which of the " + quantity + " pieces it is for");
    var units = request.units().isEmpty() ? List.of(1) : request.units();
    Failure.require(
        units.getLast() <= quantity, "units must be within 1-" + quantity + " of the order line");
    var terms = new RemedyTerms(customer, exclusionGroup, line, units);
    line.ifPresent(l -> request.amount().ifPresent(amount -> {
      Failure.require(
          amount.currency().getCurrencyCode().equals(l.currency()),
          "currency must be " + l.currency() + ", as the order is in");
      Failure.require(
          amount.minor() <= Math.multiplyExact(l.priceMinor(), units.size()),
          "amount_minor must be at most the price of the units, "
              + Math.multiplyExact(l.priceMinor(), units.size()));
    }));
    return terms;
  }

  /**
   * Refuses to pay more on a unit than it cost. An amount is spread evenly over its units, odd
   * cents first.
   */
  void checkPaid(List<Paid> live) {
    if (line.isEmpty()) {
      return;
    }
    Map<Integer, Long> onUnit = new HashMap<>();
    for (var paid : live) {
      int count = paid.units().size();
      for (int i = 0; i < count; i++) {
        long share = paid.amountMinor() / count + (i < paid.amountMinor() % count ? 1 : 0);
        onUnit.merge(paid.units().get(i), share, Math::addExact);
      }
    }
    for (int unit : units) {
      if (onUnit.getOrDefault(unit, 0L) > line.get().priceMinor()) {
        throw new Failure.Conflict(
            "together with what was given before, unit " + unit + " would get " + onUnit.get(unit)
                + ", and it cost " + line.get().priceMinor(),
            Map.of("unit", unit, "price_minor", line.get().priceMinor()));
      }
    }
  }
}
