package tandem.customers;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A customer with what tells them apart from others of the same name or number.
 *
 * @param contactPoints at most {@link #POINTS_MAX} of them
 */
public record Acquaintance(
    @JsonUnwrapped Customer customer,
    List<ContactPoint> contactPoints,
    Optional<LastOrder> lastOrder) {

  public static final int POINTS_MAX = 4;

  public Acquaintance {
    contactPoints = List.copyOf(contactPoints);
  }

  /** The newest order of a customer. */
  public record LastOrder(String number, String state, Instant placedAt) {}
}
