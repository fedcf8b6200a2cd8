package tandem.routing.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.OfferId;
import tandem.base.ReasonId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Presence;

/** Which contact is offered to which agent, and how an offer ends. */
final class OfferRules {

  private final SeenFloor seen;
  private final SlotRules slots;
  private final MoveRules moves;
  private final EndRules ends;

  /** Agents who missed an offer and must become not ready. */
  private final Set<AgentId> missed = new HashSet<>();

  /** Offers that were taken from agents, who must be away or have no room. */
  private final Map<ContactId, AgentId> takenFrom = new HashMap<>();

  /** Contacts whose offer was withdrawn because a carrier has joined them: they must be. */
  private final Set<ContactId> joined = new HashSet<>();

  private int blended;
  private int returned;

  OfferRules(SeenFloor seen, SlotRules slots, MoveRules moves, EndRules ends) {
    this.seen = seen;
    this.slots = slots;
    this.moves = moves;
    this.ends = ends;
  }

  /** How many contacts were taken by the agent whom they preferred. */
  int returned() {
    return returned;
  }

  /** How many contacts were taken by agents who had one of another channel. */
  int blended() {
    return blended;
  }

  void offered(Fact.Offered f) {
    var visit = seen.visit(f.offer().contact());
    var clerk = seen.clerk(f.agent());
    var queue = seen.terms.queue(visit.queue);
    seen.promise(visit.stage == Visit.Stage.WAITS, "%s is offered twice", f.offer());
    seen.promise(f.offer().attempt() == visit.attempts + 1, "%s is out of count", f.offer());
    seen.promise(
        f.expiresAt().equals(f.at().plus(queue.offerTimeout())),
        "%s is open for the wrong time",
        f.offer());
    seen.promise(clerk.isHere(), "%s is offered to %s, who is away", f.offer(), f.agent());
    seen.promise(
        mayServe(clerk, visit), "%s is offered to %s, who is not able", f.offer(), f.agent());
    seen.promise(
        slots.hasRoom(clerk, visit.channel), "%s is offered to full %s", f.offer(), f.agent());
    seen.promise(
        !isPaused(clerk, visit, f.at()), "%s is offered again to %s", f.offer(), f.agent());
    seen.waiting()
        .filter(other -> other.isBefore(visit) && mayTake(clerk, other, f.at()))
        .forEach(other -> seen.promise(false, "%s overtakes %s", visit.id, other.id));
    explained(f, visit, clerk, queue);
    visit.goesTo(Visit.Stage.OFFERED, f.at());
    visit.agent = f.agent();
    visit.until = f.expiresAt();
    visit.attempts++;
    clerk.offered.add(visit.id);
  }

  private void explained(Fact.Offered f, Visit visit, Clerk clerk, FloorPlan.Queue queue) {
    var able = seen.clerks.values().stream()
        .filter(other -> mayTake(other, visit, f.at()))
        .sorted(preference(queue))
        .map(other -> other.id)
        .toList();
    seen.promise(
        able.isEmpty() || able.getFirst().equals(f.agent()),
        "%s went to %s, not to %s",
        f.offer(),
        f.agent(),
        able);
    seen.promise(
        f.choice().strategy() == queue.strategy()
            && f.choice().able() == able.size()
            && f.choice().idleSince().equals(clerk.restingSince)
            && f.choice().proficiency() == seen.terms.levelIn(clerk.id, queue)
            && f.choice().runnerUp().equals(able.stream().skip(1).findFirst())
            && f.choice().preferredUntil().equals(Optional.ofNullable(visit.preferredUntil)),
        "%s is explained wrongly by %s: able were %s",
        f.offer(),
        f.choice(),
        able);
  }

  private Comparator<Clerk> preference(FloorPlan.Queue queue) {
    Comparator<Clerk> longestIdle = Comparator.<Clerk, Instant>comparing(
            clerk -> clerk.restingSince)
        .thenComparing(clerk -> clerk.id);
    return switch (queue.strategy()) {
      case LONGEST_IDLE -> longestIdle;
      case MOST_SKILLED ->
        Comparator.<Clerk>comparingInt(clerk -> -seen.terms.levelIn(clerk.id, queue))
            .thenComparing(longestIdle);
    };
  }

  void closed(Fact.OfferClosed f) {
    var visit = seen.visit(f.offer().contact());
    seen.promise(isOpen(visit, f.offer(), f.agent()), "%s is not open", f.offer());
    switch (f.why()) {
      case EXPIRED, UNSHOWN -> seen.promise(visit.isOver(f.at()), "%s ran out too soon", f.offer());
      case DECLINED -> seen.promise(!visit.isOver(f.at()), "%s was declined too late", f.offer());
      case CUSTOMER_LEFT, AGENT_LEFT, JOINED, MOVED -> {}
    }
    visit.waitsAgain(f.at());
    seen.clerk(f.agent()).offered.remove(visit.id);
    switch (f.why()) {
      case DECLINED -> moves.turnedDown(visit, f.agent(), f.at());
      case EXPIRED -> {
        moves.turnedDown(visit, f.agent(), f.at());
        missed.add(f.agent());
      }
      case UNSHOWN -> {}
      case CUSTOMER_LEFT -> ends.mustBeGone(visit.id);
      case AGENT_LEFT -> takenFrom.put(visit.id, f.agent());
      case JOINED -> joined.add(visit.id);
      case MOVED -> moves.mustMove(visit.id);
    }
  }

  /**
   * A carrier must join customer and agent by a deadline, which begins once the customer is there.
   * On a channel without bridges they are joined in the same decision.
   */
  void accepted(Fact.Accepted f) {
    var visit = seen.visit(f.offer().contact());
    var clerk = seen.clerk(f.agent());
    seen.promise(isOpen(visit, f.offer(), f.agent()), "%s is accepted and not open", f.offer());
    seen.promise(!visit.isOver(f.at()), "%s was accepted too late", f.offer());
    seen.promise(
        f.bridgeBy()
            .equals(
                seen.terms.isBridged(visit.channel) && visit.endpoint != null
                    ? Optional.of(f.at().plus(seen.rules.bridgeWithin()))
                    : Optional.empty()),
        "%s has the wrong bridge deadline",
        f.offer());
    visit.goesTo(Visit.Stage.CONNECTING, f.at());
    visit.until = f.bridgeBy().orElse(null);
    if (visit.preferredUntil != null) {
      returned++;
    }
    visit.isOpenToAll();
    clerk.offered.remove(visit.id);
    if (clerk.holds.stream().anyMatch(other -> seen.visit(other).channel != visit.channel)) {
      blended++;
    }
    clerk.holds.add(visit.id);
    clerk.restingSince = f.at();
  }

  private static boolean isOpen(Visit visit, OfferId offer, AgentId agent) {
    return visit.stage == Visit.Stage.OFFERED
        && visit.isWith(agent)
        && visit.attempts == offer.attempt();
  }

  void settled() {
    missed.forEach(agent -> seen.promise(
        seen.clerk(agent).presence.equals(new Presence.NotReady(new ReasonId("missed_offer"))),
        "%s missed an offer and is still ready",
        agent));
    takenFrom.forEach((contact, agent) -> seen.promise(
        !seen.clerk(agent).isHere() || slots.isBlocked(seen.clerk(agent), contact),
        "the offer of %s was taken from %s for nothing",
        contact,
        agent));
    joined.forEach(contact -> seen.promise(
        seen.visits.containsKey(contact) && seen.visit(contact).isTalkedTo(),
        "the offer of %s was withdrawn without a reason",
        contact));
    missed.clear();
    takenFrom.clear();
    joined.clear();
  }

  /** No contact waits while an agent who could take it is free. */
  void nobodyWaitsInVain(Instant now) {
    var free = seen.clerks.values().stream()
        .filter(clerk -> clerk.isHere() && slots.hasRoomForAnything(clerk))
        .toList();
    if (!free.isEmpty()) {
      seen.waiting()
          .forEach(visit -> free.stream()
              .filter(clerk -> mayTake(clerk, visit, now))
              .findFirst()
              .ifPresent(
                  clerk -> seen.promise(false, "%s waits beside free %s", visit.id, clerk.id)));
    }
  }

  private boolean mayTake(Clerk clerk, Visit visit, Instant now) {
    return clerk.isHere()
        && mayServe(clerk, visit)
        && slots.hasRoom(clerk, visit.channel)
        && !isPaused(clerk, visit, now);
  }

  /** Whether the agent has just turned the contact down, and another agent could take it. */
  private boolean isPaused(Clerk clerk, Visit visit, Instant now) {
    var turnedDown = visit.turnedDown.get(clerk.id);
    return turnedDown != null
        && now.isBefore(turnedDown.plus(seen.rules.reofferPause()))
        && seen.clerks.values().stream()
            .anyMatch(other -> other != clerk && other.isHere() && mayServe(other, visit));
  }

  /** The agent to whom the contact is assigned, whatever their skills, or all of its queue. */
  private boolean mayServe(Clerk clerk, Visit visit) {
    return visit.assigned == null
        ? seen.terms.serves(clerk.id, seen.terms.queue(visit.queue))
        : clerk.id.equals(visit.assigned) && seen.terms.slots(clerk.id, visit.channel) > 0;
  }
}
