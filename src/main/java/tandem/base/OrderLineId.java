package tandem.base;

import java.util.UUID;

/** One article of an order, in a quantity. */
public record OrderLineId(UUID value) implements Id<UUID>, Comparable<OrderLineId> {

  /** Reads an id as it stands on the wire; {@link Failure.Invalid} when it is no UUID. */
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
