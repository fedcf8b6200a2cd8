package tandem.base;

import java.util.UUID;

/** One problem of one customer. */
public record CaseId(UUID value) implements Id<UUID>, Comparable<CaseId> {

  /** Reads an id as it stands on the wire; {@link Failure.Invalid} when it is no UUID. */
  public static CaseId parse(String text) {
    return new CaseId(Id.uuid("case", text));
  }

  @Override
  public int compareTo(CaseId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
