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
 * The agents who have the same skills and take the same channels. For each channel, those who can
 * be offered a contact now are kept in one order, longest idle first.
 */
final class Crew {

  /** The skills and channels of an agent, which decide the lines that they may serve. */
  record Profile(Map<SkillId, Integer> skills, Set<Channel> channels) {}

  final List<Line> lines = new ArrayList<>();
  private final Profile profile;
  private final Map<Channel, NavigableSet<Place<AgentId>>> free = new EnumMap<>(Channel.class);

  Crew(Profile profile) {
    this.profile = profile;
    for (var channel : Channel.values()) {
      free.put(channel, new TreeSet<>());
    }
  }

  Profile profile() {
    return profile;
  }

  NavigableSet<Place<AgentId>> free(Channel channel) {
    return java.util.Objects.requireNonNull(free.get(channel));
  }

  boolean serves(FloorPlan.Queue queue) {
    return profile.channels().contains(queue.channel())
        && queue.skills().entrySet().stream()
            .allMatch(need -> profile.skills().getOrDefault(need.getKey(), 0) >= need.getValue());
  }

  int proficiencyIn(Set<SkillId> required) {
    return required.stream()
        .mapToInt(skill -> profile.skills().getOrDefault(skill, 0))
        .sum();
  }
}
