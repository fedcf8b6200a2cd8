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
    if (s.presence() instanceof Presence.NotReady(var reason) && Presence.isOwn(reason)) {
      return no(No.INVALID, "reason " + reason + " is not chosen: it follows from what happens");
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

  /** The presence begins at once, and replaces one that was asked for later. */
  private void stay(AgentState agent, Presence presence) {
    if (agent.next().isPresent() || !agent.presence().equals(presence)) {
      be(agent.id(), presence);
    }
  }

  /** Offers are withdrawn at once. The presence begins when the last contact is finished. */
  void goAway(AgentId id, Presence presence) {
    offers.withdrawAll(id);
    if (presence.equals(OFFLINE)) {
      assignments.releaseAll(id);
    } else {
      assignments.releasePreferring(id);
    }
    var agent = live.agent(id);
    if (agent.contacts().isEmpty()) {
      be(id, presence);
    } else if (!agent.next().equals(Optional.of(presence))) {
      live.emit(new Fact.PresenceDeferred(id, presence, live.now()));
    }
  }

  /**
   * A contact has left the agent. If it was the last one, the presence that the agent asked for
   * begins.
   */
  void freed(AgentId id) {
    var agent = live.agent(id);
    if (agent.contacts().isEmpty()) {
      agent.next().ifPresent(next -> be(id, next));
    }
  }

  /** An offer that was shown has expired: the agent must say that they are back. */
  void missed(AgentId id) {
    stopTaking(id, new Presence.NotReady(Presence.MISSED_OFFER));
  }

  /** The carrier could not reach the agent. */
  void unreachable(AgentId id) {
    freed(id);
    var agent = live.agent(id);
    if (agent.presence() instanceof Presence.Ready && agent.next().isEmpty()) {
      stopTaking(id, NOT_REACHED);
    }
  }

  /**
   * The carrier has reached the agent after all. An agent who became not ready because of that
   * bridge becomes ready again. An agent who has gone offline meanwhile stays not ready until the
   * call is over.
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
    assignments.releasePreferring(id);
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
      assignments.releasePreferring(s.agent());
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

  /** Whether the agent is lost and did not come back in time. */
  boolean isGone(AgentId id) {
    return live.agent(id)
        .lostUntil()
        .filter(until -> !live.now().isBefore(until))
        .isPresent();
  }

  /**
   * The lost agent did not come back in time. Their contacts wait again, except calls in which they
   * talk.
   */
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
