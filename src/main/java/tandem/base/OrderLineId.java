package tandem.base;

import java.util.UUID;

/** The id of an order line: one article of an order, in a quantity. */
public record OrderLineId(UUID value) implements Id<UUID>, Comparable<OrderLineId> {

  /** Reads an id from its text; {@link Failure.Invalid} when it is not a UUID. */
  public static OrderLineId parse(String text) {
    return new OrderLineId(Id.uuid("order_line", text));
  }

  @Override
  public int compareTo(OrderLineId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
