package tandem.base;

/** The id of a skill, which a contact needs and an agent has. */
public record SkillId(String value) implements Id<String>, Comparable<SkillId> {

  public SkillId {
    Id.word("skill", value);
  }

  @Override
  public int compareTo(SkillId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
