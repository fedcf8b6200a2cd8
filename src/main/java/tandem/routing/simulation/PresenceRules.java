package tandem.routing.simulation;

import java.util.Optional;
import java.util.Set;
import tandem.base.ReasonId;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Presence;

/** How agents become ready, not ready and offline, and what happens to lost agents. */
final class PresenceRules {

  private static final ReasonId BRIDGE_FAILED = new ReasonId("bridge_failed");

  private static final Set<ReasonId> SET_BY_ENGINE =
      Set.of(new ReasonId("missed_offer"), BRIDGE_FAILED);

  private final SeenFloor seen;
  private final BridgeRules bridges;

  PresenceRules(SeenFloor seen, BridgeRules bridges) {
    this.seen = seen;
    this.bridges = bridges;
  }

  void changed(Fact.PresenceChanged f) {
    var clerk = seen.clerk(f.agent());
    switch (f.presence()) {
      case Presence.Ready _ -> {
        seen.promise(seen.terms.agent(f.agent()).active(), "inactive %s is ready", f.agent());
        if (!(clerk.presence instanceof Presence.Ready)) {
          clerk.restingSince = f.at();
        }
      }
      case Presence.NotReady(var reason) -> {
        seen.promise(
            !reason.equals(BRIDGE_FAILED) || bridges.isUnreached(f.agent()),
            "%s is not ready because of a customer",
            f.agent());
        seen.promise(
            clerk.holds.isEmpty()
                || SET_BY_ENGINE.contains(reason)
                || f.presence().equals(clerk.presence),
            "%s leaves contacts behind",
            f.agent());
      }
      case Presence.Offline _ -> {
        seen.promise(clerk.holds.isEmpty(), "%s leaves contacts behind", f.agent());
        clerk.lostUntil = null;
      }
    }
    clerk.presence = f.presence();
    clerk.next = Optional.empty();
  }

  void deferred(Fact.PresenceDeferred f) {
    var clerk = seen.clerk(f.agent());
    seen.promise(!clerk.holds.isEmpty(), "%s waits for nothing", f.agent());
    seen.promise(!(f.next() instanceof Presence.Ready), "%s is ready only later", f.agent());
    clerk.next = Optional.of(f.next());
  }

  void lost(Fact.AgentLost f) {
    var clerk = seen.clerk(f.agent());
    seen.promise(clerk.lostUntil == null, "%s is lost twice", f.agent());
    seen.promise(
        f.until().equals(f.at().plus(seen.rules.lostGrace())), "%s has the wrong grace", f.agent());
    clerk.lostUntil = f.until();
  }

  void found(Fact.AgentFound f) {
    seen.promise(seen.clerk(f.agent()).lostUntil != null, "%s was not lost", f.agent());
    seen.clerk(f.agent()).lostUntil = null;
  }

  void settled() {
    for (var clerk : seen.clerks.values()) {
      seen.promise(
          clerk.next.isEmpty() || !clerk.holds.isEmpty(), "%s forgot what comes next", clerk.id);
      seen.promise(
          clerk.offered.isEmpty() || clerk.isHere(), "%s is away and has an offer", clerk.id);
      seen.promise(
          clerk.holds.isEmpty() || !(clerk.presence instanceof Presence.Offline),
          "%s has gone home and has a contact",
          clerk.id);
    }
  }
}
