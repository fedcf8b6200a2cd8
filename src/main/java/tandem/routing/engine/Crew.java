package tandem.routing.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.SkillId;

/**
 * The agents of one skill profile. Those who can be offered something now stand in one order per
 * channel, longest idle first.
 */
final class Crew {

  final List<Line> lines = new ArrayList<>();
  private final Map<SkillId, Integer> skills;
  private final Map<Channel, NavigableSet<Place<AgentId>>> free = new EnumMap<>(Channel.class);

  Crew(Map<SkillId, Integer> skills) {
    this.skills = skills;
    for (var channel : Channel.values()) {
      free.put(channel, new TreeSet<>());
    }
  }

  NavigableSet<Place<AgentId>> free(Channel channel) {
    return java.util.Objects.requireNonNull(free.get(channel));
  }

  boolean serves(Map<SkillId, Integer> required) {
    return required.entrySet().stream()
        .allMatch(need -> skills.getOrDefault(need.getKey(), 0) >= need.getValue());
  }

  int proficiencyIn(Set<SkillId> required) {
    return required.stream().mapToInt(skill -> skills.getOrDefault(skill, 0)).sum();
  }
}
