package tandem.routing.simulation;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tandem.base.AgentId;
import tandem.base.Channel;
import tandem.base.ContactId;
import tandem.routing.engine.Presence;

/** An agent as the witness knows them. */
final class Clerk {

  final AgentId id;
  Presence presence = new Presence.Offline();
  Optional<Presence> next = Optional.empty();

  @Nullable
  Instant lostUntil;

  Instant restingSince;
  final TreeSet<ContactId> offered = new TreeSet<>();
  final TreeSet<ContactId> holds = new TreeSet<>();

  /**
   * How many contacts of a channel the agent had when the terms changed, or when a carrier joined
   * them with a customer late. The agent may keep these beyond their slots, but get no more.
   */
  final Map<Channel, Long> had = new EnumMap<>(Channel.class);

  Clerk(AgentId id, Instant at) {
    this.id = id;
    this.restingSince = at;
  }

  boolean isHere() {
    return presence instanceof Presence.Ready && next.isEmpty() && lostUntil == null;
  }
}
