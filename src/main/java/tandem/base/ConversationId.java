package tandem.base;

import java.util.UUID;

/** The id of a conversation: what one customer and the firm say to each other on one channel. */
public record ConversationId(UUID value) implements Id<UUID>, Comparable<ConversationId> {

  /** Reads an id from its text; {@link Failure.Invalid} when it is not a UUID. */
  public static ConversationId parse(String text) {
    return new ConversationId(Id.uuid("conversation", text));
  }

  @Override
  public int compareTo(ConversationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
