package tandem.base;

import java.util.UUID;

/** Something a customer bought. */
public record OrderId(UUID value) implements Id<UUID>, Comparable<OrderId> {

  /** Reads an id as it stands on the wire; {@link Failure.Invalid} when it is no UUID. */
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
