package tandem.base;

/** The id of a reason why an agent is not ready: lunch, training, a missed offer. */
public record ReasonId(String value) implements Id<String>, Comparable<ReasonId> {

  public ReasonId {
    Id.word("reason", value);
  }

  @Override
  public int compareTo(ReasonId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
