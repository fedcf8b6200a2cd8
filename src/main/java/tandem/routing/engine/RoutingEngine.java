package tandem.routing.engine;

import static tandem.routing.engine.LiveFloor.no;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.routing.engine.Decision.No;
import tandem.routing.engine.Decision.Refused;
import tandem.routing.engine.Fact.OfferEnd;

/**
 * The engine, which decides the agent for each contact. It uses one thread, no clock, no random
 * numbers and no I/O: the same signals at the same instants always give the same facts.
 */
public final class RoutingEngine {

  /** Hears each fact as it is decided. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A fact was decided. The same signal may lead to more facts.
     *
     * @param after the floor right after the fact; it changes with the next one
     */
    void decided(Fact fact, Floor after);
  }

  private final LiveFloor live;
  private final Matching matching;
  private final Assignments assignments;
  private final Offers offers;
  private final Presences presences;
  private final Bridges bridges;
  private final Contacts contacts;
  private final Holds holds;
  private final Moves moves;
  private final Planning planning;

  /** An engine for an empty floor. */
  public RoutingEngine(Rules rules) {
    this(rules, new Floor());
  }

  /**
   * An engine that continues with a floor rebuilt from its facts. The floor belongs to the engine
   * from now on.
   */
  public RoutingEngine(Rules rules, Floor floor) {
    this(rules, floor, (_, _) -> {});
  }

  /** The same with a listener. */
  public RoutingEngine(Rules rules, Floor floor, Listener listener) {
    this.live = new LiveFloor(rules, floor, listener);
    this.matching = new Matching(live);
    this.assignments = new Assignments(live);
    this.offers = new Offers(live, assignments);
    this.presences = new Presences(live, offers, assignments);
    this.bridges = new Bridges(live, offers, presences);
    this.contacts = new Contacts(live, offers, presences, assignments);
    this.holds = new Holds(live);
    this.moves = new Moves(live, offers, presences, assignments);
    this.planning = new Planning(live, presences, offers, assignments);
  }

  /** Decides on a signal. A refusal changes nothing. */
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
   * The time at which the engine must be told the time. A time in the past means at once. The
   * engine has no timer of its own.
   */
  public Optional<Instant> nextDeadline() {
    return live.index().worthALook().isEmpty()
        ? live.deadlines.next()
        : Optional.of(live.floor.time());
  }

  /** The floor, which changes with every signal. Read it only on the engine's own thread. */
  public Floor floor() {
    return live.floor;
  }

  private Optional<Refused> decide(Signal signal) {
    return switch (signal) {
      case Signal.FloorPlanned s -> planning.planned(s);
      case Signal.ContactArrived s -> contacts.arrived(s);
      case Signal.ContactScheduled s -> contacts.scheduled(s);
      case Signal.ContactCancelled s -> contacts.cancelled(s);
      case Signal.ContactMoved s -> moves.moved(s);
      case Signal.ContactLinked s -> contacts.linked(s);
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
      case Signal.HoldAsked s -> holds.holdAsked(s);
      case Signal.ResumeAsked s -> holds.resumeAsked(s);
      case Signal.HangUpAsked s -> contacts.hangUpAsked(s);
      case Signal.CameLate s ->
        no(No.LATE, "it was asked " + s.age().toSeconds() + " s ago and is not carried out");
      case Signal.Held s -> holds.held(s);
      case Signal.Resumed s -> holds.resumed(s);
      case Signal.HoldFailed s -> holds.holdFailed(s);
      case Signal.ResumeFailed s -> holds.resumeFailed(s);
      case Signal.ContactFinished s -> contacts.finished(s);
      case Signal.TimeLost(var lost) -> {
        lose(lost);
        yield Optional.empty();
      }
      case Signal.ClockReached(var said) -> {
        passDeadlines(said);
        yield Optional.empty();
      }
    };
  }

  /** On a floor without contacts and lost agents nothing runs that could move. */
  private void lose(Duration lost) {
    if (!live.floor.contacts().isEmpty()
        || live.floor.agents().stream().anyMatch(AgentState::lost)) {
      live.emit(new Fact.TimeLost(lost, live.now().plus(live.rules.repeatWithin()), live.now()));
    }
  }

  /**
   * Contacts come first: a contact that is being bridged to a lost agent is put back by its own
   * deadline. Silences come last: a contact that a lost agent talked to may have been silent for
   * too long when it is back.
   */
  private void passDeadlines(Instant said) {
    for (var due = live.deadlines.contactDue(live.now());
        due.isPresent();
        due = live.deadlines.contactDue(live.now())) {
      var contact = live.contact(due.get().id());
      // A fact that is not committed yet was neither shown to the agent nor sent to the carrier.
      boolean isSaid = !contact.since().isAfter(said);
      switch (contact.phase()) {
        case Phase.Scheduled _ -> contacts.due(contact);
        case Phase.Offered offered -> runOut(offered.offer(), isSaid);
        case Phase.Connecting _ -> bridges.overdue(contact, isSaid);
        case Phase.Queued _ -> assignments.release(contact);
        case Phase.Connected _, Phase.Held _, Phase.WrapUp _ ->
          throw new IllegalStateException(contact.id() + " has no deadline");
      }
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

  private void runOut(Offer offer, boolean isSaid) {
    offers.close(offer, isSaid ? OfferEnd.EXPIRED : OfferEnd.UNSHOWN);
    if (isSaid) {
      presences.missed(offer.agent());
    }
  }
}
