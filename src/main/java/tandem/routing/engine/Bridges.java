package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.util.List;
import java.util.Optional;
import tandem.base.AgentId;
import tandem.base.ContactId;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;
import tandem.routing.engine.Fact.OfferEnd;

/** The rules of bridges, by which a carrier joins the customer and the agent who has accepted. */
final class Bridges {

  /** The reason when the carrier did not report in time. */
  static final String OVERDUE = "overdue";

  /** The reason when the carrier reports that the agent talks in another call. */
  static final String ELSEWHERE = "in_another_call";

  private final LiveFloor live;
  private final Offers offers;
  private final Presences presences;

  Bridges(LiveFloor live, Offers offers, Presences presences) {
    this.live = live;
    this.offers = offers;
    this.presences = presences;
  }

  /**
   * The carrier reports that customer and agent talk. A late report counts too, unless another
   * agent has the customer.
   */
  Optional<Refused> bridged(Signal.Bridged s) {
    var waiting = live.floor.contact(s.contact()).filter(Contact::waits);
    if (waiting.isPresent()) {
      return bridgedLate(waiting.get(), s.agent().or(waiting.get()::lastTried));
    }
    var refused = refuseUnlessConnecting(s.contact(), s.agent());
    if (refused.isEmpty()) {
      live.emit(new Fact.Connected(s.contact(), agentOf(s.contact()), live.now()));
    }
    return refused;
  }

  /** A report after the bridge was given up: the contact waits again or is offered to an agent. */
  private Optional<Refused> bridgedLate(Contact contact, Optional<AgentId> agent) {
    if (agent.filter(contact.tried()::containsKey).isEmpty()) {
      return no(
          No.GONE,
          agent
              .map(id -> "agent " + id + " has not accepted the contact")
              .orElse("nobody has accepted the contact"));
    }
    var id = agent.get();
    var others = bridgedOf(id);
    if (others.stream().anyMatch(Contact::isTalkedTo)) {
      return no(No.GONE, "agent " + id + " talks in another call");
    }
    contact.offer().ifPresent(offer -> offers.close(offer, OfferEnd.JOINED));
    others.forEach(other -> leave(other, id));
    live.emit(new Fact.Connected(contact.id(), id, live.now()));
    presences.reached(id);
    offers.withdrawBlocked(id, contact.channel());
    offers.withdrawBeyondSlots(id, contact.channel());
    return Optional.empty();
  }

  private List<Contact> bridgedOf(AgentId agent) {
    return live.agent(agent).contacts().stream()
        .map(live::contact)
        .filter(contact -> live.floor.terms(contact.channel()).link() == FloorPlan.Link.BRIDGED)
        .toList();
  }

  /**
   * An agent has one line. Another contact that is being bridged to them waits again; one that they
   * write up is closed.
   */
  private void leave(Contact other, AgentId agent) {
    if (other.phase() instanceof Phase.Connecting) {
      putBack(other, ELSEWHERE);
    } else {
      live.emit(new Fact.Finished(other.id(), agent, Optional.empty(), false, live.now()));
    }
  }

  Optional<Refused> failed(Signal.BridgeFailed s) {
    var refused = refuseUnlessConnecting(s.contact(), s.agent());
    if (refused.isEmpty()) {
      var contact = live.contact(s.contact());
      var agent = putBack(contact, s.reason());
      if (contact.endpoint().isPresent()) {
        presences.unreachable(agent);
      } else {
        presences.freed(agent); // the agent was reached, the customer was not
      }
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
    boolean isTheirs = agent.isEmpty() || agent.equals(found.get().agent());
    return switch (found.get().phase()) {
      case Phase.Connecting _ ->
        isTheirs ? Optional.empty() : no(No.GONE, "the contact is being bridged to another agent");
      case Phase.Scheduled _ -> no(No.NOT_NOW, "the contact is not due yet");
      case Phase.Queued _, Phase.Offered _ -> no(No.GONE, "the contact was put back");
      case Phase.Connected _, Phase.Held _, Phase.WrapUp _ ->
        isTheirs
            ? no(No.REPEATED, "the contact was connected")
            : no(No.GONE, "the contact was connected with another agent");
    };
  }

  /** @param isSaid whether the carrier was told to bridge; if not, the agent stays ready */
  void overdue(Contact contact, boolean isSaid) {
    var agent = putBack(contact, OVERDUE);
    if (isSaid) {
      presences.unreachable(agent);
    } else {
      presences.freed(agent);
    }
  }

  private AgentId putBack(Contact contact, String reason) {
    var agent = contact.agent().orElseThrow();
    live.emit(new Fact.BridgeFailed(contact.id(), agent, reason, live.now()));
    return agent;
  }

  private AgentId agentOf(ContactId contact) {
    return live.contact(contact).agent().orElseThrow();
  }
}
