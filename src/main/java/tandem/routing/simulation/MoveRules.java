package tandem.routing.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.base.QueueId;
import tandem.routing.engine.Destination;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Presence;
import tandem.routing.engine.Signal;

/** How contacts move to another queue, or to one agent alone. */
final class MoveRules {

  private final SeenFloor seen;

  /** Contacts that must move before the engine has answered. */
  private final Set<ContactId> toMove = new HashSet<>();

  private int passedOn;

  /** The move that the engine has been told. */
  private Optional<Signal.ContactMoved> told = Optional.empty();

  /** Contacts that wait no longer for their preferred agent, who must be away. */
  private final Map<ContactId, AgentId> released = new HashMap<>();

  MoveRules(SeenFloor seen) {
    this.seen = seen;
  }

  /** How many contacts were passed on by an agent who talked to the customer. */
  int passedOn() {
    return passedOn;
  }

  void told(Signal.ContactMoved move) {
    told = Optional.of(move);
  }

  /** The engine has answered the signal, with facts or a refusal. */
  void answered() {
    told = Optional.empty();
  }

  void mustMove(ContactId contact) {
    toMove.add(contact);
  }

  /** The agent does not take the contact. If it waited for them alone, it must move. */
  void turnedDown(Visit visit, AgentId agent, Instant at) {
    visit.turnedDown.put(agent, at);
    if (agent.equals(visit.assigned)) {
      mustMove(visit.id);
    }
  }

  /** The contact leaves its line, and keeps its arrival time and its attempts. */
  void moved(Fact.Moved f) {
    var visit = seen.visit(f.contact());
    mayWaitNoLonger(f, visit);
    toMove.remove(f.contact());
    mayLeave(f, visit);
    switch (f.to()) {
      case Destination.ToQueue(var id) -> movesToQueue(f, visit, id);
      case Destination.ToAgent(var agent) -> movesToAgent(f, visit, agent);
    }
    visit.rank = visit.arrived.minus(f.headStart());
    f.from().ifPresent(agent -> {
      passedOn++;
      visit.turnedDown.put(agent, f.at());
      visit.heard = visit.heard == null ? null : f.at();
      seen.releases(agent, visit.id);
    });
    if (visit.stage != Visit.Stage.SCHEDULED) {
      visit.waitsAgain(f.at());
    }
  }

  private void mayLeave(Fact.Moved f, Visit visit) {
    seen.promise(
        f.from().equals(visit.isTalkedTo() ? Optional.ofNullable(visit.agent) : Optional.empty()),
        "%s moves from %s, and is %s with %s",
        f.contact(),
        f.from(),
        visit.stage,
        visit.agent);
    seen.promise(
        visit.isTalkedTo()
            || visit.stage == Visit.Stage.WAITS
            || visit.stage == Visit.Stage.SCHEDULED,
        "%s moves while %s",
        f.contact(),
        visit.stage);
    seen.promise(
        f.left()
            .equals(Optional.of(new Fact.Left(visit.queue, Optional.ofNullable(visit.assigned)))),
        "%s left %s, and was in %s for %s",
        f.contact(),
        f.left(),
        visit.queue,
        visit.assigned);
    seen.promise(
        f.handOver().equals(handOver(f, visit)),
        "%s is handed over as %s, not as %s",
        f.contact(),
        f.handOver(),
        handOver(f, visit));
  }

  /**
   * Before its deadline a contact that prefers an agent is taken from them only if they turned it
   * down, are away or no longer take its channel, or if somebody moves it.
   */
  private void mayWaitNoLonger(Fact.Moved f, Visit visit) {
    boolean isWanted = told.filter(move -> move.contact().equals(f.contact())).isPresent();
    if (visit.assigned != null
        && visit.preferredUntil != null
        && !visit.isPreferenceOver(f.at())
        && !toMove.contains(f.contact())
        && !isWanted) {
      released.put(f.contact(), visit.assigned);
    }
  }

  private void movesToQueue(Fact.Moved f, Visit visit, QueueId id) {
    var queue = seen.terms.queue(id);
    seen.promise(
        queue.channel() == visit.channel && (queue.active() || f.why() == Fact.MoveReason.REQUEUED),
        "%s moves to a wrong queue",
        f.contact());
    seen.promise(
        !id.equals(visit.queue) || visit.assigned != null || visit.isTalkedTo(),
        "%s moves to where it is",
        f.contact());
    seen.promise(
        id.equals(visit.queue) || f.headStart().compareTo(queue.headStart()) >= 0,
        "%s lost its head start",
        f.contact());
    visit.queue = id;
    visit.isOpenToAll();
  }

  private void movesToAgent(Fact.Moved f, Visit visit, AgentId agent) {
    seen.promise(
        !agent.equals(visit.assigned) || visit.preferredUntil != null,
        "%s moves to where it is",
        f.contact());
    seen.promise(
        isToCome(seen.clerk(agent), visit) || visit.stage == Visit.Stage.SCHEDULED,
        "%s moves to %s, who will not come",
        f.contact(),
        agent);
    visit.assigned = agent;
    visit.preferredUntil = null;
  }

  /** The departments of the old and the new queue, of a contact that has come. */
  private Optional<Fact.HandOver> handOver(Fact.Moved f, Visit visit) {
    if (!(f.to() instanceof Destination.ToQueue(var id)) || visit.stage == Visit.Stage.SCHEDULED) {
      return Optional.empty();
    }
    var before = seen.terms.queue(visit.queue).department();
    var after = seen.terms.queue(id).department();
    return before.equals(after) ? Optional.empty() : Optional.of(new Fact.HandOver(before, after));
  }

  /** Whether a contact may wait for the agent: they are not leaving and take its channel. */
  private boolean isToCome(Clerk clerk, Visit visit) {
    return seen.terms.slots(clerk.id, visit.channel) > 0
        && !(clerk.presence instanceof Presence.Offline)
        && !clerk.next.equals(Optional.of(new Presence.Offline()));
  }

  private boolean takes(AgentId agent, ContactId contact) {
    var visit = seen.visits.get(contact);
    return visit != null && seen.terms.slots(agent, visit.channel) > 0;
  }

  void settled() {
    toMove.forEach(
        contact -> seen.promise(false, "the offer of %s was closed and it did not move", contact));
    toMove.clear();
    released.forEach((contact, agent) -> seen.promise(
        !seen.clerk(agent).isHere() || !takes(agent, contact),
        "%s was taken from %s, whom it preferred, too soon",
        contact,
        agent));
    released.clear();
    answered();
    seen.waiting()
        .filter(visit -> visit.preferredUntil != null && visit.assigned != null)
        .forEach(visit -> seen.promise(
            seen.clerk(visit.assigned).isHere(),
            "%s waits for %s alone, who is away",
            visit.id,
            visit.assigned));
    seen.waiting()
        .forEach(visit -> seen.promise(
            visit.assigned == null || isToCome(seen.clerk(visit.assigned), visit),
            "%s waits for %s alone, who will not come",
            visit.id,
            visit.assigned));
  }
}
