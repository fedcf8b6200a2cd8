package tandem.routing.simulation;

import java.util.Arrays;
import java.util.stream.Stream;
import tandem.base.Channel;
import tandem.base.ContactId;

/**
 * How many contacts an agent may have, and which of them block others. Offered, held and written-up
 * contacts count like those that are talked to.
 */
final class SlotRules {

  private final SeenFloor seen;

  SlotRules(SeenFloor seen) {
    this.seen = seen;
  }

  /** After a new plan agents keep the contacts that they have, even beyond their slots. */
  void planned() {
    for (var clerk : seen.clerks.values()) {
      for (var channel : Channel.values()) {
        keepsWhatItHas(clerk, channel);
      }
    }
  }

  /** The agent may keep as many contacts of the channel as they have now. */
  void keepsWhatItHas(Clerk clerk, Channel channel) {
    clerk.had.put(channel, held(clerk, channel));
  }

  void settled() {
    seen.clerks.values().forEach(this::settled);
  }

  private void settled(Clerk clerk) {
    for (var channel : Channel.values()) {
      long taken = taken(clerk, channel);
      long had = Math.min(clerk.had.getOrDefault(channel, 0L), taken);
      clerk.had.put(channel, had);
      seen.promise(
          taken <= Math.max(had, seen.terms.slots(clerk.id, channel)),
          "%s has too many contacts: %s of %s",
          clerk.id,
          taken,
          channel);
    }
    for (var offered : clerk.offered) {
      for (var held : clerk.holds) {
        seen.promise(
            !seen.terms.blocks(seen.visit(held).channel, seen.visit(offered).channel),
            "%s is offered %s, which %s blocks",
            clerk.id,
            offered,
            held);
      }
    }
  }

  /** Whether the agent's other contacts, or a new plan, leave no room for this one. */
  boolean isBlocked(Clerk clerk, ContactId contact) {
    var offered = seen.visits.get(contact);
    return offered != null
        && (taken(clerk, offered.channel) >= seen.terms.slots(clerk.id, offered.channel)
            || clerk.holds.stream()
                .map(seen::visit)
                .anyMatch(held -> seen.terms.blocks(held.channel, offered.channel)));
  }

  boolean hasRoom(Clerk clerk, Channel channel) {
    return taken(clerk, channel) < seen.terms.slots(clerk.id, channel)
        && has(clerk).noneMatch(visit -> seen.terms.blocks(visit.channel, channel));
  }

  boolean hasRoomForAnything(Clerk clerk) {
    return Arrays.stream(Channel.values()).anyMatch(channel -> hasRoom(clerk, channel));
  }

  private long taken(Clerk clerk, Channel channel) {
    return has(clerk).filter(visit -> visit.channel == channel).count();
  }

  private long held(Clerk clerk, Channel channel) {
    return clerk.holds.stream()
        .filter(held -> seen.visit(held).channel == channel)
        .count();
  }

  private Stream<Visit> has(Clerk clerk) {
    return Stream.concat(clerk.holds.stream(), clerk.offered.stream()).map(seen::visit);
  }
}
