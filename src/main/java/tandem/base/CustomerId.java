package tandem.base;

import java.util.UUID;

/** The id of a customer, a person or firm that contacts us. */
public record CustomerId(UUID value) implements Id<UUID>, Comparable<CustomerId> {

  /** Reads an id from its text; {@link Failure.Invalid} when it is not a UUID. */
  public static CustomerId parse(String text) {
    return new CustomerId(Id.uuid("customer", text));
  }

  @Override
  public int compareTo(CustomerId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
