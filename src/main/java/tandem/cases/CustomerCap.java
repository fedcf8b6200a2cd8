package tandem.cases;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.base.Currency;
import tandem.base.Failure;
import tandem.base.Money;
import tandem.document.Json;

/**
 * The most that a customer may get of a kind of remedy within a number of days, on all cases and
 * orders together. Amounts in several currencies use up one limit: half of what is allowed in euros
 * leaves half of what is allowed in francs. It does no I/O.
 *
 * @param most by currency; empty if there is no limit; in a currency that is not named, nothing
 * @param onlyWithoutItem whether amounts for items of orders do not count
 */
record CustomerCap(Map<String, Integer> most, int days, boolean onlyWithoutItem) {

  /** Digits enough for parts of a limit; what is rounded off is at most a cent. */
  private static final int PART_DIGITS = 20;

  CustomerCap {
    most = Map.copyOf(most);
  }

  static CustomerCap of(
      Map<String, Integer> caseMost, Map<String, Integer> customerMost, int days) {
    return customerMost.isEmpty()
        ? new CustomerCap(caseMost, days, true)
        : new CustomerCap(customerMost, days, false);
  }

  /** Whether a remedy with this amount is limited. */
  boolean covers(Optional<Money> amount, boolean forItem) {
    return amount.isPresent() && !most.isEmpty() && !(onlyWithoutItem && forItem);
  }

  /**
   * The amount that the customer can still get in this currency.
   *
   * @param got what they got already, by currency
   */
  long left(String currency, Map<String, Long> got) {
    long limit = most.getOrDefault(currency, 0);
    long same = got.getOrDefault(currency, 0L);
    var others = got.entrySet().stream()
        .filter(other -> !other.getKey().equals(currency))
        .map(other -> part(other.getKey(), other.getValue()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
    long taken = others
        .multiply(BigDecimal.valueOf(limit))
        .setScale(0, RoundingMode.CEILING)
        .min(BigDecimal.valueOf(limit))
        .longValueExact();
    return Math.max(0, limit - same - taken);
  }

  /** The part of the limit that an amount uses up; all of it in a currency without a limit now. */
  private BigDecimal part(String currency, long amount) {
    var limit = Optional.ofNullable(most.get(currency));
    return limit
        .map(of -> BigDecimal.valueOf(amount)
            .divide(BigDecimal.valueOf(of), PART_DIGITS, RoundingMode.CEILING))
        .orElse(BigDecimal.ONE);
  }

  /**
   * The refusal of an amount above the limit; it names what the customer got.
   *
   * @param given the newest remedies that count
   */
  Failure.Conflict refusal(String kindName, Currency currency, long left, List<Remedy> given) {
    return new Failure.Conflict(
        "a customer gets at most %s %s of %s in %d days, all cases together; %s is left. %s"
            .formatted(
                currency.written(most.getOrDefault(currency.code(), 0)),
                currency,
                kindName,
                days,
                currency.written(left),
                given.stream().map(CustomerCap::told).collect(Collectors.joining("; "))),
        Map.of(
            "left_minor",
            left,
            "currency",
            currency.code(),
            "customer_days",
            days,
            "given",
            given.stream().map(one -> Json.MAPPER.convertValue(one, Map.class)).toList()));
  }

  private static String told(Remedy remedy) {
    var amount = remedy
        .currency()
        .flatMap(Currency::of)
        .map(
            currency -> currency.written(remedy.amountMinor().orElse(0L)) + " " + currency + " of ")
        .orElse("");
    return amount + RemedyEnding.told(remedy);
  }
}
