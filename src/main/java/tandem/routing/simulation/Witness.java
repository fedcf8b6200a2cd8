package tandem.routing.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * A checker of the engine by its signals and facts alone. It shares the words for both with the
 * engine, but no rule and no constant, because it would then repeat the engine's mistakes: its
 * rules state the floor's promises a second time, in the slow and obvious way. Slots, blocking,
 * links, patience and skills come from the floor document, and times from the rules of the day.
 */
public final class Witness {

  private final SeenFloor seen;
  private final SlotRules slots;
  private final ArrivalRules arrivals;
  private final OfferRules offers;
  private final BridgeRules bridges;
  private final HoldRules holds;
  private final MoveRules moves;
  private final PresenceRules presences;
  private final EndRules ends;
  private final DeadlineRules deadlines;
  private final OutageRules outages;

  /** @param rules the times that the engine is to keep */
  public Witness(Rules rules) {
    this.seen = new SeenFloor(rules);
    this.deadlines = new DeadlineRules(seen);
    this.slots = new SlotRules(seen);
    this.moves = new MoveRules(seen);
    this.ends = new EndRules(seen, deadlines);
    this.arrivals = new ArrivalRules(seen, ends);
    this.bridges = new BridgeRules(seen, slots);
    this.holds = new HoldRules(seen);
    this.offers = new OfferRules(seen, slots, moves, ends);
    this.presences = new PresenceRules(seen, bridges);
    this.outages = new OutageRules(seen);
  }

  public List<String> violations() {
    return seen.violations();
  }

  /** How many callers were connected after their bridge had been given up. */
  int joinedLate() {
    return bridges.joinedLate();
  }

  /** How many contacts were passed on by an agent who talked to the customer. */
  int passedOn() {
    return moves.passedOn();
  }

  /** How many contacts were taken by the agent whom they preferred. */
  int returned() {
    return offers.returned();
  }

  /** How many contacts were taken by agents who had one of another channel. */
  int blended() {
    return offers.blended();
  }

  /** The engine is told a signal. For some signals it follows what the engine must decide. */
  public void told(Signal signal, Instant clock) {
    var now = seen.notBeforeLast(clock);
    holds.untouched();
    arrivals.told(Optional.empty(), now);
    ends.told(Optional.empty());
    ends.asked(Optional.empty());
    switch (signal) {
      case Signal.HoldAsked s -> holds.asked(s.contact(), s.agent(), Visit.Stage.ON_HOLD);
      case Signal.ResumeAsked s -> holds.asked(s.contact(), s.agent(), Visit.Stage.TALKS);
      case Signal.Held s -> holds.reported(s.contact(), Visit.Stage.ON_HOLD, now);
      case Signal.Resumed s -> holds.reported(s.contact(), Visit.Stage.TALKS, now);
      case Signal.HoldFailed s -> holds.failed(s.contact(), s.agent(), Visit.Stage.TALKS);
      case Signal.ResumeFailed s -> holds.failed(s.contact(), s.agent(), Visit.Stage.ON_HOLD);
      case Signal.ContactHeard s -> arrivals.told(Optional.of(s.contact()), now);
      case Signal.ContactLeft s -> ends.told(Optional.of(s));
      case Signal.HangUpAsked s -> ends.asked(Optional.of(s));
      case Signal.ContactArrived s -> arrivals.told(s);
      case Signal.ContactMoved s -> moves.told(s);
      case Signal.FloorPlanned _,
          Signal.ContactScheduled _,
          Signal.ContactCancelled _,
          Signal.ContactLinked _,
          Signal.ContactIdentified _,
          Signal.PresenceAsked _,
          Signal.AgentLost _,
          Signal.AgentFound _,
          Signal.OfferAccepted _,
          Signal.OfferDeclined _,
          Signal.Bridged _,
          Signal.BridgeFailed _,
          Signal.ContactFinished _,
          Signal.CameLate _,
          Signal.ClockReached _ -> {}
      case Signal.TimeLost s -> outages.told(s);
    }
  }

  /** One fact, in the order of the journal. */
  public void sees(Fact fact) {
    seen.reaches(fact);
    try {
      look(fact);
    } catch (Terms.Unknown e) {
      seen.promise(false, "%s: %s", String.valueOf(e.getMessage()), fact);
    }
  }

  private void look(Fact fact) {
    switch (fact) {
      case Fact.FloorPlanned f -> plan(f);
      case Fact.Queued f -> arrivals.queued(f);
      case Fact.Scheduled f -> arrivals.scheduled(f);
      case Fact.Cancelled f -> arrivals.cancelled(f);
      case Fact.Moved f -> moves.moved(f);
      case Fact.Linked f -> arrivals.linked(f);
      case Fact.Identified f -> seen.visit(f.contact());
      case Fact.Heard f -> arrivals.heard(f);
      case Fact.Offered f -> offers.offered(f);
      case Fact.OfferClosed f -> offers.closed(f);
      case Fact.Accepted f -> offers.accepted(f);
      case Fact.Connected f -> bridges.connected(f);
      case Fact.BridgeFailed f -> bridges.failed(f);
      case Fact.CameBack f -> bridges.cameBack(f);
      case Fact.Held f -> holds.held(f);
      case Fact.Resumed f -> holds.resumed(f);
      case Fact.Abandoned f -> ends.abandoned(f);
      case Fact.LeftEarly f -> ends.leftEarly(f);
      case Fact.WrapUpBegan f -> ends.wrapUpBegan(f);
      case Fact.Finished f -> ends.finished(f);
      case Fact.PresenceChanged f -> presences.changed(f);
      case Fact.PresenceDeferred f -> presences.deferred(f);
      case Fact.AgentLost f -> presences.lost(f);
      case Fact.AgentFound f -> presences.found(f);
      case Fact.TimeLost f -> outages.over(f);
    }
  }

  private void plan(Fact.FloorPlanned f) {
    seen.terms.plan(f.changes()).forEach(wrong -> seen.promise(false, "%s", wrong));
    f.changes()
        .agents()
        .forEach(agent -> seen.clerks.computeIfAbsent(agent.id(), id -> new Clerk(id, f.at())));
    slots.planned();
  }

  /** The engine has answered a signal: nothing may be left undone that could be done now. */
  public void settled(Instant clock) {
    unlessUnknown(() -> {
      presences.settled();
      slots.settled();
      bridges.settled();
      offers.settled();
      ends.settled();
      moves.settled();
      outages.settled();
      holds.answered();
      arrivals.settled();
      offers.nobodyWaitsInVain(seen.notBeforeLast(clock));
    });
  }

  /** The engine has been told the time: nothing may be overdue. */
  public void clockReached(Instant clock) {
    unlessUnknown(() -> deadlines.clockReached(seen.notBeforeLast(clock)));
  }

  private void unlessUnknown(Runnable check) {
    try {
      check.run();
    } catch (Terms.Unknown e) {
      seen.promise(false, "%s", String.valueOf(e.getMessage()));
    }
  }

  /** The engine has refused a signal. For some signals the facts show that this is wrong. */
  public void refused(Signal signal) {
    holds.answered();
    arrivals.answered();
    moves.answered();
    if (signal instanceof Signal.Bridged word) {
      bridges.refused(word);
    }
    if (signal instanceof Signal.ContactCancelled word) {
      arrivals.refused(word);
    }
  }
}
