package tandem.customers;

import java.util.List;
import tandem.base.CustomerId;

/**
 * Who is behind a contact.
 *
 * @param candidates customers who share its contact point: one of them it may be
 * @param from where it came from
 * @param first whether this is the first that was heard of the contact
 */
public record Origin(Customer customer, List<CustomerId> candidates, CameFrom from, boolean first) {
  public Origin {
    candidates = List.copyOf(candidates);
  }
}
