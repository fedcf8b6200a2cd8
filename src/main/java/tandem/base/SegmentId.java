package tandem.base;

/** The id of a segment, a group of customers with a priority of its own. */
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
