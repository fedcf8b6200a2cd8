package tandem.base;

import java.util.UUID;

/** One call, chat, email turn or callback: the thing that is routed. */
public record ContactId(UUID value) implements Id<UUID>, Comparable<ContactId> {

  /** Reads an id as it stands on the wire; {@link Failure.Invalid} when it is no UUID. */
  public static ContactId parse(String text) {
    return new ContactId(Id.uuid("contact", text));
  }

  @Override
  public int compareTo(ContactId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
