package tandem.base;

/** The id of a kind of remedy, from the floor document. */
public record RemedyKindId(String value) implements Id<String>, Comparable<RemedyKindId> {

  public RemedyKindId {
    Id.word("remedy_kind", value);
  }

  @Override
  public int compareTo(RemedyKindId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
