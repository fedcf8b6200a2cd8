package tandem.base;

/** The id of an agent, a person who takes contacts. */
public record AgentId(String value) implements Id<String>, Comparable<AgentId> {

  public AgentId {
    Id.word("agent", value);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
