package tandem.customers;

import java.util.List;

/** Who is behind a contact point. */
public sealed interface Match {

  /** Nobody we know of. */
  record None() implements Match {}

  record One(Customer customer) implements Match {}

  /** Several share it: candidates to choose from, never a guess. */
  record Several(List<Customer> candidates) implements Match {
    public Several {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * A stranger made for this contact point yields to a customer somebody has said it belongs to;
   * among equals nobody is picked.
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
