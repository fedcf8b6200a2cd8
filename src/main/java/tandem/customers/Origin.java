package tandem.customers;

import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;

/**
 * The customer behind a contact.
 *
 * @param candidates customers who shared its contact point when it came; the caller may be one of
 *     them
 * @param from the contact point of the contact
 * @param stranger the provisional customer with whom the contact came, if its customer was
 *     identified later
 * @param first whether the contact was unknown until now
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

  /** Makes the origin of a contact that was unknown until now. */
  static Origin first(Customer customer, List<CustomerId> candidates, CameFrom from) {
    return new Origin(customer, candidates, from, Optional.empty(), true);
  }
}
