package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.util.Optional;
import tandem.base.AgentId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;

/** The rules of agents' presence: which agents are ready, away or lost. */
final class Presences {

  private static final Presence OFFLINE = new Presence.Offline();
  private static final Presence NOT_REACHED = new Presence.NotReady(Presence.BRIDGE_FAILED);

  private final LiveFloor live;
  private final Offers offers;
  private final Assignments assignments;

  Presences(LiveFloor live, Offers offers, Assignments assignments) {
    this.live = live;
    this.offers = offers;
    this.assignments = assignments;
  }

  Optional<Refused> asked(Signal.PresenceAsked s) {
    var agent = live.floor.agent(s.agent());
    if (agent.isEmpty()) {
      return unknown(s.agent());
    }
    if (s.presence() instanceof Presence.NotReady(var reason) && !live.floor.hasReason(reason)) {
      return no(No.UNKNOWN, "reason " + reason + " does not exist");
    }
    if (s.presence() instanceof Presence.Ready
        && !live.floor.planned(s.agent()).orElseThrow().active()) {
      return no(No.NOT_NOW, "agent " + s.agent() + " is not active");
    }
    if (s.presence().equals(agent.get().presence()) || s.presence() instanceof Presence.Ready) {
      stay(agent.get(), s.presence());
    } else {
      goAway(s.agent(), s.presence());
    }
    return Optional.empty();
  }

  /** Takes effect at once, and takes back what was asked for later. */
  private void stay(AgentState agent, Presence presence) {
    if (agent.next().isPresent() || !agent.presence().equals(presence)) {
      be(agent.id(), presence);
    }
  }

  /** Offers are withdrawn at once; the presence waits for the last contact to be finished. */
  void goAway(AgentId id, Presence presence) {
    offers.withdrawAll(id);
    if (presence.equals(OFFLINE)) {
      assignments.releaseAll(id);
    }
    var agent = live.agent(id);
    if (agent.contacts().isEmpty()) {
      be(id, presence);
    } else if (!agent.next().equals(Optional.of(presence))) {
      live.emit(new Fact.PresenceDeferred(id, presence, live.now()));
    }
  }

  /** A contact has left the agent; it may have been the last one before lunch. */
  void freed(AgentId id) {
    var agent = live.agent(id);
    if (agent.contacts().isEmpty()) {
      agent.next().ifPresent(next -> be(id, next));
    }
  }

  /** An offer ran out before their eyes: they must say that they are back. */
  void missed(AgentId id) {
    stopTaking(id, new Presence.NotReady(Presence.MISSED_OFFER));
  }

  /** The carrier could not reach them. */
  void unreachable(AgentId id) {
    freed(id);
    var agent = live.agent(id);
    if (agent.presence() instanceof Presence.Ready && agent.next().isEmpty()) {
      stopTaking(id, NOT_REACHED);
    }
  }

  /**
   * The carrier has reached the agent after all. An agent whom that bridge had made not ready
   * becomes ready again. An agent who has gone offline meanwhile stays not ready until the call is
   * over.
   */
  void reached(AgentId id) {
    var agent = live.agent(id);
    if (agent.presence().equals(OFFLINE)) {
      be(id, NOT_REACHED);
      live.emit(new Fact.PresenceDeferred(id, OFFLINE, live.now()));
    } else if (agent.presence().equals(NOT_REACHED)
        && agent.next().isEmpty()
        && live.floor.planned(id).orElseThrow().active()) {
      be(id, new Presence.Ready());
    }
  }

  private void stopTaking(AgentId id, Presence presence) {
    be(id, presence);
    offers.withdrawAll(id);
  }

  Optional<Refused> lost(Signal.AgentLost s) {
    var found = live.floor.agent(s.agent());
    if (found.isEmpty()) {
      return unknown(s.agent());
    }
    if (!found.get().lost() && !found.get().presence().equals(OFFLINE)) {
      var until = live.now().plus(live.rules.lostGrace());
      live.emit(new Fact.AgentLost(s.agent(), until, live.now()));
      offers.withdrawAll(s.agent());
    }
    return Optional.empty();
  }

  Optional<Refused> found(Signal.AgentFound s) {
    var found = live.floor.agent(s.agent());
    if (found.isEmpty()) {
      return unknown(s.agent());
    }
    if (found.get().lost()) {
      live.emit(new Fact.AgentFound(s.agent(), live.now()));
    }
    return Optional.empty();
  }

  /** Lost, and not back in time. */
  boolean isGone(AgentId id) {
    return live.agent(id)
        .lostUntil()
        .filter(until -> !live.now().isBefore(until))
        .isPresent();
  }

  /** What others can go on with is taken from a lost agent; a call that is talked goes on. */
  void graceOver(AgentId id) {
    for (var contactId : live.agent(id).contacts()) {
      var contact = live.contact(contactId);
      if (contact.phase() instanceof Phase.WrapUp) {
        live.emit(new Fact.Finished(contactId, id, Optional.empty(), false, live.now()));
      } else if (!Deadlines.goesOnAlone(live.floor, contact)) {
        live.emit(new Fact.CameBack(contactId, id, live.now()));
      }
    }
    goAway(id, OFFLINE);
  }

  private void be(AgentId id, Presence presence) {
    live.emit(new Fact.PresenceChanged(id, presence, live.now()));
  }

  private static Optional<Refused> unknown(AgentId agent) {
    return no(No.UNKNOWN, "agent " + agent + " does not exist");
  }
}
