package tandem.base;

/** A group of customers that is served on its own terms. */
public record SegmentId(String value) implements Id<String>, Comparable<SegmentId> {

  public SegmentId {
    Id.word("segment", value);
  }

  @Override
  public int compareTo(SegmentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
