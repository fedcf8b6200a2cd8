package tandem.routing.engine;

import java.time.Instant;
import java.util.Optional;
import tandem.routing.engine.Decision.Refused;
import tandem.routing.engine.Fact.OfferEnd;

/**
 * The engine: it decides which agent gets which contact. One thread, no clock, no random numbers,
 * no I/O: the same signals at the same instants always give the same facts.
 */
public final class RoutingEngine {

  private final LiveFloor live;
  private final Matching matching;
  private final Offers offers;
  private final Presences presences;
  private final Bridges bridges;
  private final Contacts contacts;
  private final Planning planning;

  /** An engine for an empty floor. */
  public RoutingEngine(Rules rules) {
    this(rules, new Floor());
  }

  /** An engine that goes on with a floor rebuilt from its facts, which is its own from now on. */
  public RoutingEngine(Rules rules, Floor floor) {
    this(rules, floor, Instant.MIN);
  }

  /**
   * The same after a time in which nobody may have been there.
   *
   * @param listening since when somebody is: silence before it means nothing
   */
  public RoutingEngine(Rules rules, Floor floor, Instant listening) {
    this.live = new LiveFloor(rules, floor, listening);
    this.matching = new Matching(live);
    this.offers = new Offers(live);
    this.presences = new Presences(live, offers);
    this.bridges = new Bridges(live, offers, presences);
    this.contacts = new Contacts(live, offers, presences);
    this.planning = new Planning(live, presences);
  }

  /** What is decided now; a refusal changes nothing. */
  public Decision handle(Signal signal, Instant now) {
    live.turn(now);
    matching.endPauses();
    var refused = decide(signal);
    if (refused.isPresent()) {
      return refused.get();
    }
    matching.match();
    return new Decision.Decided(live.drain());
  }

  /**
   * When the engine next wants to be told the time; the past, when it wants to be told at once. It
   * owns no timer.
   */
  public Optional<Instant> nextDeadline() {
    return live.index().worthALook().isEmpty()
        ? live.deadlines.next()
        : Optional.of(live.floor.time());
  }

  /** Changes with every signal; to be read on the engine's own thread. */
  public Floor floor() {
    return live.floor;
  }

  private Optional<Refused> decide(Signal signal) {
    return switch (signal) {
      case Signal.FloorPlanned s -> planning.planned(s);
      case Signal.ContactArrived s -> contacts.arrived(s);
      case Signal.ContactLeft s -> contacts.left(s);
      case Signal.ContactHeard s -> contacts.heard(s);
      case Signal.ContactIdentified s -> contacts.identified(s);
      case Signal.PresenceAsked s -> presences.asked(s);
      case Signal.AgentLost s -> presences.lost(s);
      case Signal.AgentFound s -> presences.found(s);
      case Signal.OfferAccepted s -> offers.accepted(s);
      case Signal.OfferDeclined s -> offers.declined(s);
      case Signal.Bridged s -> bridges.bridged(s);
      case Signal.BridgeFailed s -> bridges.failed(s);
      case Signal.Held s -> contacts.held(s);
      case Signal.Resumed s -> contacts.resumed(s);
      case Signal.ContactFinished s -> contacts.finished(s);
      case Signal.ClockReached(var said) -> {
        passDeadlines(said);
        yield Optional.empty();
      }
    };
  }

  /**
   * Contacts first: what a lost agent was being bridged to is put back by its own deadline. Silence
   * last: a contact that a lost agent talked to may have been silent for too long when it is back.
   */
  private void passDeadlines(Instant said) {
    for (var due = live.deadlines.contactDue(live.now());
        due.isPresent();
        due = live.deadlines.contactDue(live.now())) {
      var contact = live.contact(due.get().id());
      // What was not yet said was neither shown nor sent.
      boolean isSaid = !contact.since().isAfter(said);
      contact
          .offer()
          .ifPresentOrElse(offer -> runOut(offer, isSaid), () -> bridges.overdue(contact, isSaid));
    }
    for (var due = live.deadlines.agentDue(live.now());
        due.isPresent();
        due = live.deadlines.agentDue(live.now())) {
      presences.graceOver(due.get().id());
    }
    for (var due = live.deadlines.silenceDue(live.now());
        due.isPresent();
        due = live.deadlines.silenceDue(live.now())) {
      contacts.silent(live.contact(due.get()));
    }
  }

  private void runOut(Floor.Offer offer, boolean isSaid) {
    offers.close(offer, isSaid ? OfferEnd.EXPIRED : OfferEnd.UNSHOWN);
    if (isSaid) {
      presences.missed(offer.agent());
    }
  }
}
