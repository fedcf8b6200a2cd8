package tandem.routing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.base.Failure;
import tandem.document.Json;
import tandem.routing.Companion.Check.Objection;
import tandem.routing.Companion.Check.Ready;
import tandem.routing.engine.Decision;
import tandem.routing.engine.Fact;
import tandem.routing.engine.Floor;
import tandem.routing.engine.FloorPlan;
import tandem.routing.engine.Rules;
import tandem.routing.engine.Signal;
import tandem.storage.InboxEvent;
import tandem.storage.Outage;
import tandem.storage.nodes.FloorOwnership.Term;
import tandem.storage.outbox.Outbox;

/**
 * The engine's shell while this node owns the floor. It has one context and one connection, and
 * writes one batch at a time. A signal is decided at once. The decisions that are made while a
 * batch is being written are the next batch. Answers are given, and followers told, only after the
 * commit.
 *
 * <p>A batch fails if an event in it is stored already. Then all decisions since the last commit
 * are void: the repeats get their first answers, and the other signals are decided again. Any other
 * failed write ends the term. In both cases no void decision has left the node.
 */
final class OwnedFloor {

  private static final Logger LOG = LoggerFactory.getLogger(OwnedFloor.class);

  /**
   * The most facts that may wait to be written, and the most signals that may wait to be decided; a
   * further sender gets a failure and may try again later.
   */
  private static final int IN_FLIGHT_MAX = 20_000;

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private static final int FACTS_PER_SNAPSHOT = 20_000;

  /** The listener to what a term has written. It is called after the commit. */
  interface Said {
    /**
     * Receives a batch that was committed.
     *
     * @param bodies the facts as JSON
     */
    void said(long firstSeq, List<Fact> facts, List<String> bodies, Outbox.Written messages);
  }

  /** What gives the floor up. */
  interface StepDown {
    /**
     * The term ends.
     *
     * @param isSuspect whether a signal may be the cause: the next term writes each signal alone
     */
    void stepDown(String why, boolean isSuspect);
  }

  private final Vertx vertx;
  private final InstantSource clock;
  private final Journal journal;
  private final CommittedFloor committed;
  private final Term term;
  private final TermConnection connection;
  private final Deciding deciding;
  private final Said said;
  private final StepDown stepDown;
  private final Timer writing;
  private final Counter takenBack;
  private final Map<String, Companion.Writer> companions;
  private final EventMemory memory = new EventMemory();
  private final Undecided undecided;
  private final AccompaniedSignals accompanied = new AccompaniedSignals();
  private final DeadlineTimer timer;
  private final Pulse pulse;

  /** Whether the connection is in use. */
  private boolean busy;

  private boolean ended;

  /** Whether the term is being given up: no decision is written or answered any more. */
  private boolean givenUp;

  /** The number of the last fact on disk. */
  private long seq;

  private long factsSinceSnapshot;

  /** When this term has last written, by {@link System#nanoTime}; empty before. */
  private OptionalLong writtenNanos = OptionalLong.empty();

  /** When the write that is under way began, or the one that failed; empty between writes. */
  private OptionalLong writingNanos = OptionalLong.empty();

  /** How long this process was frozen, which the floor does not know yet. */
  private Duration frozen = Duration.ZERO;

  OwnedFloor(
      Vertx vertx,
      InstantSource clock,
      Rules rules,
      Journal journal,
      Commands commands,
      Map<String, Companion.Writer> companions,
      CommittedFloor committed,
      Term term,
      PgConnection connection,
      boolean afterFailure,
      MeterRegistry meters,
      Said said,
      StepDown stepDown) {
    this.vertx = vertx;
    this.clock = clock;
    this.journal = journal;
    this.companions = companions;
    this.committed = committed;
    this.term = term;
    this.connection = new TermConnection(vertx, journal, term, connection);
    this.deciding = new Deciding(rules, commands, floorOnDisk(committed), term.seq());
    this.said = said;
    this.stepDown = stepDown;
    this.seq = term.seq();
    this.undecided = new Undecided(afterFailure);
    this.timer = new DeadlineTimer(vertx, clock, this::deadlineReached);
    this.pulse = new Pulse(vertx, this::thaw);
    this.writing = Timer.builder("tandem.journal.write")
        .description("one batch of facts, from its first statement to its commit")
        .publishPercentiles(0.5, 0.99)
        .register(meters);
    this.takenBack = Counter.builder("tandem.journal.taken.back")
        .description("batches decided anew because an event in them was answered before")
        .register(meters);
  }

  private static Floor floorOnDisk(CommittedFloor committed) {
    return Floor.of(committed.floor().snapshot());
  }

  /**
   * States the time in which nothing could be written, and decides the deadlines that passed
   * nevertheless. No agent is blamed for them.
   */
  void begin() {
    connection.onClosed(() -> {
      if (!ended) {
        stepDown.stepDown("the journal's connection was closed", false);
      }
    });
    pulse.start();
    var now = clock.instant();
    deciding.lose(lost(now), now);
    deciding.passDeadlinesOfBefore(now);
    writeThenSay();
  }

  /**
   * How much of the time since the last fact was lost. All nodes have the database's time. If its
   * clock was set meanwhile, the difference is part of it, so that the deadlines that were set
   * before move to our time.
   */
  private Duration lost(Instant now) {
    var lost = Duration.between(committed.floor().time(), now).minus(term.quiet());
    return lost.isNegative() ? Duration.ZERO : lost;
  }

  /**
   * How long nothing had been written when the floor could last be written to.
   *
   * @param aliveNanos when the database last recorded that this node is alive
   */
  Duration quiet(long aliveNanos) {
    if (writtenNanos.isEmpty()) {
      return term.quiet();
    }
    long written = writtenNanos.getAsLong();
    long alive = writingNanos.isPresent() && writingNanos.getAsLong() - aliveNanos < 0
        ? writingNanos.getAsLong()
        : aliveNanos;
    return Duration.ofNanos(Math.max(0, alive - written));
  }

  long seq() {
    return seq;
  }

  long epoch() {
    return term.epoch();
  }

  Future<Decision> tell(Signal signal, Optional<InboxEvent> event) {
    if (isOver()) {
      return Future.failedFuture(notNow());
    }
    var first = event.flatMap(memory::answer);
    if (first.isPresent()) {
      return first.get();
    }
    if (deciding.batch().facts().size() >= IN_FLIGHT_MAX || undecided.size() >= IN_FLIGHT_MAX) {
      return Future.failedFuture(notNow());
    }
    thaw();
    if (isOver()) {
      return Future.failedFuture(notNow());
    }
    Instant now;
    try {
      now = clock.instant();
    } catch (RuntimeException e) {
      broken(e);
      return Future.failedFuture(notNow());
    }
    var told = new Told(signal, event, now, Promise.promise());
    event.ifPresent(e -> memory.add(e, told));
    if (undecided.letsPass(now)) {
      decide(told);
    } else {
      undecided.add(told);
    }
    writeThenSay();
    return told.promise().future();
  }

  /**
   * The same for a signal with a companion. The companion is checked at the beginning of a batch's
   * transaction, and then the signal is decided. Each transaction has one such signal at most.
   */
  Future<Companion.Result> tell(Signal signal, Companion companion) {
    if (isOver() || accompanied.isFull()) {
      return Future.failedFuture(notNow());
    }
    var told = new Accompanied(signal, companion, Promise.promise());
    accompanied.add(told);
    writeThenSay();
    return told.promise().future();
  }

  private void decide(Told told) {
    if (isOver()) {
      told.fail(notNow());
      return;
    }
    // A signal that waited for a query of the inbox is decided as of the time when it came: an
    // agent who accepted in time was in time. A signal that is written alone may have waited long.
    decide(told.signal(), undecided.areAlone() ? clock.instant() : told.at(), told::fail)
        .ifPresent(decision -> deciding.batch().answer(told, decision));
  }

  /**
   * Decides a signal, after the deadlines that have passed before it. If the engine fails, the term
   * ends. The signal is refused for good only if it is alone, and no deadline is the cause.
   *
   * @param refused hears why the signal is not decided
   */
  private Optional<Decision> decide(Signal signal, Instant at, Consumer<Failure> refused) {
    boolean isItself = false;
    try {
      deciding.passDeadlines(at);
      isItself = true;
      return Optional.of(deciding.decide(signal, at));
    } catch (RuntimeException e) {
      refused.accept(
          isItself && undecided.areAlone()
              ? new Failure.Invalid("it cannot be decided")
              : notNow());
      broken(e);
      return Optional.empty();
    }
  }

  /** The engine failed in the middle of a signal: its floor can no longer be trusted. */
  private void broken(RuntimeException bug) {
    LOG.error("the engine failed epoch={}", term.epoch(), bug);
    giveUpTerm("the engine failed", true);
  }

  private void giveUpTerm(String why, boolean isSuspect) {
    givenUp = true;
    failAll();
    stepDown.stepDown(why, isSuspect);
  }

  /** Senders get the failure at once, because the end of the term may wait for other work. */
  private void failAll() {
    deciding.take().fail(notNow());
    undecided.fail(notNow());
    accompanied.fail(notNow());
  }

  private boolean isOver() {
    return ended || givenUp;
  }

  /**
   * Writes all that was decided while the last batch was being written (group commit), and then
   * gives the answers.
   */
  private void writeThenSay() {
    if (isOver() || busy) {
      return;
    }
    if (accompanied.areNext(!deciding.batch().isEmpty() || !undecided.isEmpty())) {
      timer.set(deciding.nextDeadline());
      check(accompanied.take());
      return;
    }
    letIn();
    if (isOver() || busy) {
      return; // the engine failed: its undelivered decisions are void, and senders repeat their
      // signals
    }
    thaw();
    if (isOver()) {
      return;
    }
    timer.set(deciding.nextDeadline());
    var next = deciding.take();
    if (next.mustBeWritten()) {
      write(next);
    } else {
      answer(next);
      if (!accompanied.isEmpty() || !undecided.isEmpty()) {
        vertx.getOrCreateContext().runOnContext(_ -> writeThenSay());
      }
    }
  }

  /** Decides as many of the waiting signals as is allowed now, or looks up their events first. */
  private void letIn() {
    while (mayDecideMore()) {
      var next = undecided.next();
      if (next.isEmpty()) {
        break;
      }
      decide(next.get());
    }
    if (undecided.mustLookFirst() && deciding.batch().isEmpty()) {
      lookUp(undecided.lookUp(), Optional.empty());
    }
  }

  private boolean mayDecideMore() {
    var batch = deciding.batch();
    return undecided.areAlone() ? batch.isEmpty() : batch.facts().size() < IN_FLIGHT_MAX;
  }

  /**
   * Looks up events: repeats get their first answers, and the other signals are decided.
   *
   * @param failed the batch that could not be written because there is a repeat among them
   */
  private void lookUp(List<InboxEvent.Key> events, Optional<Batch> failed) {
    busy = true;
    writingNanos = OptionalLong.of(System.nanoTime());
    connection.firstAnswers(events).onComplete(found -> {
      if (isOver()) {
        return;
      }
      thaw();
      if (found.failed()) {
        giveUpTerm("events cannot be looked up: " + found.cause().getMessage(), false);
      } else if (failed.isPresent() && found.result().isEmpty()) {
        failed(failed.get(), new IllegalStateException("an event is stored and cannot be read"));
      } else {
        undecided.found(found.result(), clock.instant());
        writingNanos = OptionalLong.empty();
        busy = false;
        writeThenSay();
      }
    });
  }

  /** Checks a companion. What is decided meanwhile is written in the same transaction. */
  private void check(Accompanied next) {
    busy = true;
    writingNanos = OptionalLong.of(System.nanoTime());
    var context = vertx.getOrCreateContext();
    var plan = deciding.plan();
    connection
        .check(tx -> Objects.requireNonNull(
                companions.get(next.companion().kind()), "no writer of this kind")
            .check(tx, plan, next.signal(), next.companion().body()))
        // a writer may have finished on a thread of its own
        .onComplete(found -> context.runOnContext(_ -> {
          thaw();
          if (isOver()) {
            next.fail(notNow());
          } else if (found.succeeded()) {
            writingNanos = OptionalLong.empty();
            checked(next, plan, found.result());
          } else if (found.cause() instanceof TermConnection.Overdue overdue) {
            next.fail(notNow());
            giveUpTerm(String.valueOf(overdue.getMessage()), false);
          } else {
            LOG.warn("a companion cannot be checked error={}", found.cause().getMessage());
            giveUpCheck();
            next.fail(notNow());
          }
        }));
  }

  private void checked(Accompanied next, FloorPlan plan, Companion.Check found) {
    switch (found) {
      case Objection(var why) -> {
        giveUpCheck();
        next.answer(new Companion.Result.Objected(why));
      }
      case Ready ready -> {
        if (deciding.plan().equals(plan)) {
          decide(next, ready);
        } else {
          accompanied.putBack(List.of(next)); // the plan has changed meanwhile: it is checked anew
          giveUpCheck();
        }
      }
    }
  }

  private void decide(Accompanied next, Ready ready) {
    // the waiting signals came earlier: a deadline that passed after that must not be decided first
    var decided = decide(next.signal(), undecided.since().orElseGet(clock::instant), next::fail);
    if (decided.isEmpty()) {
      return;
    }
    var decision = decided.get();
    deciding.batch().answer(next, ready, decision);
    if (decision instanceof Decision.Decided) {
      write(deciding.take());
    } else {
      giveUpCheck();
    }
  }

  /** Ends the transaction that a check has begun; the next batch is written without it. */
  private void giveUpCheck() {
    connection.giveUp().onComplete(done -> {
      if (isOver()) {
        return;
      }
      if (done.failed()) {
        giveUpTerm("a check cannot be given up: " + done.cause().getMessage(), false);
        return;
      }
      writingNanos = OptionalLong.empty();
      busy = false;
      writeThenSay();
    });
  }

  private void write(Batch batch) {
    busy = true;
    writingNanos = OptionalLong.of(System.nanoTime());
    var watch = Timer.start();
    connection.append(seq, batch, clock.instant()).onComplete(result -> {
      if (isOver()) {
        batch.fail(notNow()); // it may be on disk or not: the sender repeats the event
      } else if (result.failed()) {
        failed(batch, result.cause());
      } else {
        switch (result.result()) {
          case Journal.Appended.Written(var messages) -> {
            watch.stop(writing);
            written(batch, messages);
          }
          case Journal.Appended.Repeated() -> takeBack(batch);
        }
      }
    });
  }

  private void written(Batch batch, Outbox.Written messages) {
    thaw();
    busy = false;
    writtenNanos = OptionalLong.of(System.nanoTime());
    writingNanos = OptionalLong.empty();
    long from = seq;
    seq = from + batch.facts().size();
    deciding.said(batch);
    said.said(from + 1, batch.facts(), batch.bodies(), messages);
    batch.companion().ifPresent(ready -> ready.committed().run());
    answer(batch);
    keepSnapshot(batch.facts().size());
    writeThenSay();
  }

  private void answer(Batch batch) {
    batch.say();
    if (!batch.told().isEmpty()) {
      undecided.answeredAlone();
    }
  }

  /**
   * Takes back a batch that contains a repeat. Nothing of it was written, and later decisions
   * depend on it: all of them are void, and the signals are looked up and decided again, in their
   * order.
   */
  private void takeBack(Batch batch) {
    writingNanos = OptionalLong.empty(); // the database has answered
    if (committed.seq() != seq) {
      failed(
          batch,
          new IllegalStateException(
              "the committed floor is at " + committed.seq() + " and not at " + seq));
      return;
    }
    takenBack.increment();
    var later = deciding.startOver(floorOnDisk(committed), seq);
    // the checks of their companions have ended with the transaction
    accompanied.putBack(later.accompanied());
    accompanied.putBack(batch.accompanied());
    // what is void does not give back the time that was lost
    Stream.concat(batch.facts().stream(), later.facts().stream())
        .flatMap(fact -> fact instanceof Fact.TimeLost lost ? Stream.of(lost) : Stream.empty())
        .findFirst()
        .ifPresent(lapse -> deciding.lose(lapse.lost(), clock.instant()));
    var anew = Stream.concat(batch.told().stream(), later.told().stream()).toList();
    lookUp(undecided.lookUp(anew), Optional.of(batch));
  }

  /**
   * Ends the term after a write that failed. Only the values of a signal that was written alone can
   * be to blame for good. Everything else passes: the sender repeats the signal.
   */
  private void failed(Batch batch, Throwable cause) {
    if (batch.isOfOne() && undecided.areAlone() && Outage.isFaultOfValues(cause)) {
      // the batch has only this signal, which would end the next term too if it were repeated
      LOG.error(
          "a signal cannot be written and is refused epoch={} why={}",
          term.epoch(),
          cause.getMessage());
      batch.fail(new Failure.Invalid("it cannot be stored"));
    } else {
      batch.fail(notNow());
    }
    giveUpTerm(
        String.valueOf(cause.getMessage()),
        !(cause instanceof TermConnection.Overdue
            || Outage.meaning(cause) instanceof Failure.Unavailable));
  }

  /**
   * States that the process was frozen: carriers and agents could not be heard, and repeat what
   * they said. Signals that came before are decided first, as of their time.
   */
  private void thaw() {
    frozen = frozen.plus(pulse.missed());
    if (frozen.isZero() || isOver() || !(undecided.isEmpty() || undecided.areAlone())) {
      return;
    }
    LOG.warn("the process was frozen for seconds={}", frozen.toSeconds());
    try {
      deciding.lose(frozen, clock.instant());
      frozen = Duration.ZERO;
      timer.set(deciding.nextDeadline());
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  private void deadlineReached() {
    thaw();
    // signals that came before the deadline are decided first, together with the deadlines before
    // them
    if (isOver() || !undecided.isEmpty()) {
      return;
    }
    try {
      deciding.passDeadlines(clock.instant());
    } catch (RuntimeException e) {
      broken(e);
    }
    writeThenSay();
  }

  private void keepSnapshot(int facts) {
    factsSinceSnapshot += facts;
    if (factsSinceSnapshot >= FACTS_PER_SNAPSHOT) {
      factsSinceSnapshot = 0;
      keep();
    }
  }

  /**
   * Stores a snapshot of the committed floor, so that a rebuild need not begin at the first fact.
   */
  Future<Void> keep() {
    var floor = committed.floor().snapshot();
    long upTo = committed.seq();
    // writing the JSON of a large floor takes too long for the engine's loop
    return vertx
        .executeBlocking(() -> Json.write(floor))
        .compose(body -> journal.keep(upTo, body, clock.instant()))
        .onFailure(e -> LOG.warn("no snapshot kept seq={} error={}", upTo, e.getMessage()));
  }

  /** Ends the term. All senders who wait get a failure and may try again later. */
  Future<Void> end() {
    ended = true;
    timer.cancel();
    pulse.stop();
    failAll();
    return connection.close();
  }

  private static Failure notNow() {
    return new Failure.Unavailable("the floor cannot be written to at the moment", COME_AGAIN);
  }
}
