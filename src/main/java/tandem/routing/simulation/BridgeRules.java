package tandem.routing.simulation;

import java.util.HashSet;
import java.util.Set;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Signal;

/** How customer and agent are joined, and how the bridge is given up. */
final class BridgeRules {

  private final SeenFloor seen;
  private final SlotRules slots;

  /** Agents to whom a carrier could not bridge, or who were gone when it did. */
  private final Set<AgentId> unreached = new HashSet<>();

  private int joinedLate;

  BridgeRules(SeenFloor seen, SlotRules slots) {
    this.seen = seen;
    this.slots = slots;
  }

  /** How many callers were connected after their bridge had been given up. */
  int joinedLate() {
    return joinedLate;
  }

  /** Whether a carrier has just failed to reach the agent. */
  boolean isUnreached(AgentId agent) {
    return unreached.contains(agent);
  }

  /** Allowed when the carrier says so in time, or late while no other agent has the customer. */
  void connected(Fact.Connected f) {
    var visit = seen.visit(f.contact());
    if (visit.stage != Visit.Stage.WAITS) {
      seen.moves(f.contact(), f.agent(), Visit.Stage.TALKS, Set.of(Visit.Stage.CONNECTING));
      return;
    }
    var clerk = seen.clerk(f.agent());
    seen.promise(visit.givenUp.contains(f.agent()), "%s never accepted %s", f.agent(), f.contact());
    seen.promise(
        clerk.holds.stream().noneMatch(other -> seen.terms.isBridged(seen.visit(other).channel)),
        "%s has another line than %s",
        f.agent(),
        f.contact());
    joinedLate++;
    unreached.add(f.agent());
    visit.isOpenToAll();
    visit.goesTo(Visit.Stage.TALKS, f.at());
    visit.agent = f.agent();
    clerk.holds.add(visit.id);
    slots.keepsWhatItHas(clerk, visit.channel);
    clerk.restingSince = f.at();
  }

  /**
   * A carrier's report that customer and agent talk may be refused only when another agent has the
   * customer, or the agent talks to another customer.
   */
  void refused(Signal.Bridged word) {
    var visit = seen.visits.get(word.contact());
    if (visit == null || !visit.isWaiting() || visit.givenUp.isEmpty()) {
      return;
    }
    var agent = word.agent().orElse(visit.givenUp.getLast());
    seen.promise(
        !visit.givenUp.contains(agent)
            || seen.clerk(agent).holds.stream().map(seen::visit).anyMatch(seen::goesOnAlone),
        "%s talks with %s, and the engine refuses it",
        agent,
        word.contact());
  }

  void failed(Fact.BridgeFailed f) {
    if (seen.visit(f.contact()).endpoint != null) {
      unreached.add(f.agent());
    }
    back(f.contact(), f.agent(), Set.of(Visit.Stage.CONNECTING));
    seen.visit(f.contact()).turnedDown.put(f.agent(), f.at());
  }

  /** A lost agent's contacts wait again, except calls in progress. */
  void cameBack(Fact.CameBack f) {
    var visit = seen.visit(f.contact());
    seen.promise(
        seen.isGone(f.agent(), f.at()), "%s was taken from %s too soon", f.contact(), f.agent());
    seen.promise(
        !seen.goesOnAlone(visit), "%s talks with %s and came back", f.contact(), f.agent());
    back(
        f.contact(),
        f.agent(),
        Set.of(Visit.Stage.CONNECTING, Visit.Stage.TALKS, Visit.Stage.ON_HOLD));
  }

  private void back(ContactId id, AgentId agent, Set<Visit.Stage> from) {
    var visit = seen.visit(id);
    boolean isGivenUp = visit.stage == Visit.Stage.CONNECTING;
    seen.moves(id, agent, Visit.Stage.WAITS, from);
    visit.agent = null;
    if (isGivenUp) {
      visit.givenUp.remove(agent);
      visit.givenUp.add(agent);
      // a carrier does not report a waiting caller while it calls an agent
      visit.heard = visit.heard == null ? null : seen.last();
    }
    seen.releases(agent, id);
  }

  void settled() {
    seen.visits.values().stream()
        .filter(visit -> visit.stage == Visit.Stage.CONNECTING && visit.until == null)
        .filter(visit -> visit.endpoint != null || !seen.terms.isBridged(visit.channel))
        .forEach(
            visit -> seen.promise(false, "%s was accepted and is not connected at once", visit.id));
    unreached.clear();
  }
}
