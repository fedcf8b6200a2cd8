package tandem.routing;

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
 * The engine of a term, and the batch of what it has decided since the last one was taken. Its
 * floor may be ahead of what is written; {@link #startOver} takes it back.
 */
final class Deciding {

  private final Rules rules;
  private final Commands commands;
  private final Instant listening;

  private RoutingEngine engine;
  private Batch batch = new Batch();

  /** The number of the last fact that was decided. */
  private long decided;

  /** A batch was taken and is not said yet. */
  private boolean saying;

  private Instant saidUpTo = Instant.EPOCH;

  /**
   * The engine for a floor.
   *
   * @param listening since when this node hears the carriers: silence before it means nothing
   * @param seq the number of the floor's last fact
   */
  Deciding(Rules rules, Commands commands, Instant listening, Floor floor, long seq) {
    this.rules = rules;
    this.commands = commands;
    this.listening = listening;
    this.engine = engine(floor);
    this.decided = seq;
  }

  private RoutingEngine engine(Floor floor) {
    return new RoutingEngine(rules, floor, listening, this::decided);
  }

  /** A fact's messages follow from the floor as the fact has made it, written or not. */
  private void decided(Fact fact, Floor after) {
    batch.order(commands.meantBy(++decided, fact, after));
  }

  FloorPlan plan() {
    return engine.floor().plan();
  }

  Optional<Instant> nextDeadline() {
    return engine.nextDeadline();
  }

  /** What is decided and not taken yet. */
  Batch batch() {
    return batch;
  }

  /** Decides a signal after what was due before it. */
  Decision decide(Signal signal, Instant at) {
    passDeadlines(at);
    return handle(signal, at);
  }

  /** Nobody is blamed for a time after the last commit: no screen was told of what is unsaid. */
  void passDeadlines(Instant now) {
    passDeadlines(now, saying || batch.mustBeWritten() ? saidUpTo : now);
  }

  /** Nobody is blamed for what became due while nobody owned the floor and no answer was heard. */
  void passDeadlinesOfBefore(Instant now) {
    passDeadlines(now, saidUpTo);
  }

  private void passDeadlines(Instant now, Instant said) {
    if (engine.nextDeadline().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
      handle(new Signal.ClockReached(said), now);
    }
  }

  private Decision handle(Signal signal, Instant at) {
    var decision = engine.handle(signal, at);
    batch.decided(decision, at);
    return decision;
  }

  /** The batch, which is to be written now. */
  Batch take() {
    var taken = batch;
    batch = new Batch();
    saying = taken.mustBeWritten();
    return taken;
  }

  /** The batch that was taken is on disk and said. */
  void said(Batch written) {
    saying = false;
    if (written.mustBeWritten()) {
      saidUpTo = written.decidedUpTo();
    }
  }

  /**
   * Goes back to the floor as it is on disk, where nothing is unsaid. Gives back the batch that was
   * decided since and is now void.
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
