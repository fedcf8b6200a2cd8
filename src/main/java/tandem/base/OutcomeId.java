package tandem.base;

/** The id of an outcome, one way in which a contact can end, from the floor document. */
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
