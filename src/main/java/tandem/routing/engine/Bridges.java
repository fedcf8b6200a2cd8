package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.routing.engine.Outcome.No;
import tandem.routing.engine.Outcome.Refused;

/** Whether the carrier joins the customer and the agent who said yes. */
final class Bridges {

  /** The reason given when the carrier said nothing in time. */
  static final String OVERDUE = "overdue";

  private final LiveFloor live;
  private final Presences presences;

  Bridges(LiveFloor live, Presences presences) {
    this.live = live;
    this.presences = presences;
  }

  /** Nobody has decided otherwise yet, so it counts even past the deadline: they do talk. */
  Optional<Refused> bridged(Signal.Bridged s) {
    var refused = refuseUnlessConnecting(s.contact(), s.agent());
    if (refused.isEmpty()) {
      live.emit(new Fact.Connected(s.contact(), agentOf(s.contact()), live.now()));
    }
    return refused;
  }

  Optional<Refused> failed(Signal.BridgeFailed s) {
    var refused = refuseUnlessConnecting(s.contact(), s.agent());
    if (refused.isEmpty()) {
      presences.unreachable(putBack(live.contact(s.contact()), s.reason()));
    }
    return refused;
  }

  private Optional<Refused> refuseUnlessConnecting(ContactId id, Optional<AgentId> agent) {
    var found = live.floor.contact(id);
    if (found.isEmpty()) {
      return live.floor.ended(id, live.now()).isPresent()
          ? no(No.GONE, "the contact has ended")
          : no(No.UNKNOWN, "contact " + id + " does not exist");
    }
    return switch (found.get().state()) {
      case CONNECTING ->
        agent.isEmpty() || agent.equals(found.get().agent())
            ? Optional.empty()
            : no(No.GONE, "the contact is being bridged to another agent");
      case QUEUED, OFFERED -> no(No.GONE, "the contact was put back");
      case CONNECTED, HELD, WRAP_UP -> no(No.REPEATED, "the contact was connected");
    };
  }

  /** Nobody was asked to bridge yet when {@code isSaid} is false, and nobody is blamed. */
  void overdue(Floor.Contact contact, boolean isSaid) {
    var agent = putBack(contact, OVERDUE);
    if (isSaid) {
      presences.unreachable(agent);
    } else {
      presences.freed(agent);
    }
  }

  private AgentId putBack(Floor.Contact contact, String reason) {
    var agent = contact.agent().orElseThrow();
    live.emit(new Fact.BridgeFailed(contact.id(), agent, reason, live.now()));
    return agent;
  }

  private AgentId agentOf(ContactId contact) {
    return live.contact(contact).agent().orElseThrow();
  }
}
