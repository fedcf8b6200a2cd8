package tandem.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.RoutingEngine;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;

/**
 * The engine of a term, and the batch of its decisions that were not yet taken to be written. The
 * engine's floor may be ahead of the floor on disk; {@link #startOver} goes back to the latter.
 */
final class Deciding {

  private final Rules rules;
  private final Commands commands;

  private RoutingEngine engine;
  private Batch batch = new Batch();

  /** The number of the last fact that was decided. */
  private long decided;

  /** Whether a batch was taken and its answers have not been given yet. */
  private boolean saying;

  private Instant saidUpTo = Instant.EPOCH;

  /**
   * The engine for a floor.
   *
   * @param seq the number of the floor's last fact
   */
  Deciding(Rules rules, Commands commands, Floor floor, long seq) {
    this.rules = rules;
    this.commands = commands;
    this.engine = engine(floor);
    this.decided = seq;
  }

  private RoutingEngine engine(Floor floor) {
    return new RoutingEngine(rules, floor, this::decided);
  }

  /** Adds the fact's messages, which follow from the floor as it is after the fact. */
  private void decided(Fact fact, Floor after) {
    batch.order(commands.meantBy(++decided, fact, after));
  }

  FloorPlan plan() {
    return engine.floor().plan();
  }

  Optional<Instant> nextDeadline() {
    return engine.nextDeadline();
  }

  /** The decisions that were not taken yet. */
  Batch batch() {
    return batch;
  }

  /** Decides a signal; the deadlines that have passed before it must be decided first. */
  Decision decide(Signal signal, Instant at) {
    return handle(signal, at);
  }

  /**
   * Decides what follows from deadlines. An agent is not blamed for a deadline of an offer that was
   * not yet committed: no screen has shown it.
   */
  void passDeadlines(Instant now) {
    passDeadlines(now, saying || batch.mustBeWritten() ? saidUpTo : now);
  }

  /**
   * States that nothing could be written for this long, so that deadlines move before they are
   * decided. A batch states it once.
   */
  void lose(Duration lost, Instant now) {
    if (batch.facts().stream().noneMatch(Fact.TimeLost.class::isInstance)) {
      handle(new Signal.TimeLost(lost), now);
      batch.passedDeadlines();
    }
  }

  /** Decides deadlines that passed while no node owned the floor. No agent is blamed for them. */
  void passDeadlinesOfBefore(Instant now) {
    passDeadlines(now, saidUpTo);
  }

  private void passDeadlines(Instant now, Instant said) {
    if (engine.nextDeadline().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
      handle(new Signal.ClockReached(said), now);
      batch.passedDeadlines();
    }
  }

  private Decision handle(Signal signal, Instant at) {
    var decision = engine.handle(signal, at);
    batch.decided(decision, at);
    return decision;
  }

  /** Takes the batch, to write it. */
  Batch take() {
    var taken = batch;
    batch = new Batch();
    saying = taken.mustBeWritten();
    return taken;
  }

  /** Notes that the batch is on disk and its answers are given. */
  void said(Batch written) {
    saying = false;
    if (written.mustBeWritten()) {
      saidUpTo = written.decidedUpTo();
    }
  }

  /**
   * Goes back to the floor as it is on disk. Returns the batch that was decided since and is now
   * void.
   */
  Batch startOver(Floor floor, long seq) {
    var dropped = batch;
    batch = new Batch();
    engine = engine(floor);
    decided = seq;
    saying = false;
    return dropped;
  }
}
