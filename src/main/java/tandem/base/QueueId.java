package tandem.base;

/** The id of a queue, in which contacts of one kind wait. */
public record QueueId(String value) implements Id<String>, Comparable<QueueId> {

  public QueueId {
    Id.word("queue", value);
  }

  @Override
  public int compareTo(QueueId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
