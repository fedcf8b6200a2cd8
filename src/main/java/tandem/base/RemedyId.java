package tandem.base;

import java.util.UUID;

/** The id of a remedy, which is given to solve a problem. */
public record RemedyId(UUID value) implements Id<UUID>, Comparable<RemedyId> {

  /** Reads an id from its text; {@link Failure.Invalid} when it is not a UUID. */
  public static RemedyId parse(String text) {
    return new RemedyId(Id.uuid("remedy", text));
  }

  @Override
  public int compareTo(RemedyId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
