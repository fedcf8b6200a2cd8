package tandem.base;

/** An amount in the smallest unit of its currency. */
public record Money(long minor, Currency currency) {

  public Money plus(Money other) {
    Failure.require(
        currency.equals(other.currency),
        "amounts in " + currency + " and " + other.currency + " cannot be added");
    return new Money(Math.addExact(minor, other.minor), currency);
  }
}
