package tandem.customers;

import java.util.List;
import java.util.Optional;
import tandem.base.CustomerId;

/**
 * Who is behind a contact.
 *
 * @param candidates customers who share its contact point: one of them it may be
 * @param from where it came from
 * @param stranger as whom the contact came, where the customer is known only since
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
}
