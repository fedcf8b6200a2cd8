package tandem.customers;

import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;

/**
 * The customer behind a contact.
 *
 * @param candidates customers who share its contact point; the caller may be one of them
 * @param from where it came from
 * @param stranger the stranger as whom the contact came, if its customer was identified later
 * @param first whether this is the first that was heard of the contact
 */
public record Origin(
    Customer customer,
    List<CustomerId> candidates,
    CameFrom from,
    Optional<CustomerId> stranger,
    boolean first) {
  public Origin {
    candidates = List.copyOf(candidates);
  }

  /** Of a contact that nobody had heard of before. */
  static Origin first(Customer customer, List<CustomerId> candidates, CameFrom from) {
    return new Origin(customer, candidates, from, Optional.empty(), true);
  }
}
