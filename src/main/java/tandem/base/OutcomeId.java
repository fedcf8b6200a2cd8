package tandem.base;

/** How a contact can end, as the floor document names it. */
public record OutcomeId(String value) implements Id<String>, Comparable<OutcomeId> {

  public OutcomeId {
    Id.word("outcome", value);
  }

  @Override
  public int compareTo(OutcomeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
