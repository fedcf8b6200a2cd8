package tandem.customers;

import java.util.List;

/** The result of a search by contact point. */
public sealed interface Match {

  /** No known customer has it. */
  record None() implements Match {}

  record One(Customer customer) implements Match {}

  /** Several customers share it: the agent chooses among them. */
  record Several(List<Customer> candidates) implements Match {
    public Several {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * Chooses among the holders: a named customer goes before a stranger; among several equal ones
   * none is chosen.
   */
  static Match of(List<Customer> holders) {
    var known = holders.stream().filter(customer -> !customer.provisional()).toList();
    var entitled = known.isEmpty() ? holders : known;
    return switch (entitled.size()) {
      case 0 -> new None();
      case 1 -> new One(entitled.getFirst());
      default -> new Several(entitled);
    };
  }
}
