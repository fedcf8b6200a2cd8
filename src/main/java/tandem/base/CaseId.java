package tandem.base;

import java.util.UUID;

/** The id of a case, one problem of one customer. */
public record CaseId(UUID value) implements Id<UUID>, Comparable<CaseId> {

  /** Reads an id from its text; {@link Failure.Invalid} when it is not a UUID. */
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
