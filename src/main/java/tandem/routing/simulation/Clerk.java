package tandem.routing.simulation;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.SkillId;
import tandem.routing.engine.Presence;

/** An agent as the witness knows them. */
final class Clerk {

  final AgentId id;
  Map<SkillId, Integer> skills = Map.of();
  boolean active;
  Presence presence = new Presence.Offline();
  Optional<Presence> next = Optional.empty();

  @Nullable
  Instant lostUntil;

  Instant restingSince;
  final TreeSet<ContactId> offered = new TreeSet<>();
  final TreeSet<ContactId> holds = new TreeSet<>();

  Clerk(AgentId id, Instant at) {
    this.id = id;
    this.restingSince = at;
  }

  boolean isHere() {
    return presence instanceof Presence.Ready && next.isEmpty() && lostUntil == null;
  }

  boolean knows(Map<SkillId, Integer> needs) {
    for (var need : needs.entrySet()) {
      var level = skills.get(need.getKey());
      if (level == null || level < need.getValue()) {
        return false;
      }
    }
    return true;
  }

  int levelIn(Map<SkillId, Integer> needs) {
    int sum = 0;
    for (var skill : needs.keySet()) {
      sum += skills.getOrDefault(skill, 0);
    }
    return sum;
  }
}
