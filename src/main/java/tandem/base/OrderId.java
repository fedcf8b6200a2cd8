package tandem.base;

import java.util.UUID;

/** The id of an order of a customer. */
public record OrderId(UUID value) implements Id<UUID>, Comparable<OrderId> {

  /** Reads an id from its text; {@link Failure.Invalid} when it is not a UUID. */
  public static OrderId parse(String text) {
    return new OrderId(Id.uuid("order", text));
  }

  @Override
  public int compareTo(OrderId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
