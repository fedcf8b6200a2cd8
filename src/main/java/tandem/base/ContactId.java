package tandem.base;

import java.util.UUID;

/** The id of a contact: one call, chat, email turn or callback. */
public record ContactId(UUID value) implements Id<UUID>, Comparable<ContactId> {

  /** Reads an id from its text; {@link Failure.Invalid} when it is not a UUID. */
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
