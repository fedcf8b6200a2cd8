package tandem.base;

/** The id of a department, to which agents belong: shipping, service, returns. */
public record DepartmentId(String value) implements Id<String>, Comparable<DepartmentId> {

  public DepartmentId {
    Id.word("department", value);
  }

  @Override
  public int compareTo(DepartmentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
